import { randomBytes } from 'node:crypto';

const RANDOM_BYTES = 8;

/** An id that sorts by the time of its making, without a full stop, which signatures use between their parts. */
export function timeOrderedId(prefix: string, now: number): string {
  return `${prefix}_${now.toString(16).padStart(12, '0')}${randomBytes(RANDOM_BYTES).toString('hex')}`;
}
