const DAY_MS = 86_400_000;
const LAST_DAY = Date.UTC(9999, 11, 31);
const PATTERN = /^\d{4}-\d{2}-\d{2}$/;

/** The calendar day of a moment in a time zone: "2026-05-04". */
export function dayOf(timeMs: number, timeZone: string): string {
  return new Date(timeMs + offsetMs(timeMs, timeZone)).toISOString().slice(0, 10);
}

/**
 * First and last millisecond of a calendar day in a time zone; where clocks change it lasts 23 or 25 hours. A day that
 * a place left out, as Samoa did 30 December 2011, lasts one.
 */
export function boundsOfDay(day: string, timeZone: string): { readonly from: number; readonly to: number } {
  const from = startOf(day, timeZone);
  return { from, to: Math.max(from, startOf(dayAfter(day, 1), timeZone) - 1) };
}

/** The day so many days later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** A calendar day that a vehicle can have been heard on: from 1970 on, and with another day after it. */
export function isDay(text: unknown): text is string {
  return typeof text === 'string' && PATTERN.test(text) && isOfCalendar(text);
}

/** Not the 31st of February, which counts on into March. */
function isOfCalendar(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return time >= 0 && time < LAST_DAY && new Date(time).toISOString().startsWith(day);
}

/** Midnight, or the first moment of a day that has none; of the day after when there was no such day. */
function startOf(day: string, timeZone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const guesses = [midnight - DAY_MS / 2, midnight + DAY_MS / 2].map(
    (at) => midnight - offsetMs(at, timeZone),
  );
  const fitting = guesses.filter((guess) => dayOf(guess, timeZone) === day);
  return fitting.length > 0 ? Math.min(...fitting) : Math.max(...guesses);
}

/** How far the clocks of a time zone are ahead of UTC at a moment. */
function offsetMs(timeMs: number, timeZone: string): number {
  const whole = Math.floor(timeMs / 1000) * 1000;
  const parts = formatOf(timeZone).formatToParts(whole);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = (
    ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
  ).map((name) => Number(parts.find(({ type }) => type === name)?.value));
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}
