import type { CalendarDescription } from '@waycast/contract';
import { dayAfter } from '../../words/day.ts';

type Days = Pick<CalendarDescription, 'weekdays' | 'startsOn' | 'endsOn' | 'added' | 'removed'>;

/** 1 Monday to 7 Sunday of a day such as 2026-05-04. */
export function weekdayOf(day: string): number {
  return ((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

/** Whether buses run on a day, and by what: the weekdays, or an exception from them. */
export function serviceOn(calendar: Days, day: string): 'usual' | 'added' | 'removed' | 'none' {
  const usual =
    day >= calendar.startsOn && day <= calendar.endsOn && calendar.weekdays.includes(weekdayOf(day));
  if (usual) return calendar.removed.includes(day) ? 'removed' : 'usual';
  return calendar.added.includes(day) ? 'added' : 'none';
}

/** The calendar with one day turned over; what the weekdays say already is no exception. */
export function withDayTurned<C extends Days>(calendar: C, day: string): C {
  const without = (days: readonly string[]): string[] => days.filter((one) => one !== day);
  const bare = { ...calendar, added: without(calendar.added), removed: without(calendar.removed) };
  switch (serviceOn(calendar, day)) {
    case 'usual':
      return { ...bare, removed: [...bare.removed, day].sort() };
    case 'none':
      return { ...bare, added: [...bare.added, day].sort() };
    default:
      return bare;
  }
}

/** The weeks that a month such as 2026-05 touches, each from Monday to Sunday. */
export function weeksOf(month: string): string[][] {
  const first = `${month}-01`;
  const weeks: string[][] = [];
  for (
    let monday = dayAfter(first, 1 - weekdayOf(first));
    monday.slice(0, 7) <= month;
    monday = dayAfter(monday, 7)
  )
    weeks.push(Array.from({ length: 7 }, (_, index) => dayAfter(monday, index)));
  return weeks;
}

/** The month so many later. */
export function monthAfter(month: string, months: number): string {
  const date = new Date(`${month}-15T12:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 7);
}

const MONTH = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** "May 2026". */
export function monthWords(month: string): string {
  return MONTH.format(Date.parse(`${month}-15T12:00:00Z`));
}
