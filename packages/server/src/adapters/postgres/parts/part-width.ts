export const DAY_MS = 86_400_000;
/** A part of a quarter of a year is easier to handle than thirty of three days. */
const MAX_DAYS = 90;

/**
 * How much time a part holds, in milliseconds: whole days, a tenth of how long fixes are kept. A fix goes with its part,
 * so that this is how much longer than asked for it may stay; and a query without a time looks into every part.
 */
export function partWidthMs(retentionDays: number): number {
  return Math.min(MAX_DAYS, Math.max(1, Math.floor(retentionDays / 10))) * DAY_MS;
}

/** The grid's line at or before a time. */
export function gridLine(time: number, widthMs: number): number {
  return Math.floor(time / widthMs) * widthMs;
}

/** Cuts a span at the grid's lines. Its ends are kept, since its neighbours may have had another width. */
export function cutSpan(from: number, to: number, widthMs: number): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (let start = from; start < to; ) {
    const end = Math.min(to, gridLine(start, widthMs) + widthMs);
    spans.push({ from: start, to: end });
    start = end;
  }
  return spans;
}
