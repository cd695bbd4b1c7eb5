import { isId } from '@waycast/contract';
import { parseTime } from '../replay/parse-time.ts';
import type { Problem } from './documents.ts';
import { isDocument, type Plain } from './ejson.ts';

/** A document cannot be taken over. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
  readonly problem: Problem;

  constructor(reason: string, remedy: string) {
    super(reason);
    this.problem = { reason, remedy };
  }
}

const AHEAD_MS = 24 * 3_600_000;

/** An id of ours. Throws Unusable with `remedy`. */
export function idOf(value: Plain | undefined, what: string, remedy: string): string {
  if (value === undefined) throw new Unusable(`has no ${what}`, remedy);
  const id = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : undefined;
  if (id !== undefined && isId(id)) return id;
  throw new Unusable(`${what} is ${quote(value)}, not 1–128 of A-Z a-z 0-9 . _ ~ @ -`, remedy);
}

/** Text without what PostgreSQL cannot hold; null for nothing. */
export function textOf(value: Plain | undefined, what: string, max = 300): string | null {
  if (value === undefined) return null;
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new Unusable(`${what} is ${quote(value)}, no text`, `Name another field: --map …${what}=PATH.`);
  const text = String(value).trim();
  if (text.length > max || text.includes('\0'))
    throw new Unusable(
      `${what} has ${text.length} characters or one that text cannot hold`,
      `Shorten it to ${max}.`,
    );
  return text === '' ? null : text;
}

/** Epoch ms. Throws Unusable for what is no time, or a day ahead of `now`. */
export function timeOf(value: Plain | undefined, what: string, now: number, remedy: string): number {
  if (value === undefined) throw new Unusable(`has no ${what}`, remedy);
  const time = value instanceof Date ? value.getTime() : parseTime(value);
  if (time === undefined || Number.isNaN(time))
    throw new Unusable(
      `${what} is ${quote(value)}, not a date, ISO 8601 or seconds or milliseconds since 1970`,
      remedy,
    );
  if (time > now + AHEAD_MS)
    throw new Unusable(
      `${what} is ${new Date(time).toISOString()}, in the future`,
      'Correct it, or leave the row out.',
    );
  return time;
}

/** A measurement; null where there is none, and below 0, which phones write for unknown. */
export function measured(value: Plain | undefined, what: string, max: number, factor = 1): number | null {
  if (value === undefined) return null;
  const number = numberOf(value);
  if (number === undefined)
    throw new Unusable(
      `${what} is ${quote(value)}, no number`,
      `Name another field: --map observations.${what}=PATH.`,
    );
  const inOurs = number * factor;
  if (inOurs > max)
    throw new Unusable(
      `${what} is ${number}, more than ${Math.round(max / factor)}`,
      'Correct it, or leave the row out.',
    );
  return inOurs < 0 ? null : inOurs;
}

export function numberOf(value: Plain | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A value for a message, short enough for a line. */
function quote(value: Plain): string {
  const text =
    typeof value === 'string'
      ? value
      : isDocument(value) || Array.isArray(value)
        ? JSON.stringify(value)
        : String(value);
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}
