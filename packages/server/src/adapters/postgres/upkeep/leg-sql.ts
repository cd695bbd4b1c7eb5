/** Of the earth, in metres; the mean that `@waycast/geo` takes. */
const RADIUS_M = 6_371_008.8;

interface Place {
  readonly latitude: string;
  readonly longitude: string;
}

/**
 * SQL for the great-circle metres between two places, as `distanceM` of `@waycast/geo`. Differences below a hundredth
 * of a millimetre count as none: PostgreSQL rejects the products of smaller ones as underflow.
 */
export function metresSql(a: Place, b: Place): string {
  const half = (from: string, to: string) =>
    `(case when abs(${to} - ${from}) < 1e-10 then 0::float8 else sind((${to} - ${from}) / 2) end)`;
  const latitude = half(a.latitude, b.latitude);
  const longitude = half(a.longitude, b.longitude);
  const cosines = `cosd(${a.latitude}) * cosd(${b.latitude})`;
  return `(${2 * RADIUS_M} * asin(least(1::float8, sqrt(${latitude} * ${latitude} +
      ${cosines} * ${longitude} * ${longitude}))))`;
}
