import { isDocument, type Plain } from './ejson.ts';
import { numberOf } from './values.ts';

/** [latitude, longitude] in degrees. */
export type LatLng = readonly [latitude: number, longitude: number];

/**
 * A GeoJSON Point, a legacy pair [longitude, latitude], or an object with `lat`/`latitude` and
 * `lng`/`lon`/`long`/`longitude`; undefined for everything else.
 */
export function placeOf(value: Plain | undefined): LatLng | undefined {
  if (Array.isArray(value)) return pairOf(value);
  if (!isDocument(value)) return undefined;
  if (value.type === 'Feature') return placeOf(value.geometry);
  if (Array.isArray(value.coordinates)) return pairOf(value.coordinates);
  return checked(value.latitude ?? value.lat, value.longitude ?? value.lng ?? value.lon ?? value.long);
}

/** Degrees in range. */
export function checked(latitude: Plain | undefined, longitude: Plain | undefined): LatLng | undefined {
  const [lat, lng] = [numberOf(latitude), numberOf(longitude)];
  if (lat === undefined || lng === undefined) return undefined;
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? [lat, lng] : undefined;
}

function pairOf(pair: readonly Plain[]): LatLng | undefined {
  return checked(pair[1], pair[0]);
}

/** The lines of a LineString, a MultiLineString, a Feature of one, or an array of places; undefined: it is none. */
export function linesOf(value: Plain | undefined): readonly (readonly LatLng[])[] | undefined {
  if (Array.isArray(value)) return one(lineOf(value));
  if (!isDocument(value)) return undefined;
  if (value.type === 'Feature') return linesOf(value.geometry);
  const { type, coordinates } = value;
  if (!Array.isArray(coordinates)) return undefined;
  if (type !== 'MultiLineString')
    return type === undefined || type === 'LineString' ? one(lineOf(coordinates)) : undefined;
  const lines = coordinates.map((line: Plain) => (Array.isArray(line) ? lineOf(line) : undefined));
  return lines.length > 0 && lines.every((line) => line !== undefined) ? lines : undefined;
}

function one(line: readonly LatLng[] | undefined): readonly (readonly LatLng[])[] | undefined {
  return line && [line];
}

/** Without repeated places; undefined: fewer than two are left, or one is no place. */
function lineOf(values: readonly Plain[]): readonly LatLng[] | undefined {
  const line: LatLng[] = [];
  for (const value of values) {
    const place = placeOf(value);
    if (place === undefined) return undefined;
    const last = line.at(-1);
    if (last?.[0] !== place[0] || last[1] !== place[1]) line.push(place);
  }
  return line.length < 2 ? undefined : line;
}
