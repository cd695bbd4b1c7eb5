import type { BoundingBox } from '../bounding-box.ts';
import { EARTH_RADIUS_M, type LatLng, toDegrees, toRadians, wrapLongitude } from '../position.ts';
import { type Arc, latitudesOf } from './arc.ts';

/** The box around a chain of arcs through `points`; of a ring that goes round a pole, up to that pole. */
export function chainBox(points: readonly LatLng[], arcs: readonly Arc[]): BoundingBox {
  let [south, north] = [90, -90];
  for (const arc of arcs) {
    const [low, high] = latitudesOf(arc);
    [south, north] = [Math.min(south, low), Math.max(north, high)];
  }
  const first = points[0]?.longitude ?? 0;
  let [at, west, east] = [first, first, first];
  for (const { longitude } of points.slice(1)) {
    at += wrapLongitude(longitude - at);
    [west, east] = [Math.min(west, at), Math.max(east, at)];
  }
  // An arc that passes a pole has all longitudes there.
  if (north > NEARLY_POLE || south < -NEARLY_POLE) return [-180, south, 180, north];
  return boxFrom(west, south, east, north);
}

/** Whether a closed ring goes round a pole, and so has every longitude. */
export function circlesPole(ring: readonly LatLng[]): boolean {
  let turned = 0;
  ring.forEach(({ longitude }, i) => {
    const next = ring[(i + 1) % ring.length];
    if (next !== undefined) turned += wrapLongitude(next.longitude - longitude);
  });
  return Math.abs(turned) > 180;
}

/** The box with all that lies within `marginM` metres of it. */
export function widenBox([west, south, east, north]: BoundingBox, marginM: number): BoundingBox {
  const angle = marginM / EARTH_RADIUS_M;
  const [low, high] = [south - toDegrees(angle), north + toDegrees(angle)];
  const steepest = Math.cos(toRadians(Math.max(Math.abs(south), Math.abs(north))));
  const reachesPole = low <= -90 || high >= 90 || Math.sin(angle) >= steepest;
  const width = west <= east ? east - west : east - west + 360;
  const aside = reachesPole ? 180 : toDegrees(Math.asin(Math.sin(angle) / steepest));
  const [bottom, top] = [Math.max(low, -90), Math.min(high, 90)];
  return width + 2 * aside >= 360
    ? [-180, bottom, 180, top]
    : [wrapLongitude(west - aside), bottom, wrapLongitude(east + aside), top];
}

const NEARLY_POLE = 89.999_999;

function boxFrom(west: number, south: number, east: number, north: number): BoundingBox {
  if (east - west >= 360) return [-180, south, 180, north];
  return [wrapLongitude(west), south, wrapLongitude(east), north];
}
