import { FlatPlane, type LatLng } from '@waycast/geo';
import type { RoadLine, TracePoint } from '../../src/modules/roads/matching/road-line.ts';

/** East and north of the origin, in metres. */
export type Place = readonly [eastM: number, northM: number];

export const START = Date.UTC(2026, 4, 4, 8);
const ORIGIN: LatLng = { latitude: 43.73, longitude: 7.42 };

export function road(
  segmentId: string,
  places: readonly Place[],
  { oneWay = false, origin = ORIGIN } = {},
): RoadLine {
  const plane = new FlatPlane(origin);
  const line = places.map(([east, north]) => {
    const { latitude, longitude } = plane.at(east, north);
    return [latitude, longitude] as const;
  });
  return { segmentId, line, oneWay };
}

interface Told {
  readonly accuracy?: number;
  readonly speed?: number;
  readonly heading?: number;
  readonly origin?: LatLng;
}

/** A fix so many seconds after the start. */
export function fix(second: number, [east, north]: Place, told: Told = {}): TracePoint {
  const { accuracy = 8, speed = null, heading = null, origin = ORIGIN } = told;
  return { time: START + second * 1000, ...new FlatPlane(origin).at(east, north), accuracy, speed, heading };
}

/** Fixes on the straight way from one place to another, one each `everyS` seconds, both ends among them. */
export function straight(
  from: Place,
  to: Place,
  { mps = 10, everyS = 1, startS = 0, told = {} as Told } = {},
) {
  const lengthM = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const steps = Math.round(lengthM / mps / everyS);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const share = step / steps;
    const place = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])] as const;
    return fix(startS + step * everyS, place, told);
  });
}
