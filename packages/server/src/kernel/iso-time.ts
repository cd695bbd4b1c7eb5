/** Seconds whose text is remembered: what is reported and read lies close together in time. */
const REMEMBERED = 64;

const seconds = new Float64Array(REMEMBERED).fill(-1);
const texts: string[] = new Array(REMEMBERED).fill('');
const END_LENGTH = '000Z'.length;
const MILLISECONDS = Array.from({ length: 1000 }, (_, ms) => `${String(ms).padStart(3, '0')}Z`);

/** Epoch milliseconds as `2026-05-04T07:45:50.000Z`: what `Date` writes, which takes as long as reading a whole fix. */
export function isoTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  const end = MILLISECONDS[ms - second * 1000];
  // Before 1970 and with fractions of a millisecond, `Date` knows better.
  if (end === undefined || second < 0) return new Date(ms).toISOString();
  const at = second % REMEMBERED;
  if (seconds[at] !== second) {
    seconds[at] = second;
    texts[at] = new Date(ms).toISOString().slice(0, -END_LENGTH);
  }
  return `${texts[at]}${end}`;
}
