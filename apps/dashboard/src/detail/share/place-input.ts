const PLACE = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;

/** Latitude and longitude, as maps copy them: `52.6638, -8.6267`, or with the minus sign that we show. Null: nothing is written; undefined: no place. */
export function readPlace(
  text: string,
): { readonly latitude: number; readonly longitude: number } | null | undefined {
  if (text.trim() === '') return null;
  const [, latitude, longitude] = PLACE.exec(text.replaceAll('−', '-')) ?? [];
  const place = { latitude: Number(latitude), longitude: Number(longitude) };
  return Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180 ? place : undefined;
}
