import type { Ride as RideColumns } from '@waycast/contract';
import { bearingDegrees, distanceM, type LatLng } from '@waycast/geo';

/** A moment of a ride. */
export interface Moment extends LatLng {
  /** Device time in epoch milliseconds. */
  readonly time: number;
  /** Metres per second on the way from here to the next moment; null before a silence. */
  readonly speed: number | null;
}

/** Where the vehicle was, or was last heard, at some time. */
export interface Place extends LatLng {
  /** Degrees clockwise from north; null while it stands. */
  readonly heading: number | null;
  readonly speed: number | null;
  /** Nothing is known of this time: the place is that of the last fix before it. */
  readonly silent: boolean;
}

/** Who was silent and is found this near has stood there. */
const STOOD_M = 100;
/** A stretch in which one moves less tells no direction. */
const STANDING_MPS = 0.5;

/** The ride as its moments, with the speed of each stretch from its length and duration. */
export function momentsOf({ times, latitudes, longitudes, silences }: RideColumns): Moment[] {
  const silentAfter = new Set(silences);
  const places = times.map((time, i) => ({
    time,
    latitude: latitudes[i] ?? 0,
    longitude: longitudes[i] ?? 0,
  }));
  return places.map((here, i) => {
    const next = places[i + 1];
    const movedM = next === undefined ? 0 : distanceM(here, next);
    if (next === undefined || (silentAfter.has(i) && movedM > STOOD_M)) return { ...here, speed: null };
    return { ...here, speed: movedM / ((next.time - here.time) / 1000) };
  });
}

/** Where it was at a time, moving evenly between moments; undefined before the first and for an empty ride. */
export function placeAt(moments: readonly Moment[], time: number): Place | undefined {
  const index = lastBefore(moments, time);
  const [here, next] = [moments[index], moments[index + 1]];
  if (here === undefined) return undefined;
  const { latitude, longitude, speed } = here;
  if (next === undefined || speed === null)
    return { latitude, longitude, heading: null, speed: null, silent: time > here.time };
  const part = (time - here.time) / (next.time - here.time);
  return {
    latitude: latitude + part * (next.latitude - latitude),
    longitude: longitude + part * (next.longitude - longitude),
    heading: speed < STANDING_MPS ? null : bearingDegrees(here, next),
    speed,
    silent: false,
  };
}

/** Index of the last moment at or before a time; −1 before all. */
function lastBefore(moments: readonly Moment[], time: number): number {
  let [low, high] = [-1, moments.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((moments[middle]?.time ?? Infinity) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Metres along the ride, without what lies in silences. */
export function lengthM(moments: readonly Moment[]): number {
  return moments.reduce((sum, { time, speed }, index) => {
    const next = moments[index + 1];
    return speed === null || next === undefined ? sum : sum + (speed * (next.time - time)) / 1000;
  }, 0);
}
