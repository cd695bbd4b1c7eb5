import { type FeatureCollection, featureCollection, type LineString, type Polygon } from '../geojson.ts';
import type { Building } from './buildings.ts';
import type { Point, Projection } from './plane.ts';
import type { Green } from './prune.ts';
import type { Street } from './streets.ts';
import type { AreaProperties, BuildingProperties, StreetProperties } from './town.ts';

export function streetFeatures(
  streets: readonly Street[],
  nodes: readonly Point[],
  projection: Projection,
): FeatureCollection<LineString, StreetProperties> {
  const coordinates = ({ nodeIds }: Street) =>
    nodeIds.flatMap((id) => nodes[id] ?? []).map((point) => projection.lngLat(point));
  return featureCollection(
    streets.map((street) => ({
      geometry: { type: 'LineString', coordinates: coordinates(street) },
      properties: { name: street.name, roadClass: street.roadClass, bridge: street.bridge },
    })),
  );
}

export function areaFeatures(
  areas: readonly Green[],
  projection: Projection,
): FeatureCollection<Polygon, AreaProperties> {
  return featureCollection(
    areas.map(({ name, ring }) => ({ geometry: toPolygon(ring, projection), properties: { name } })),
  );
}

export function blockFeatures(
  blocks: readonly (readonly Point[])[],
  projection: Projection,
): FeatureCollection<Polygon, Readonly<Record<string, never>>> {
  return featureCollection(blocks.map((ring) => ({ geometry: toPolygon(ring, projection), properties: {} })));
}

export function buildingFeatures(
  buildings: readonly Building[],
  projection: Projection,
): FeatureCollection<Polygon, BuildingProperties> {
  return featureCollection(
    buildings.map(({ ring, heightM }) => ({
      geometry: toPolygon(ring, projection),
      properties: { heightM: Math.round(heightM) },
    })),
  );
}

function toPolygon(ring: readonly Point[], projection: Projection): Polygon {
  const points = ring.map(projection.lngLat);
  const [first] = points;
  const last = points.at(-1);
  const closed = first === undefined || (first[0] === last?.[0] && first[1] === last[1]);
  return { type: 'Polygon', coordinates: [closed ? points : [...points, first]] };
}
