import { wallText } from '../../../kernel/wall-text.ts';

/** Weekdays, Saturdays, Sundays. */
const DAY_TYPES = 3;
const BAND_HOURS = 3;
const BANDS_A_DAY = 24 / BAND_HOURS;
const QUARTER_MS = 900_000;
/** Moments remembered, of a quarter of an hour each: two weeks. */
const REMEMBERED = 1344;

/** How many bands there are. */
export const BANDS: number = DAY_TYPES * BANDS_A_DAY;

/** Day type and time of the day of a moment (epoch ms) as one number from 0 to `BANDS` − 1. */
export type BandOf = (at: number) => number;

/** Bands of three hours by the clock on the wall of an IANA time zone, whose offsets are whole quarters of an hour. */
export function bandsIn(timeZone: string): BandOf {
  const known = new Map<number, number>();
  return (at) => {
    const quarter = Math.floor(at / QUARTER_MS);
    let band = known.get(quarter);
    if (band === undefined) {
      if (known.size >= REMEMBERED) known.clear();
      band = bandOfWall(wallText(quarter * QUARTER_MS, timeZone));
      known.set(quarter, band);
    }
    return band;
  };
}

function bandOfWall(wall: string): number {
  const weekday = new Date(wall.slice(0, 10)).getUTCDay();
  const dayType = weekday === 6 ? 1 : weekday === 0 ? 2 : 0;
  return dayType * BANDS_A_DAY + Math.floor(Number(wall.slice(11, 13)) / BAND_HOURS);
}
