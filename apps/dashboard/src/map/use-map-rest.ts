import type { Map as MapLibre } from 'maplibre-gl';
import { useEffect, useRef } from 'react';

/** Called at first, and once the map has come to rest whenever it was dragged or zoomed. */
export function useMapRest(map: MapLibre | undefined, onRest: (map: MapLibre) => void): void {
  const newest = useRef(onRest);
  newest.current = onRest;
  useEffect(() => {
    if (map === undefined) return undefined;
    const tell = (): void => newest.current(map);
    const moved = map.on('moveend', tell);
    tell();
    return () => moved.unsubscribe();
  }, [map]);
}
