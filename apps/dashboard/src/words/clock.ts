const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const SHORT_CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

/** "14:03:10" in the reader's time zone. */
export function clockText(timeMs: number): string {
  return CLOCK.format(timeMs);
}

/** "14:03:10" of today, "18 Feb 2019, 14:03:10" of another day. */
export function momentText(timeMs: number, nowMs: number): string {
  return sameDay(timeMs, nowMs) ? CLOCK.format(timeMs) : `${DAY.format(timeMs)}, ${CLOCK.format(timeMs)}`;
}

/** "13:03–14:03", with the day when it is not today's. */
export function rangeText(fromMs: number, toMs: number, nowMs: number): string {
  const hours = `${SHORT_CLOCK.format(fromMs)}–${SHORT_CLOCK.format(toMs)}`;
  return sameDay(toMs, nowMs) ? hours : `${DAY.format(toMs)}, ${hours}`;
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
