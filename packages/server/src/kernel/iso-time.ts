const DAY_MS = 86_400_000;
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
const THREE_DIGITS = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'));
const DATE_LENGTH = '2026-05-04T'.length;

/** The day that was written last: what is reported and read lies close together. */
let [day, date] = [Number.NaN, ''];

/** Epoch milliseconds as `2026-05-04T07:45:50.000Z`: what `Date` writes, which takes it as long as reading a whole fix. */
export function isoTime(ms: number): string {
  const ofDay = Math.floor(ms / DAY_MS);
  if (ofDay !== day) [day, date] = [ofDay, new Date(ofDay * DAY_MS).toISOString().slice(0, DATE_LENGTH)];
  const since = ms - ofDay * DAY_MS;
  const seconds = Math.floor(since / 1000);
  const minutes = Math.floor(seconds / 60);
  const milliseconds = THREE_DIGITS[since - seconds * 1000];
  const [hour, minute] = [TWO_DIGITS[Math.floor(minutes / 60)], TWO_DIGITS[minutes % 60]];
  // A fraction of a millisecond, and years with more than four digits: `Date` knows them.
  if (milliseconds === undefined || date.length !== DATE_LENGTH || !date.endsWith('T'))
    return new Date(ms).toISOString();
  return `${date}${hour}:${minute}:${TWO_DIGITS[seconds % 60]}.${milliseconds}Z`;
}
