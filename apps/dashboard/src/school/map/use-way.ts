import type { LatLng } from '@waycast/geo';
import type { Map as MapLibre } from 'maplibre-gl';
import { useEffect, useMemo } from 'react';
import { readPalette } from '../../map/palette.ts';
import { usePlacesInView } from '../../map/use-places-in-view.ts';
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

/** Moves the map once to each way that it is given a key of; from then on the map is the reader's. */
export function useWayInView(
  map: MapLibre | undefined,
  way: Way | null,
  key: string | undefined,
  also?: LatLng,
): void {
  const places = useMemo(() => {
    if (way === null) return null;
    const line = way.line.map(([longitude, latitude]) => ({ longitude, latitude }));
    return [...line, ...way.stops, ...(also === undefined ? [] : [also])];
  }, [way, also]);
  usePlacesInView(map, places, key);
}
