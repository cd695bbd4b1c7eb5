import { WaycastError } from '@waycast/contract';

const WRITTEN = /^v1:(-?\d{1,15})$/;

/** The cursor that goes on with the fixes from `time` (epoch ms) on. Its content is ours to change. */
export function writeCursor(time: number): string {
  return Buffer.from(`v1:${time}`).toString('base64url');
}

/** Epoch ms that a cursor goes on from; throws `invalid` for one that this server did not write. */
export function readCursor(cursor: string): number {
  const [, time] = WRITTEN.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (time !== undefined && writeCursor(Number(time)) === cursor) return Number(time);
  throw new WaycastError('invalid', 'cursor: takes a nextCursor of an earlier answer, unchanged');
}
