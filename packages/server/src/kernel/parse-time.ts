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
  const plain = plainIsoToMs(text);
  if (!Number.isNaN(plain)) return plain;
  const match = ISO.exec(text);
  if (match === null) return Number.NaN;
  const [, date, time, fraction = '0', utc, hours, minutes = '00'] = match;
  if (!isCalendarDate(date)) return Number.NaN;
  return Date.parse(
    `${date}T${time?.length === 5 ? `${time}:00` : time}.${fraction.slice(0, 3)}${utc ? 'Z' : `${hours}:${minutes}`}`,
  );
}

const [DASH, COLON, DOT, T, Z] = [45, 58, 46, 84, 90];

/** The one form that most devices write, `2026-05-04T07:45:50.000Z`, six times as fast; NaN for any other. */
function plainIsoToMs(text: string): number {
  if (!isPlainIso(text)) return Number.NaN;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  // Date.UTC takes years of two digits for those of the last century.
  if (!(year >= 100 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59))
    return Number.NaN;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second, digits(text, 20, 23));
  return day <= 28 || new Date(ms).getUTCDate() === day ? ms : Number.NaN;
}

function isPlainIso(text: string): boolean {
  return (
    text.length === 24 &&
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    text.charCodeAt(10) === T &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON &&
    text.charCodeAt(19) === DOT &&
    text.charCodeAt(23) === Z
  );
}

/** The number that stands there; NaN when anything but digits does. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** V8 takes 30 February for 2 March. */
function isCalendarDate(date: string | undefined): boolean {
  const midnight = new Date(`${date}T00:00:00.000Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().slice(0, 10) === date;
}
