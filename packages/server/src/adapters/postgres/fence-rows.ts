import type { FenceShape } from '@waycast/geo';
import { z } from 'zod';
import type { FenceScope, Geofence, GeofenceVersion, StoredGeofence } from '../../ports/fences.ts';
import { readNullableNumber, readNumber, readText } from './cells.ts';
import type { Row } from './database.ts';
import { timeColumn } from './fix-rows.ts';

/** Columns of a fence, to be read back by `readVersion`. */
export const FENCE_COLUMNS = `fence_id, name, shape, dwell_s, applies_to,
    ${timeColumn('changed_at')},
    ${timeColumn('ended_at')}`;

const Place = z.object({ latitude: z.number(), longitude: z.number() });

/** As `sql/0008-geofences.sql` says. */
const Shape: z.ZodType<FenceShape> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('circle'), center: Place, radiusM: z.number() }),
  z.object({ type: z.literal('polygon'), outer: z.array(Place), holes: z.array(z.array(Place)).optional() }),
  z.object({ type: z.literal('corridor'), line: z.array(Place), widthM: z.number() }),
]);

const Scope: z.ZodType<FenceScope> = z.object({
  vehicles: z.array(z.string()),
  groups: z.array(z.string()),
});

export function readVersion(row: Row): GeofenceVersion {
  return { ...readFence(row), endedAt: readNullableNumber(row, 'ended_at') };
}

export function readFence(row: Row): StoredGeofence {
  return {
    id: readText(row, 'fence_id'),
    name: readText(row, 'name'),
    shape: Shape.parse(row.shape),
    dwellS: readNullableNumber(row, 'dwell_s'),
    appliesTo: row.applies_to === null ? null : Scope.parse(row.applies_to),
    changedAt: readNumber(row, 'changed_at'),
  };
}

/** Points that a shape is made of. */
export function pointsOf(shape: FenceShape): number {
  switch (shape.type) {
    case 'circle':
      return 1;
    case 'corridor':
      return shape.line.length;
    case 'polygon':
      return (shape.holes ?? []).reduce((sum, hole) => sum + hole.length, shape.outer.length);
  }
}

/** Whether two states of a fence judge a fix alike. */
export function judgeAlike(a: Geofence, b: Geofence): boolean {
  const rules = ({ shape, dwellS, appliesTo }: Geofence): string =>
    JSON.stringify([shape, dwellS, appliesTo], sortKeys);
  return rules(a) === rules(b);
}

/** The database keeps an object's fields in an order of its own. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
