import { isId, SERVICE_S_MAX } from '@waycast/contract';
import { formatServiceTime, parseServiceTime } from '../../../../kernel/service-time.ts';
import type { Findings, Place } from './findings.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const DATE = /^(\d{4})(\d\d)(\d\d)$/;
const MAX_NAME = 200;

/**
 * An id of a feed as ours: other characters than `A-Z a-z 0-9 . _ ~ @ -` become `@` and their bytes in hexadecimal.
 * Undefined, and an error, for one that is missing or too long.
 */
export function readId(text: string, place: Place, findings: Findings): string | undefined {
  const id = toId(text);
  if (isId(id)) return id;
  const reason = text === '' ? 'is missing' : 'is too long for an id';
  findings.error({ ...place, value: text }, reason, 'Write an id of 1–128 characters.');
  return undefined;
}

/** The same of a cell that refers to an id. */
export function toId(text: string): string {
  return isId(text)
    ? text
    : text.replace(/[^A-Za-z0-9._~@-]/gu, (character) =>
        [...Buffer.from(character)]
          .map((byte) => `@${byte.toString(16).toUpperCase().padStart(2, '0')}`)
          .join(''),
      );
}

/** One line of text, or empty. */
export function readName(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .trim()
    .slice(0, MAX_NAME)
    .trim();
}

export function readNumber(
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
  place: Place,
  findings: Findings,
): number {
  // Zero has one sign only where it is stored.
  const number = NUMBER.test(text) ? Number(text) + 0 : Number.NaN;
  if (number >= min && number <= max) return number;
  const reason = text === '' ? 'is missing' : `is no number from ${min} to ${max}`;
  findings.error({ ...place, value: text }, reason, `Write a number from ${min} to ${max}.`);
  return Number.NaN;
}

/** `2026-05-04` of `20260504`; undefined, and an error, for what is no day. */
export function readDate(text: string, place: Place, findings: Findings): string | undefined {
  const [, year, month, day] = DATE.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  const utc = Date.parse(`${date}T00:00Z`);
  if (!Number.isNaN(utc) && new Date(utc).toISOString().startsWith(date)) return date;
  findings.error({ ...place, value: text }, 'is no day of the calendar', 'Write the day as YYYYMMDD.');
  return undefined;
}

/** Seconds of the day of service; undefined for an empty cell, and NaN, with an error, for what is no time. */
export function readTime(text: string, place: Place, findings: Findings): number | undefined {
  if (text === '') return undefined;
  const seconds = parseServiceTime(text);
  if (seconds !== undefined && seconds <= SERVICE_S_MAX) return seconds;
  const most = formatServiceTime(SERVICE_S_MAX);
  findings.error({ ...place, value: text }, `is no time up to ${most}`, 'Write the time as HH:MM:SS.');
  return Number.NaN;
}
