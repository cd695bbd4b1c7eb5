/** PostgreSQL's own calendar is wider, but no clock of ours is: years 1 to 9999. */
const LIMITS = { min: -62_135_596_800_000, max: 253_402_300_799_999 };

/** The nearest time (epoch ms) that the database can hold and every driver can give back. */
export function inCalendar(time: number): number {
  return Math.min(Math.max(time, LIMITS.min), LIMITS.max);
}
