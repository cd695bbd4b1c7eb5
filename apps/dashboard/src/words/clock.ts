const SHORT = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const LONG = { ...SHORT, second: '2-digit' } as const;
const CLOCK = new Intl.DateTimeFormat(undefined, LONG);
const SHORT_CLOCK = new Intl.DateTimeFormat(undefined, SHORT);
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

/** "14:03:10" in the reader's time zone. */
export function clockText(timeMs: number): string {
  return CLOCK.format(timeMs);
}

/** "14:03" in the reader's time zone. */
export function shortClock(timeMs: number): string {
  return SHORT_CLOCK.format(timeMs);
}

/** "14:03:10" of today, "18 Feb 2019, 14:03:10" of another day. */
export function momentText(timeMs: number, nowMs: number): string {
  return sameDay(timeMs, nowMs) ? CLOCK.format(timeMs) : `${DAY.format(timeMs)}, ${CLOCK.format(timeMs)}`;
}

/** "14:03" of today, "18 Feb 2019, 14:03" of another day. */
export function shortMoment(timeMs: number, nowMs: number): string {
  const clock = SHORT_CLOCK.format(timeMs);
  return sameDay(timeMs, nowMs) ? clock : `${DAY.format(timeMs)}, ${clock}`;
}

/** "13:03–14:03", with the day when it is not today's. */
export function rangeText(fromMs: number, toMs: number, nowMs: number): string {
  const hours = `${SHORT_CLOCK.format(fromMs)}–${SHORT_CLOCK.format(toMs)}`;
  return sameDay(toMs, nowMs) ? hours : `${DAY.format(toMs)}, ${hours}`;
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** "14:03:10" in a time zone. */
export function clockIn(timeMs: number, timeZone: string): string {
  return formatIn(timeZone, LONG).format(timeMs);
}

/** "14:03" in a time zone; throws for one that does not exist. */
export function shortClockIn(timeMs: number, timeZone: string): string {
  return formatIn(timeZone, SHORT).format(timeMs);
}

/** "4 May 2026" of a calendar day such as 2026-05-04. */
export function dayWords(day: string): string {
  return NOON_DAY.format(Date.parse(`${day}T12:00:00Z`));
}

const NOON_DAY = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string, parts: typeof SHORT | typeof LONG): Intl.DateTimeFormat {
  const key = `${timeZone} ${parts === LONG}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(undefined, { timeZone, ...parts });
  formats.set(key, format);
  return format;
}
