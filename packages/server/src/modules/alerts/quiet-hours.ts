import type { QuietHours } from '@waycast/contract';
import { wallText } from '../../kernel/wall-text.ts';

const MINUTES_A_DAY = 1440;

/** What the clock on the wall shows at a moment. */
interface WallTime {
  /** 1 Monday to 7 Sunday. */
  readonly day: number;
  /** Since midnight; seconds count as nothing. */
  readonly minute: number;
}

/**
 * Whether a moment (epoch ms) lies in quiet hours, by the clock on the wall of a time zone: on the day when clocks go
 * back an hour of them is had twice, and when they go forward one is left out. The minute `to` is no part of them.
 */
export function isQuiet({ from, to, days }: QuietHours, at: number, timeZone: string): boolean {
  const { day, minute } = wallTime(at, timeZone);
  const begin = minuteOf(from);
  const end = minuteOf(to);
  const counts = (beganOn: number): boolean => days == null || days.includes(beganOn);
  if (begin < end) return minute >= begin && minute < end && counts(day);
  // Past midnight: in the evening they began today, in the morning yesterday.
  if (minute >= begin) return counts(day);
  return minute < end && counts(day === 1 ? 7 : day - 1);
}

function minuteOf(text: string): number {
  const [hours = '0', minutes = '0'] = text.split(':');
  return (Number(hours) * 60 + Number(minutes)) % MINUTES_A_DAY;
}

function wallTime(at: number, timeZone: string): WallTime {
  const [date = '', time = ''] = wallText(at, timeZone).split(' ');
  return { day: new Date(date).getUTCDay() || 7, minute: minuteOf(time) };
}
