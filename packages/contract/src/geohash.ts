import { z } from 'zod';

const REGION = /^[0-9b-hjkmnp-z]{6}$/;

/** What a region's name takes, as errors say it. */
export const REGION_TAKES = 'takes exactly 6 characters of the geohash alphabet, 0-9 b-h j k m n p-z';

/** A region: the 6-character geohash cell (about 1.2 km × 0.6 km at the equator) that holds a position. */
export const Region = z.string().regex(REGION, REGION_TAKES).meta({
  id: 'Region',
  description: 'A 6-character geohash in lower case.',
});

/** Whether the text names a region. */
export function isRegion(text: string): boolean {
  return REGION.test(text);
}
