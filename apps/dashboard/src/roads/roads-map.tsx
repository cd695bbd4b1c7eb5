import type { BoundingBox, Hazard } from '@waycast/contract';
import { boundsOf, type LatLng } from '@waycast/geo';
import type { Map as MapLibre } from 'maplibre-gl';
import { type ReactNode, useEffect, useRef } from 'react';
import { fitBox } from '../map/camera.ts';
import { MapButtons } from '../map/map-buttons.tsx';
import { MapFrame } from '../map/map-frame.tsx';
import { useBareMap } from '../map/use-bare-map.ts';
import { useBaseStyle } from '../map/use-base-style.ts';
import type { Padding } from '../map/use-camera-moves.ts';
import { useMapClicks } from '../map/use-map-clicks.ts';
import { useMapRest } from '../map/use-map-rest.ts';
import { usePlacesInView } from '../map/use-places-in-view.ts';
import { useTheme } from '../shell/theme.ts';
import type { RoadFeature } from './road-features.ts';
import {
  addRoadLayers,
  paintRoadLayers,
  roadThingAt,
  showHazards,
  showPin,
  showRoads,
} from './road-layers.ts';
import type { View } from './roads-search.ts';

/** What the map shows once it has come to rest. */
export interface SettledView extends View {
  readonly box: BoundingBox;
}

export interface RoadsMapProps {
  readonly roads: readonly RoadFeature[];
  readonly hazards: readonly Hazard[];
  readonly chosen: { readonly segment?: string | undefined; readonly hazard?: string | undefined };
  /** Where something is going to be reported: then a click chooses the place. */
  readonly pin: LatLng | null;
  /** Where to begin; undefined: where the places of `opening` are. */
  readonly view: View | undefined;
  /** The map moves once to the places of each key. */
  readonly opening: { readonly key: string | undefined; readonly places: readonly LatLng[] | null };
  /** Corners of the box with most of all roads; null: not known yet. */
  readonly all: readonly LatLng[] | null;
  readonly padding: Padding;
  readonly onSettled: (view: SettledView) => void;
  readonly onClick: (thing: { readonly segment?: string; readonly hazard?: string }, place: LatLng) => void;
  readonly children?: ReactNode;
}

/** Roads coloured by how they are, and hazards. */
export function RoadsMap({ roads, hazards, chosen, pin, view, opening, padding, ...rest }: RoadsMapProps) {
  const container = useRef<HTMLDivElement>(null);
  const map = useBareMap(container);
  const theme = useTheme();
  const { problem, styleRevision } = useBaseStyle(map, theme);
  const ready = map !== undefined && styleRevision > 0;
  useEffect(() => {
    void theme;
    void styleRevision;
    if (!ready) return;
    addRoadLayers(map);
    paintRoadLayers(map);
  }, [ready, map, styleRevision, theme]);
  useEffect(() => {
    void styleRevision;
    if (ready) showRoads(map, roads, chosen.segment);
  }, [ready, map, styleRevision, roads, chosen.segment]);
  useEffect(() => {
    void styleRevision;
    if (ready) showHazards(map, hazards, chosen.hazard);
  }, [ready, map, styleRevision, hazards, chosen.hazard]);
  useEffect(() => {
    void styleRevision;
    if (ready) showPin(map, pin);
  }, [ready, map, styleRevision, pin]);
  const { top, right, bottom, left } = padding;
  useEffect(() => void map?.setPadding({ top, right, bottom, left }), [map, top, right, bottom, left]);
  useBeginning(map, view);
  usePlacesInView(map, opening.places, opening.key);
  useMapRest(map, (settled) => rest.onSettled(viewOf(settled)));
  useMapClicks(map, { under: roadThingAt, choosing: pin !== null, onClick: rest.onClick });
  return (
    <MapFrame container={container} label="Map of roads" problem={problem}>
      <MapButtons map={map} padding={padding} all="Show all roads" onAll={() => showAll(map, rest.all)}>
        {rest.children}
      </MapButtons>
    </MapFrame>
  );
}

function showAll(map: MapLibre | undefined, corners: readonly LatLng[] | null): void {
  const box = boundsOf(corners ?? []);
  if (map !== undefined && box !== undefined) fitBox(map, box, { padding: 56, maxZoom: 15, duration: 600 });
}

/** The address says where, once. */
function useBeginning(map: MapLibre | undefined, view: View | undefined): void {
  const first = useRef(view);
  useEffect(() => {
    if (map === undefined || first.current === undefined) return;
    const { latitude, longitude, zoom } = first.current;
    map.jumpTo({ center: [longitude, latitude], zoom });
  }, [map]);
}

function viewOf(map: MapLibre): SettledView {
  const { lat: latitude, lng: longitude } = map.getCenter();
  return { latitude, longitude, zoom: map.getZoom(), box: boxOf(map) };
}

/** Rounded, so that the same view asks for the same box. */
function boxOf(map: MapLibre): BoundingBox {
  const bounds = map.getBounds();
  const degrees = (value: number, most: number): number =>
    Math.round(Math.max(-most, Math.min(most, value)) * 1e5) / 1e5;
  return [
    degrees(bounds.getWest(), 180),
    degrees(bounds.getSouth(), 90),
    degrees(bounds.getEast(), 180),
    degrees(bounds.getNorth(), 90),
  ];
}
