import type { Fix } from '@waycast/contract';
import type { TenantFix } from '../../ports/history.ts';
import { numbersLiteral, textsLiteral } from './array-literal.ts';
import { readJson, readNullableNumber, readNumber, readText } from './cells.ts';
import type { Row, Statement } from './database.ts';

/**
 * Columns of a fix, to be read back by `readFix`. Times leave as epoch milliseconds, which both drivers give as
 * numbers and no session setting changes.
 */
export const FIX_COLUMNS = `vehicle_id, latitude, longitude, accuracy, speed, heading, altitude, attributes,
    (extract(epoch from time) * 1000)::float8 as time,
    (extract(epoch from received_at) * 1000)::float8 as received_at,
    (extract(epoch from sent_at) * 1000)::float8 as sent_at`;

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
  text: `insert into location_events (time, received_at, sent_at, tenant_id, vehicle_id, latitude, longitude,
    accuracy, speed, heading, altitude, attributes)
  select to_timestamp(time / 1000), to_timestamp(received_at / 1000), to_timestamp(sent_at / 1000), tenant_id,
    vehicle_id, latitude, longitude, accuracy, speed, heading, altitude, attributes
  from unnest($1::float8[], $2::float8[], $3::float8[], $4::text[], $5::text[], $6::float8[], $7::float8[],
    $8::float8[], $9::float8[], $10::float8[], $11::float8[], $12::jsonb[])
    as fix (time, received_at, sent_at, tenant_id, vehicle_id, latitude, longitude, accuracy, speed, heading,
      altitude, attributes)
  order by tenant_id collate "C", vehicle_id collate "C", time
  on conflict do nothing`,
};

/** The parameters of `INSERT_FIXES`. */
export function fixParameters(fixes: readonly TenantFix[]): string[] {
  const numbers = (of: (fix: Fix) => number | null | undefined) => numbersLiteral(fixes.map(({ fix }) => of(fix) ?? null));
  return [
    numbers((fix) => fix.time),
    numbers((fix) => fix.receivedAt),
    numbers((fix) => fix.sentAt),
    textsLiteral(fixes.map(({ tenant }) => tenant)),
    textsLiteral(fixes.map(({ fix }) => fix.vehicleId)),
    numbers((fix) => fix.latitude),
    numbers((fix) => fix.longitude),
    numbers((fix) => fix.accuracy),
    numbers((fix) => fix.speed),
    numbers((fix) => fix.heading),
    numbers((fix) => fix.altitude),
    textsLiteral(fixes.map(({ fix }) => attributesOf(fix))),
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
  return {
    vehicleId: readText(row, 'vehicle_id'),
    latitude: readNumber(row, 'latitude'),
    longitude: readNumber(row, 'longitude'),
    time: readNumber(row, 'time'),
    receivedAt: readNumber(row, 'received_at'),
    accuracy: readNullableNumber(row, 'accuracy'),
    ...(sentAt === null ? {} : { sentAt }),
    ...(speed === null ? {} : { speed }),
    ...(heading === null ? {} : { heading }),
    ...(altitude === null ? {} : { altitude }),
    ...readAttributes(row),
  };
}

function readAttributes(row: Row): Pick<Fix, 'future' | 'attributes'> {
  const stored = readJson(row, 'attributes');
  if (stored === undefined) return {};
  const { future, ...rest } = stored;
  if (future !== true) return { attributes: rest };
  return Object.keys(rest).length === 0 ? { future } : { future, attributes: rest };
}
