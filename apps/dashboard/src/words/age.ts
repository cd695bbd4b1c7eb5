const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An age in its largest whole unit, short enough for a row: "4 s", "12 min", "3 h", "5 d", "6 y". */
export function shortAge(ageMs: number): string {
  if (ageMs < 0) return ageMs < -MINUTE ? 'ahead' : '0 s';
  if (ageMs < MINUTE) return `${Math.floor(ageMs / SECOND)} s`;
  if (ageMs < HOUR) return `${Math.floor(ageMs / MINUTE)} min`;
  if (ageMs < DAY) return `${Math.floor(ageMs / HOUR)} h`;
  if (ageMs < 730 * DAY) return `${Math.floor(ageMs / DAY)} d`;
  return `${Math.floor(ageMs / (365.25 * DAY))} y`;
}

/** The same in a sentence: "4 s ago". A device whose clock runs ahead is named. */
export function agoText(ageMs: number): string {
  return ageMs < -MINUTE ? 'device clock runs ahead' : `${shortAge(ageMs)} ago`;
}
