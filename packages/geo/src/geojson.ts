import type { LngLat } from './position.ts';

/** The few parts of GeoJSON (RFC 7946) that we produce. */
export interface LineString {
  readonly type: 'LineString';
  readonly coordinates: readonly LngLat[];
}

/** One closed outer ring: the last point repeats the first. */
export interface Polygon {
  readonly type: 'Polygon';
  readonly coordinates: readonly (readonly LngLat[])[];
}

export interface Feature<G, P> {
  readonly type: 'Feature';
  readonly id: number;
  readonly geometry: G;
  readonly properties: P;
}

export interface FeatureCollection<G, P> {
  readonly type: 'FeatureCollection';
  readonly features: readonly Feature<G, P>[];
}

/** Numbers the features of a collection from 0. */
export function featureCollection<G, P>(
  items: readonly { geometry: G; properties: P }[],
): FeatureCollection<G, P> {
  return {
    type: 'FeatureCollection',
    features: items.map(({ geometry, properties }, id) => ({ type: 'Feature', id, geometry, properties })),
  };
}
