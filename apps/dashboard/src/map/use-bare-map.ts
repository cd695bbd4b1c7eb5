import type { Map as MapLibre } from 'maplibre-gl';
import { type RefObject, useEffect, useState } from 'react';
import { createBaseMap } from './base-map.ts';

/** A map in the container for as long as it is shown; undefined until it is there. */
export function useBareMap(container: RefObject<HTMLDivElement | null>): MapLibre | undefined {
  const [map, setMap] = useState<MapLibre>();
  useEffect(() => {
    if (container.current === null) return undefined;
    const created = createBaseMap(container.current);
    setMap(created);
    return () => {
      created.remove();
      setMap(undefined);
    };
  }, [container]);
  return map;
}
