import { boundsOf } from '@waycast/geo';
import { type Map as MapLibre, Marker } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import { createBaseMap } from '../map/base-map.ts';
import { fitBox } from '../map/camera.ts';
import { MapFrame } from '../map/map-frame.tsx';
import { useBaseStyle } from '../map/use-base-style.ts';
import { useTheme } from '../shell/theme.ts';
import styles from './playback.module.css';
import type { Moment, Place } from './ride.ts';
import { addRideLayers, paintRideLayers, type Spot, showRide, showSpots } from './ride-layers.ts';
import { toleranceOf } from './use-ride.ts';

interface RideMapProps {
  readonly moments: readonly Moment[];
  readonly halts: readonly Spot[];
  /** Fixes that are not believed. */
  readonly ignored: readonly Spot[];
  readonly place: Place | undefined;
  /** The map moves once to each span that it is given a name of. */
  readonly span: string;
  readonly onTolerance: (metres: number) => void;
}

const FIT = { padding: 48, maxZoom: 16, animate: false } as const;

/** The way on a map, coloured by speed, with the vehicle where it was. */
export function RideMap({ moments, halts, ignored, place, span, onTolerance }: RideMapProps) {
  const container = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibre>();
  const theme = useTheme();
  const tell = useRef(onTolerance);
  tell.current = onTolerance;

  useEffect(() => {
    if (container.current === null) return undefined;
    const made = createBaseMap(container.current);
    made.on('zoomend', () => tell.current(toleranceOf(made.getZoom(), made.getCenter().lat)));
    setMap(made);
    return () => {
      made.remove();
      setMap(undefined);
    };
  }, []);
  const { problem, styleRevision } = useBaseStyle(map, theme);
  useRideLayers(map, styleRevision, moments);
  useSpots(map, styleRevision, 'halts', halts);
  useSpots(map, styleRevision, 'ignored', ignored);
  useFit(map, span, moments);
  useMarker(map, place);
  return (
    <div className={styles.map}>
      <MapFrame container={container} label="Map of the ride" problem={problem} />
    </div>
  );
}

function useRideLayers(map: MapLibre | undefined, styleRevision: number, moments: readonly Moment[]): void {
  const theme = useTheme();
  const ready = map !== undefined && styleRevision > 0;
  useEffect(() => {
    void styleRevision;
    if (ready) addRideLayers(map);
  }, [ready, map, styleRevision]);
  useEffect(() => {
    void theme;
    if (ready) paintRideLayers(map);
  }, [ready, map, theme]);
  useEffect(() => {
    void styleRevision;
    if (ready) showRide(map, moments);
  }, [ready, map, styleRevision, moments]);
}

function useSpots(
  map: MapLibre | undefined,
  styleRevision: number,
  source: 'halts' | 'ignored',
  spots: readonly Spot[],
): void {
  useEffect(() => {
    if (map !== undefined && styleRevision > 0) showSpots(map, source, spots);
  }, [map, styleRevision, source, spots]);
}

function useFit(map: MapLibre | undefined, span: string, moments: readonly Moment[]): void {
  const fitted = useRef('');
  useEffect(() => {
    const box = boundsOf(moments);
    if (map === undefined || box === undefined || fitted.current === span) return;
    fitted.current = span;
    // The panel below has just taken its room from the map.
    map.resize();
    fitBox(map, box, FIT);
  }, [map, span, moments]);
}

/** An arrow that moves along: an element of its own, so that no frame waits for the map's worker. */
function useMarker(map: MapLibre | undefined, place: Place | undefined): void {
  const marker = useRef<Marker>(undefined);
  useEffect(() => {
    if (map === undefined) return undefined;
    const element = document.createElement('div');
    element.className = styles.marker ?? '';
    marker.current = new Marker({ element, rotationAlignment: 'map' });
    return () => {
      marker.current?.remove();
      marker.current = undefined;
    };
  }, [map]);
  useEffect(() => {
    const shown = marker.current;
    if (map === undefined || shown === undefined) return;
    if (place === undefined) return void shown.remove();
    shown
      .setLngLat([place.longitude, place.latitude])
      .setRotation(place.heading ?? 0)
      .addTo(map);
    const { dataset } = shown.getElement();
    dataset['moves'] = String(place.heading !== null);
    dataset['silent'] = String(place.silent);
  }, [map, place]);
}
