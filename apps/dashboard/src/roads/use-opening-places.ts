import type { Hazard } from '@waycast/contract';
import type { LatLng } from '@waycast/geo';
import { useMemo, useRef } from 'react';
import type { RoadFeature } from './road-features.ts';
import type { RoadsMapProps } from './roads-map.tsx';
import type { RoadsSearch } from './roads-search.ts';
import { useSampleOfRoads, useSegment } from './use-roads.ts';

/**
 * Where the map goes by itself: once to each thing that is opened, and at first to where the roads are, unless the
 * address says where.
 */
export function useOpeningPlaces(
  hasView: boolean,
  { segment, hazard }: RoadsSearch,
  hazards: readonly Hazard[],
): Pick<RoadsMapProps, 'opening' | 'all'> {
  const thing = segment ?? hazard;
  const begun = useRef(hasView);
  if (thing !== undefined) begun.current = true;
  const sample = useSampleOfRoads().data;
  const read = useSegment(segment).data;
  const found = hazards.find(({ hazardId }) => hazardId === hazard);
  const all = useMemo(() => (sample === undefined ? null : cornersOf(sample)), [sample]);
  const opening = useMemo(() => {
    if (segment !== undefined)
      return {
        key: `segment ${segment}`,
        places: read?.coordinates.map(([longitude, latitude]) => ({ latitude, longitude })) ?? null,
      };
    if (hazard !== undefined)
      return { key: `hazard ${hazard}`, places: found === undefined ? null : [found] };
    return { key: begun.current ? undefined : 'all', places: all };
  }, [segment, hazard, read, found, all]);
  return { opening, all };
}

/** Of the box around most of them: country roads may lead far. */
function cornersOf(roads: readonly RoadFeature[]): LatLng[] {
  const places = roads.flatMap(({ geometry }) => placesOf(geometry));
  if (places.length === 0) return [];
  const part = (of: (place: LatLng) => number, share: number): number => {
    const sorted = places.map(of).sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  };
  const [latitude, longitude] = [(place: LatLng) => place.latitude, (place: LatLng) => place.longitude];
  return [0.2, 0.8].map((share) => ({
    latitude: part(latitude, share),
    longitude: part(longitude, share),
  }));
}

/** Of whatever depth its coordinates are. */
function placesOf(geometry: object): LatLng[] {
  const flat: unknown[] = 'coordinates' in geometry ? [geometry.coordinates].flat(Infinity) : [];
  const places: LatLng[] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const [longitude, latitude] = [flat[at], flat[at + 1]];
    if (typeof longitude === 'number' && typeof latitude === 'number') places.push({ latitude, longitude });
  }
  return places;
}
