import type { Fix } from '@waycast/contract';
import { distanceM, wrapLongitude } from '@waycast/geo';
import { z } from 'zod';
import { MIN_SPACING_MS, STANDING_RADIUS_M, STANDING_WINDOW_MS } from '../../../kernel/motion.ts';
import { type Place, PlaceShape, placeOf } from './fix-shape.ts';

/** A point of the last minutes' way: metres counted and highest speed since the point before. */
export const WaypointShape = PlaceShape.extend({ time: z.number(), metres: z.number(), top: z.number() });
export type Waypoint = z.infer<typeof WaypointShape>;

/** A vehicle that stands is within this of where it stands; that it came or left is dated by it. */
const AT_PLACE_M = 60;
/** A stop that seems to have begun less than this ago began slowly: then it is dated by the window. */
const CRAWL_MS = 90_000;
/** The mean of a window's fixes moves by this only when the vehicle does. */
const CREPT_M = 50;
/** Moving less than this is taken for noise; as much as the accuracy when that is known, between the bounds. */
const UNKNOWN_STEP_M = 20;
const STEP_M = { min: 15, max: 50 };
/** Slower than this, by the device's own word, it stands. */
const STANDING_MPS = 0.5;

/** Metres that the odometer counts from `spot`, where it last counted, to `fix`: 0 while that may be noise. */
export function countedM(spot: Place, fix: Fix): number {
  if (fix.speed !== undefined && fix.speed < STANDING_MPS) return 0;
  const { accuracy } = fix;
  const step =
    accuracy === null || accuracy <= 0
      ? UNKNOWN_STEP_M
      : Math.min(STEP_M.max, Math.max(STEP_M.min, accuracy));
  const metres = distanceM(spot, fix);
  return metres > step ? metres : 0;
}

/** Whether a fix is far enough from the last waypoint in time to become one. */
export function isDue(window: readonly Waypoint[], fix: Fix): boolean {
  const last = window.at(-1);
  return last === undefined || fix.time - last.time >= MIN_SPACING_MS;
}

export interface Aged {
  /** The waypoints of the last window, and one that is older once there is one. */
  readonly kept: readonly Waypoint[];
  readonly left: readonly Waypoint[];
}

export function ageWindow(window: readonly Waypoint[], now: number): Aged {
  const firstInside = window.findIndex(({ time }) => time > now - STANDING_WINDOW_MS);
  const from = Math.max(0, (firstInside === -1 ? window.length : firstInside) - 1);
  return { kept: from === 0 ? window : window.slice(from), left: window.slice(0, from) };
}

/** Whether the vehicle has stayed where `fix` is for the whole window. */
export function isStanding(window: readonly Waypoint[], fix: Fix): boolean {
  const oldest = window[0];
  if (oldest === undefined || fix.time - oldest.time < STANDING_WINDOW_MS) return false;
  return window.every((point) => distanceM(point, fix) <= STANDING_RADIUS_M);
}

/** The waypoint at which a vehicle came to stand that has stayed where `fix` is. */
export function arrivalIn(window: readonly Waypoint[], fix: Fix): number {
  const arrival = window.findLastIndex((point) => distanceM(point, fix) > AT_PLACE_M) + 1;
  const arrived = window[arrival];
  return arrived === undefined || fix.time - arrived.time < CRAWL_MS ? 0 : arrival;
}

/** The last waypoint at the place, from which the vehicle left it; of a loose stop the last one near it. */
export function departureIn(window: readonly Waypoint[], place: Place): number {
  const lastWithin = (metres: number) => window.findLastIndex((point) => distanceM(point, place) <= metres);
  const atPlace = lastWithin(AT_PLACE_M);
  return Math.max(0, atPlace > 0 ? atPlace : lastWithin(STANDING_RADIUS_M));
}

/** The mean of `count` places with one more. */
export function meanWith(mean: Place, count: number, place: Place): Place {
  const share = 1 / (count + 1);
  return {
    latitude: mean.latitude + (place.latitude - mean.latitude) * share,
    longitude: wrapLongitude(mean.longitude + wrapLongitude(place.longitude - mean.longitude) * share),
  };
}

export function meanOf(points: readonly Place[], fallback: Place): Place {
  let mean = placeOf(points[0] ?? fallback);
  for (const [count, point] of points.entries()) mean = meanWith(mean, count, point);
  return mean;
}

/** Metres that a standing vehicle has crept from one mean of its window to another: 0 while that may be noise. */
export function creptM(from: Place, to: Place): number {
  const metres = distanceM(from, to);
  return metres > CREPT_M ? metres : 0;
}
