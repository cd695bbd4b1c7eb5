import { WaycastError } from '@waycast/contract';
import { wallText } from './wall-text.ts';

/** A day of the calendar somewhere, and the moments at which it begins and the next one does, epoch ms. */
export interface LocalDay {
  /** `2026-05-04`. */
  readonly day: string;
  readonly from: number;
  /** Exclusive. A day has 23 or 25 hours when clocks change. */
  readonly to: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** No place is further from UTC, with some room for a change of clocks. */
const WIDEST_OFFSET_MS = 16 * 3_600_000;
const FORM = /^(\d{4})-(\d\d)-(\d\d)$/;

/** A day by its name, in an IANA time zone. Throws WaycastError `invalid` for what is no day. */
export function localDay(name: string, timeZone: string): LocalDay {
  const utc = utcOf(name);
  if (utc === undefined)
    throw new WaycastError('invalid', `day takes a day of the calendar such as 2026-05-04; got ${name}`);
  return dayAt(utc, timeZone);
}

/** The days that a span touches, in order; `to` is exclusive. */
export function localDaysIn(from: number, to: number, timeZone: string): LocalDay[] {
  const days: LocalDay[] = [];
  const first = utcOf(dateIn(from, timeZone));
  for (let utc = first; utc !== undefined; utc += DAY_MS) {
    const day = dayAt(utc, timeZone);
    if (day.from >= to) return days;
    days.push(day);
  }
  return days;
}

/** The day whose midnight in UTC is given. */
function dayAt(utc: number, timeZone: string): LocalDay {
  return {
    day: new Date(utc).toISOString().slice(0, 10),
    from: beginOf(utc, timeZone),
    to: beginOf(utc + DAY_MS, timeZone),
  };
}

/**
 * The first minute that has the date: found by halving, for where clocks change at midnight a day begins at one
 * o'clock, or twice.
 */
function beginOf(utc: number, timeZone: string): number {
  const date = new Date(utc).toISOString().slice(0, 10);
  let before = (utc - WIDEST_OFFSET_MS) / MINUTE_MS;
  let begun = (utc + WIDEST_OFFSET_MS) / MINUTE_MS;
  while (begun - before > 1) {
    const middle = Math.floor((before + begun) / 2);
    if (dateIn(middle * MINUTE_MS, timeZone) >= date) begun = middle;
    else before = middle;
  }
  return begun * MINUTE_MS;
}

/** UTC midnight of a date that the calendar has. */
function utcOf(name: string): number | undefined {
  const [, year, month, date] = FORM.exec(name) ?? [];
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(date));
  return Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== name ? undefined : utc;
}

/** `2026-05-04`: the date at a moment. */
function dateIn(time: number, timeZone: string): string {
  return wallText(time, timeZone).slice(0, '2026-05-04'.length);
}
