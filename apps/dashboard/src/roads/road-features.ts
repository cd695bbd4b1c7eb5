import type { RoadQuality, RouteResponse } from '@waycast/contract';
import { isQuality } from './qualities.ts';

/** A segment or grid cell as it is listed and drawn. */
export interface RoadFeature {
  readonly segmentId: string;
  readonly name: string | null;
  readonly isCell: boolean;
  /** Null: nothing is known of it. */
  readonly quality: RoadQuality | null;
  readonly roughness: number;
  /** 0 to 1. */
  readonly confidence: number;
  readonly geometry: object;
}

/** What the server answered; features without an id are left out. */
export function toRoadFeatures({ features }: Pick<RouteResponse<'roadSegments'>, 'features'>): RoadFeature[] {
  return features.map(({ id, geometry, properties }) => {
    const { name, quality, roughness, confidence } = properties;
    return {
      segmentId: id,
      name: typeof name === 'string' ? name : null,
      isCell: geometry.type === 'Polygon',
      quality: isQuality(quality) ? quality : null,
      roughness: typeof roughness === 'number' ? roughness : 0,
      confidence: typeof confidence === 'number' ? confidence : 0,
      geometry,
    };
  });
}

/** How many there are of each quality; null: of unknown ones. */
export function countByQuality(features: readonly RoadFeature[]): ReadonlyMap<RoadQuality | null, number> {
  const counts = new Map<RoadQuality | null, number>();
  for (const { quality } of features) counts.set(quality, (counts.get(quality) ?? 0) + 1);
  return counts;
}

/** "Rue Grimaldi", or what else it is. */
export function roadName({ name, isCell }: Pick<RoadFeature, 'name' | 'isCell'>): string {
  return name ?? (isCell ? 'Off the known roads' : 'Road without a name');
}

/** Of each street the roughest piece, the roughest street first, of those of which something is known. */
export function worstOf(features: readonly RoadFeature[], most: number): RoadFeature[] {
  const streets = new Set<string>();
  return features
    .filter(({ quality }) => quality !== null)
    .sort((a, b) => b.roughness - a.roughness)
    .filter(({ name, segmentId }) => {
      const street = name ?? segmentId;
      return !streets.has(street) && streets.add(street);
    })
    .slice(0, most);
}
