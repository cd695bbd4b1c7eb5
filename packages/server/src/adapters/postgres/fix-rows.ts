import type { Fix } from '@waycast/contract';
import type { TenantFix } from '../../ports/history.ts';
import { float8Array, textArray, timestampArray } from './binary-array.ts';
import { readJson, readNullableNumber, readNumber, readText } from './cells.ts';
import type { Row, Statement } from './database.ts';
import { epochMs } from './sql-times.ts';

/** Columns of a fix, to be read back by `readFix`. */
export const FIX_COLUMNS = `vehicle_id, latitude, longitude, accuracy, speed, heading, altitude, attributes,
    ${timeColumn('time')}, ${timeColumn('received_at')}, ${timeColumn('sent_at')}`;

/** Leaves out fixes that were ahead of the server's clock when they came. */
export const NOT_FUTURE = `attributes->'future' is distinct from 'true'::jsonb`;

/**
 * SQL for a column of times as epoch milliseconds. It keeps its name unless another is given.
 */
export function timeColumn(column: string, as = column.replace(/^\w+[.]/, '')): string {
  return `${epochMs(column)} as ${as}`;
}

/** SQL for a parameter that holds epoch milliseconds. */
export function timeParameter(position: number): string {
  return `to_timestamp($${position}::float8 / 1000)`;
}

/**
 * Inserts whole columns; rows that are there already stay as they are. Sorted by key, so that two servers that
 * insert the same fixes at once wait for each other instead of locking each other out.
 */
export const INSERT_FIXES: Statement = {
  name: 'insert-fixes',
  returns: 'nothing',
  text: `insert into location_events (time, received_at, sent_at, tenant_id, vehicle_id, latitude, longitude,
    accuracy, speed, heading, altitude, attributes)
  select time, received_at, sent_at, tenant_id, vehicle_id, latitude, longitude, accuracy, speed, heading, altitude,
    attributes::jsonb
  from unnest($1::timestamptz[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::text[], $6::float8[],
    $7::float8[], $8::float8[], $9::float8[], $10::float8[], $11::float8[], $12::text[])
    as fix (time, received_at, sent_at, tenant_id, vehicle_id, latitude, longitude, accuracy, speed, heading,
      altitude, attributes)
  order by tenant_id collate "C", vehicle_id collate "C", time
  on conflict do nothing`,
};

/** The parameters of `INSERT_FIXES`. */
export function fixParameters(fixes: readonly TenantFix[]): Uint8Array<ArrayBuffer>[] {
  return [
    timestampArray(fixes, ({ fix }) => fix.time),
    timestampArray(fixes, ({ fix }) => fix.receivedAt),
    timestampArray(fixes, ({ fix }) => fix.sentAt),
    textArray(fixes, ({ tenant }) => tenant),
    textArray(fixes, ({ fix }) => fix.vehicleId),
    float8Array(fixes, ({ fix }) => fix.latitude),
    float8Array(fixes, ({ fix }) => fix.longitude),
    float8Array(fixes, ({ fix }) => fix.accuracy),
    float8Array(fixes, ({ fix }) => fix.speed),
    float8Array(fixes, ({ fix }) => fix.heading),
    float8Array(fixes, ({ fix }) => fix.altitude),
    textArray(fixes, ({ fix }) => attributesOf(fix)),
  ];
}

/** `future` is ours: what a device sends under that name is not kept. */
function attributesOf({ attributes, future }: Fix): string | null {
  if (future) return JSON.stringify({ ...attributes, future });
  if (attributes === undefined) return null;
  const { future: _theirs, ...rest } = attributes;
  return JSON.stringify(rest);
}

/** A fix from a row with `FIX_COLUMNS`; what is null in the row is absent, except accuracy. */
export function readFix(row: Row): Fix {
  const sentAt = readNullableNumber(row, 'sent_at');
  const speed = readNullableNumber(row, 'speed');
  const heading = readNullableNumber(row, 'heading');
  const altitude = readNullableNumber(row, 'altitude');
  const fix: { -readonly [Field in keyof Fix]: Fix[Field] } = {
    vehicleId: readText(row, 'vehicle_id'),
    latitude: readNumber(row, 'latitude'),
    longitude: readNumber(row, 'longitude'),
    time: readNumber(row, 'time'),
    receivedAt: readNumber(row, 'received_at'),
    accuracy: readNullableNumber(row, 'accuracy'),
  };
  if (sentAt !== null) fix.sentAt = sentAt;
  if (speed !== null) fix.speed = speed;
  if (heading !== null) fix.heading = heading;
  if (altitude !== null) fix.altitude = altitude;
  return row.attributes === null ? fix : { ...fix, ...readAttributes(row) };
}

function readAttributes(row: Row): Pick<Fix, 'future' | 'attributes'> {
  const stored = readJson(row, 'attributes');
  if (stored === undefined) return {};
  const { future, ...rest } = stored;
  if (future !== true) return { attributes: rest };
  return Object.keys(rest).length === 0 ? { future } : { future, attributes: rest };
}
