import type { QuietHours } from '@waycast/contract';

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

const DAYS: ReadonlyMap<string, number> = new Map(
  ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((name, index) => [name, index + 1]),
);

function wallTime(at: number, timeZone: string): WallTime {
  const parts = new Map(
    partsFormat(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return {
    day: DAYS.get(parts.get('weekday') ?? '') ?? 1,
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  };
}

/** "2026-03-29 03:00:12" on the wall. */
export function wallText(at: number, timeZone: string): string {
  const parts = new Map(
    textFormat(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}:${of('second')}`;
}

const partsFormat = perZone({ weekday: 'short', hour: '2-digit', minute: '2-digit' });
const textFormat = perZone({
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** Making a format costs more than using it a thousand times; there are some hundred zones. */
function perZone(options: Intl.DateTimeFormatOptions): (timeZone: string) => Intl.DateTimeFormat {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (timeZone) => {
    let format = formats.get(timeZone);
    if (format === undefined) {
      format = new Intl.DateTimeFormat('en-US', { ...options, timeZone, hourCycle: 'h23' });
      formats.set(timeZone, format);
    }
    return format;
  };
}
