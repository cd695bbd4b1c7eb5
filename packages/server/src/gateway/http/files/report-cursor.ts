import { isId, WaycastError } from '@waycast/contract';
import type { EventCursor } from '../../../ports/finding-archive.ts';
import type { ReportCursor } from '../../../ports/reports.ts';

const WRITTEN = /^r1:([^:]+):(-?\d{1,15})?$/;
/** A key holds a time, and the id of a fence before it. */
const EVENT_WRITTEN = /^e1:(\d{1,15}):([\w.~@:-]{1,300})$/;

/** The cursor that a report's next page begins with. Its content is ours to change. */
export function writeReportCursor({ vehicleId, startsAt }: ReportCursor): string {
  return Buffer.from(`r1:${vehicleId}:${startsAt ?? ''}`).toString('base64url');
}

/** Throws `invalid` for one that this server did not write. */
export function readReportCursor(cursor: string): ReportCursor {
  const [, vehicleId = '', startsAt] =
    WRITTEN.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  const read = startsAt === undefined ? { vehicleId } : { vehicleId, startsAt: Number(startsAt) };
  if (isId(vehicleId) && writeReportCursor(read) === cursor) return read;
  throw notOurs();
}

/** The cursor that the next page of a vehicle's events begins with. */
export function writeEventCursor({ startsAt, key }: EventCursor): string {
  return Buffer.from(`e1:${startsAt}:${key}`).toString('base64url');
}

/** Throws `invalid` for one that this server did not write. */
export function readEventCursor(cursor: string): EventCursor {
  const [, startsAt, key] = EVENT_WRITTEN.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (startsAt === undefined || key === undefined) throw notOurs();
  return { startsAt: Number(startsAt), key };
}

function notOurs(): WaycastError {
  return new WaycastError('invalid', 'cursor: takes a nextCursor of an earlier answer, unchanged');
}
