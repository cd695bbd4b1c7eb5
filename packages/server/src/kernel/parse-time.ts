import { WaycastError } from '@waycast/contract';

const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?(?:(Z)|([+-]\d\d)(?::?(\d\d))?)$/i;
const EARLIEST_MS = Date.UTC(1980, 0, 1);
const LATEST_MS = Date.UTC(2200, 0, 1);
const ACCEPTED =
  'takes ISO 8601 with a zone (2026-05-04T07:45:50.000Z) or epoch milliseconds, from 1980 to 2200';

/** Epoch milliseconds of a time as clients write it; throws WaycastError `invalid` that names `field`. */
export function parseTime(field: string, value: string | number): number {
  const ms = typeof value === 'number' ? Math.round(value) : isoToMs(value);
  if (!(ms >= EARLIEST_MS && ms <= LATEST_MS)) {
    const seconds =
      typeof value === 'number' && value > 0 && value < 1e10 ? ' (this looks like seconds)' : '';
    throw new WaycastError(
      'invalid',
      `${field} ${ACCEPTED}${seconds}; got ${JSON.stringify(value).slice(0, 60)}`,
    );
  }
  return ms;
}

/** The same for a query parameter, in which epoch milliseconds arrive as digits. */
export function parseTimeText(field: string, text: string): number {
  return parseTime(field, /^\d+$/.test(text) ? Number(text) : text);
}

function isoToMs(text: string): number {
  const match = ISO.exec(text);
  if (match === null) return Number.NaN;
  const [, date, time, fraction = '0', utc, hours, minutes = '00'] = match;
  if (!isCalendarDate(date)) return Number.NaN;
  return Date.parse(
    `${date}T${time?.length === 5 ? `${time}:00` : time}.${fraction.slice(0, 3)}${utc ? 'Z' : `${hours}:${minutes}`}`,
  );
}

/** V8 takes 30 February for 2 March. */
function isCalendarDate(date: string | undefined): boolean {
  const midnight = new Date(`${date}T00:00:00.000Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().slice(0, 10) === date;
}
