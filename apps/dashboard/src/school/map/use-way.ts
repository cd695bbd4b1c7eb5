import { boundsOf, type LatLng } from '@waycast/geo';
import type { Map as MapLibre } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import { fitBox } from '../../map/camera.ts';
import { readPalette } from '../../map/palette.ts';
import { useTheme } from '../../shell/theme.ts';
import { addWayLayers, paintWayLayers, showWay, type Way } from './way-layers.ts';

/** Draws a way on a map, after each change of its style anew. */
export function useWay(map: MapLibre | undefined, styleRevision: number, way: Way | null): void {
  const theme = useTheme();
  const ready = map !== undefined && styleRevision > 0;
  useEffect(() => {
    void theme;
    void styleRevision;
    if (!ready) return;
    addWayLayers(map, readPalette());
    paintWayLayers(map, readPalette());
  }, [ready, map, styleRevision, theme]);
  useEffect(() => {
    void styleRevision;
    if (ready) showWay(map, way);
  }, [ready, map, styleRevision, way]);
}

const MOVE_MS = 600;
/** Room for the names beside the stops. */
const FIT = { padding: { top: 56, bottom: 56, left: 72, right: 112 }, maxZoom: 16 } as const;

/** Moves the map once to each way that it is given a key of; from then on the map is the reader's. */
export function useWayInView(
  map: MapLibre | undefined,
  way: Way | null,
  key: string | undefined,
  also?: LatLng,
): void {
  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (map === undefined) return;
    if (key === undefined) {
      shown.current = undefined;
      return;
    }
    if (shown.current === key || way === null) return;
    const places = way.line.map(([longitude, latitude]) => ({ longitude, latitude }));
    const box = boundsOf([...places, ...way.stops, ...(also === undefined ? [] : [also])]);
    if (box === undefined) return;
    const animate = shown.current !== undefined;
    shown.current = key;
    map.resize();
    fitBox(map, box, { ...FIT, animate, duration: MOVE_MS });
  }, [map, way, key, also]);
}
