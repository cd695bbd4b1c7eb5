import type { BoundingBox } from './bounding-box.ts';
import { type LatLng, wrapLongitude } from './position.ts';

const ALPHABET = '0123456789bcdefghjkmnpqrstuvwxyz';
const GEOHASH = /^[0-9b-hjkmnp-z]{1,12}$/;

/** Length of the cells that presence works with: about 1.2 km × 0.6 km at the equator. */
export const REGION_GEOHASH_LENGTH = 6;

/** Whether the text is a geohash of the given length, in lower case. */
export function isGeohash(text: string, length: number = REGION_GEOHASH_LENGTH): boolean {
  return text.length === length && GEOHASH.test(text);
}

/** The geohash cell that holds a position. Longitudes outside ±180 are wrapped, latitudes clamped. */
export function encodeGeohash(position: LatLng, length: number = REGION_GEOHASH_LENGTH): string {
  const longitude = wrapLongitude(position.longitude);
  const range = { west: -180, south: -90, east: 180, north: 90 };
  let hash = '';
  for (let bit = 0, value = 0; hash.length < length; bit++) {
    value =
      (value << 1) |
      (bit % 2 === 0 ? halveLongitude(range, longitude) : halveLatitude(range, position.latitude));
    if (bit % 5 === 4) {
      hash += ALPHABET[value] ?? '';
      value = 0;
    }
  }
  return hash;
}

/** The cell's box. Throws RangeError when the text is not a geohash of 1 to 12 characters. */
export function decodeGeohash(hash: string): BoundingBox {
  if (!GEOHASH.test(hash)) {
    throw new RangeError(`'${hash}' is no geohash: 1 to 12 of ${ALPHABET} are accepted.`);
  }
  const range = { west: -180, south: -90, east: 180, north: 90 };
  let even = true;
  for (const character of hash) {
    const value = ALPHABET.indexOf(character);
    for (let mask = 16; mask > 0; mask >>= 1) {
      keepHalf(range, even, (value & mask) !== 0);
      even = !even;
    }
  }
  return [range.west, range.south, range.east, range.north];
}

/** The centre of a geohash cell. */
export function geohashCenter(hash: string): LatLng {
  const [west, south, east, north] = decodeGeohash(hash);
  return { latitude: (south + north) / 2, longitude: (west + east) / 2 };
}

/** The up to eight cells around a cell (fewer at the poles), from the north-west, row by row. */
export function geohashNeighbours(hash: string): string[] {
  const [west, south, east, north] = decodeGeohash(hash);
  const center = geohashCenter(hash);
  const around: string[] = [];
  for (const up of [1, 0, -1]) {
    const latitude = center.latitude + up * (north - south);
    if (Math.abs(latitude) > 90) continue;
    for (const right of [-1, 0, 1]) {
      const cell = encodeGeohash(
        { latitude, longitude: center.longitude + right * (east - west) },
        hash.length,
      );
      if (cell !== hash) around.push(cell);
    }
  }
  return around;
}

interface Range {
  west: number;
  south: number;
  east: number;
  north: number;
}

function halveLongitude(range: Range, longitude: number): 0 | 1 {
  const upper = longitude >= (range.west + range.east) / 2;
  keepHalf(range, true, upper);
  return upper ? 1 : 0;
}

function halveLatitude(range: Range, latitude: number): 0 | 1 {
  const upper = latitude >= (range.south + range.north) / 2;
  keepHalf(range, false, upper);
  return upper ? 1 : 0;
}

function keepHalf(range: Range, ofLongitude: boolean, upper: boolean): void {
  if (ofLongitude) {
    const middle = (range.west + range.east) / 2;
    if (upper) range.west = middle;
    else range.east = middle;
    return;
  }
  const middle = (range.south + range.north) / 2;
  if (upper) range.south = middle;
  else range.north = middle;
}
