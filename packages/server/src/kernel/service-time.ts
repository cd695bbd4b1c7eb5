import { wallText } from './wall-text.ts';

// Times of a schedule count from noon minus 12 hours of the day of service, as GTFS has them: a bus at 07:45 comes at
// 07:45 on the wall also on the days on which clocks change, and 24:10 is ten past midnight of the next day.

/** Days on which something is in service. */
export interface ServiceCalendar {
  /** 1 Monday to 7 Sunday. */
  readonly weekdays: readonly number[];
  /** First and last day, `2026-05-04`. */
  readonly startsOn: string;
  readonly endsOn: string;
  /** Days of service besides. */
  readonly added: readonly string[];
  /** Days without service, whatever else is said. */
  readonly removed: readonly string[];
}

const HALF_DAY_MS = 12 * 3_600_000;
const FORM = /^(\d{1,3}):([0-5]\d)(?::([0-5]\d))?$/;

/** Epoch ms of a time of a schedule: `seconds` of the day of service `date` (`2026-05-04`) in an IANA time zone. */
export function serviceTime(date: string, seconds: number, timeZone: string): number {
  return noonOf(date, timeZone) - HALF_DAY_MS + seconds * 1000;
}

/** Seconds of `07:45`, `7:45:30` or `25:10`; undefined for what is no time. */
export function parseServiceTime(text: string): number | undefined {
  const [, hours, minutes, seconds = '0'] = FORM.exec(text.trim()) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** `07:45:00`, `25:10:00`. */
export function formatServiceTime(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

export function runsOn(calendar: ServiceCalendar, date: string): boolean {
  if (calendar.removed.includes(date)) return false;
  if (calendar.added.includes(date)) return true;
  return calendar.startsOn <= date && date <= calendar.endsOn && calendar.weekdays.includes(isoWeekday(date));
}

/** 1 Monday to 7 Sunday. */
export function isoWeekday(date: string): number {
  return new Date(`${date}T00:00Z`).getUTCDay() || 7;
}

/** Clocks change by night, so that noon is there once; an offset that was right before the change is tried again. */
function noonOf(date: string, timeZone: string): number {
  const wanted = Date.parse(`${date}T12:00Z`);
  let noon = wanted;
  for (let attempt = 0; attempt < 2; attempt += 1)
    noon = wanted - (Date.parse(`${wallText(noon, timeZone).replace(' ', 'T')}Z`) - noon);
  return noon;
}
