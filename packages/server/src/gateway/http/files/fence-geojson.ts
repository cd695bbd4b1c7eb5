import { createHash } from 'node:crypto';
import { Id, WaycastError } from '@waycast/contract';
import { type LatLng, toLngLat } from '@waycast/geo';
import { z } from 'zod';
import { decodeBy } from '../../../kernel/invalid.ts';
import type { StoredGeofence } from '../../../ports/fences.ts';

/** A fence as a GeoJSON feature: a circle as a Point with its radius, a corridor as a LineString with its width. */
function toFeature({ id, name, shape, dwellS, appliesTo, changedAt }: StoredGeofence): object {
  return {
    type: 'Feature',
    id,
    geometry: geometryOf(shape),
    properties: {
      name,
      ...(shape.type === 'circle' ? { radiusM: shape.radiusM } : {}),
      ...(shape.type === 'corridor' ? { widthM: shape.widthM } : {}),
      ...(dwellS === null ? {} : { dwellS }),
      ...(appliesTo ?? {}),
      changedAt: new Date(changedAt).toISOString(),
    },
  };
}

/** Pages of features as one collection, written while they are read. */
export async function* collectionOf(pages: AsyncIterable<readonly StoredGeofence[]>): AsyncGenerator<string> {
  let before = '{"type":"FeatureCollection","features":[';
  for await (const page of pages) {
    for (const fence of page) {
      yield `${before}${JSON.stringify(toFeature(fence))}`;
      before = ',\n';
    }
  }
  yield before === ',\n' ? ']}\n' : `${before}]}\n`;
}

function geometryOf(shape: StoredGeofence['shape']): object {
  switch (shape.type) {
    case 'circle':
      return { type: 'Point', coordinates: toLngLat(shape.center) };
    case 'corridor':
      return { type: 'LineString', coordinates: shape.line.map(toLngLat) };
    case 'polygon':
      return { type: 'Polygon', coordinates: [shape.outer, ...(shape.holes ?? [])].map(closedRing) };
  }
}

function closedRing(ring: readonly LatLng[]) {
  return [...ring, ...ring.slice(0, 1)].map(toLngLat);
}

/** Longitude first, and height or whatever else behind is of no use here. */
const Coordinates = z
  .array(z.number())
  .min(2)
  .transform(([longitude = 0, latitude = 0]) => ({ latitude, longitude }));
const Line = z.array(Coordinates);

const Feature = z.object({
  type: z.literal('Feature'),
  id: Id.nullish(),
  geometry: z.discriminatedUnion('type', [
    z.object({ type: z.literal('Point'), coordinates: Coordinates }),
    z.object({ type: z.literal('LineString'), coordinates: Line }),
    z.object({ type: z.literal('Polygon'), coordinates: z.array(Line).min(1) }),
  ]),
  properties: z
    .looseObject({
      id: Id.nullish(),
      name: z.string().nullish(),
      radiusM: z.number().optional(),
      widthM: z.number().optional(),
      dwellS: z.number().nullish(),
      vehicles: z.array(z.unknown()).optional(),
      groups: z.array(z.unknown()).optional(),
    })
    .nullish()
    .transform((properties) => properties ?? {}),
});
type Feature = z.output<typeof Feature>;

/** What a feature says of a fence, to be decoded like any other; throws `invalid` that names the feature. */
export function fromFeature(input: unknown, index: number): { id: string; description: unknown } {
  const feature = decodeFeature(input, index);
  const { properties } = feature;
  const shape = shapeOf(feature, index);
  const id = feature.id ?? properties.id ?? contentId(shape, properties.name);
  const { vehicles = [], groups = [] } = properties;
  return {
    id,
    description: {
      name: properties.name?.trim() ? properties.name : id,
      shape,
      dwellS: properties.dwellS ?? null,
      appliesTo: vehicles.length + groups.length === 0 ? null : { vehicles, groups },
    },
  };
}

function decodeFeature(input: unknown, index: number): Feature {
  try {
    return decodeBy(Feature, input);
  } catch (error) {
    throw inFeature(index, error);
  }
}

/** The same error, saying which feature it is about. */
export function inFeature(index: number, error: unknown): unknown {
  if (!(error instanceof WaycastError)) return error;
  return new WaycastError(error.code, `features[${index}]: ${error.message}`);
}

function shapeOf({ geometry, properties }: Feature, index: number): unknown {
  switch (geometry.type) {
    case 'Point':
      return { type: 'circle', center: geometry.coordinates, radiusM: sizeOf('radiusM', properties, index) };
    case 'LineString':
      return { type: 'corridor', line: geometry.coordinates, widthM: sizeOf('widthM', properties, index) };
    case 'Polygon': {
      const [outer = [], ...holes] = geometry.coordinates;
      return { type: 'polygon', outer, ...(holes.length === 0 ? {} : { holes }) };
    }
  }
}

function sizeOf(name: 'radiusM' | 'widthM', properties: Feature['properties'], index: number): number {
  const size = properties[name];
  if (size !== undefined) return size;
  const what = name === 'radiusM' ? 'a Point is a circle and' : 'a LineString is a corridor and';
  throw new WaycastError('invalid', `features[${index}]: ${what} takes properties.${name} in metres`);
}

/** Features without an id get one of what they say, so that importing a file again changes nothing. */
function contentId(shape: unknown, name: string | null | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify([shape, name]))
    .digest('hex')
    .slice(0, 16);
}
