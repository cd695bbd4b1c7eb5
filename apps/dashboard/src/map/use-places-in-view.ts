import { boundsOf, type LatLng } from '@waycast/geo';
import type { Map as MapLibre } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import { fitBox } from './camera.ts';

const MOVE_MS = 600;
/** Room for the names beside the places. */
const FIT = { padding: { top: 56, bottom: 56, left: 72, right: 112 }, maxZoom: 16 } as const;

/** Moves the map once to the places of each key; from then on the map is the reader's. null: not known yet. */
export function usePlacesInView(
  map: MapLibre | undefined,
  places: readonly LatLng[] | null,
  key: string | undefined,
): void {
  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (map === undefined) return;
    if (key === undefined) {
      shown.current = undefined;
      return;
    }
    if (shown.current === key || places === null) return;
    const box = boundsOf(places);
    if (box === undefined) return;
    const animate = shown.current !== undefined;
    shown.current = key;
    map.resize();
    fitBox(map, box, { ...FIT, animate, duration: MOVE_MS });
  }, [map, places, key]);
}
