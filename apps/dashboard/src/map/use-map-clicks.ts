import type { LatLng } from '@waycast/geo';
import type { Map as MapLibre } from 'maplibre-gl';
import { useEffect, useRef } from 'react';

interface MapClicks<T extends object> {
  /** What lies there; nothing when it has no value. */
  readonly under: (map: MapLibre, point: { readonly x: number; readonly y: number }) => T;
  /** A click chooses a place, whatever lies there: the pointer says so. */
  readonly choosing: boolean;
  readonly onClick: ((thing: T, place: LatLng) => void) | undefined;
}

/** Tells what was clicked and where; over things that can be clicked the pointer changes. */
export function useMapClicks<T extends object>(map: MapLibre | undefined, clicks: MapClicks<T>): void {
  const newest = useRef(clicks);
  newest.current = clicks;
  useEffect(() => {
    if (map === undefined) return undefined;
    const clicked = map.on('click', ({ point, lngLat: { lat, lng } }) => {
      const { under, onClick } = newest.current;
      onClick?.(under(map, point), { latitude: lat, longitude: lng });
    });
    const moved = map.on('mousemove', ({ point }) => {
      const { under, choosing, onClick } = newest.current;
      const thing = onClick === undefined || choosing ? {} : under(map, point);
      const isOver = Object.values(thing).some((id) => id !== undefined);
      map.getCanvas().style.cursor = choosing ? 'crosshair' : isOver ? 'pointer' : '';
    });
    return () => {
      clicked.unsubscribe();
      moved.unsubscribe();
    };
  }, [map]);
}
