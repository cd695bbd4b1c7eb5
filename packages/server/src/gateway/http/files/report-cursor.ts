import { isId, WaycastError } from '@waycast/contract';
import type { ReportCursor } from '../../../ports/reports.ts';

const WRITTEN = /^r1:([^:]+):(-?\d{1,15})?$/;

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
  throw new WaycastError('invalid', 'cursor: takes a nextCursor of an earlier answer, unchanged');
}
