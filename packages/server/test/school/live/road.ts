import type { Fix } from '@waycast/contract';
import { destination, type LatLng } from '@waycast/geo';
import { Preparation } from '../../../src/modules/school/running/prepared-trip.ts';
import type { TripPlan } from '../../../src/ports/trip-plan.ts';
import type { TripToRun } from '../../../src/ports/vehicle-trips.ts';

/*
 * A straight road to the east with a stop every kilometre, driven out and back. Places are metres along the road.
 */

export const START = Date.parse('2026-05-04T08:00:00Z');
export const STOPS_M = [0, 1000, 2000, 3000, 4000];
export const MINUTE_MS = 60_000;
const WEST: LatLng = { latitude: 52.66, longitude: -8.63 };

/** So many metres along the road, and to the side of it. */
export function placeAt(metres: number, asideM = 0): LatLng {
  const on = destination(WEST, metres < 0 ? 270 : 90, Math.abs(metres));
  return asideM === 0 ? on : destination(on, asideM < 0 ? 180 : 0, Math.abs(asideM));
}

/** Stops are due every two minutes. */
export function planOf(
  start = START,
  way: 'out' | 'back' = 'out',
  approach?: { m?: number; s?: number },
): TripPlan {
  const places = way === 'out' ? STOPS_M : [...STOPS_M].reverse();
  const line = Array.from({ length: 41 }, (_, index) => {
    const { latitude, longitude } = placeAt(way === 'out' ? index * 100 : 4000 - index * 100);
    return [longitude, latitude] as const;
  });
  const stops = places.map((metres, index) => ({
    stopId: `stop-${metres}`,
    name: `Stop at ${metres} m`,
    sequence: index + 1,
    ...placeAt(metres),
    radiusM: 50,
    alongM: Math.abs(metres - (places[0] ?? 0)),
    approachM: approach?.m ?? null,
    approachS: approach?.s ?? null,
    arrival: start + index * 2 * MINUTE_MS,
    departure: start + index * 2 * MINUTE_MS,
  }));
  return { name: `Way ${way}`, direction: 'to_school', line, stops };
}

export function tripToRun(
  tripId: string,
  start = START,
  changes: Partial<TripToRun> & { way?: 'out' | 'back' } = {},
): TripToRun {
  const { way = 'out', ...rest } = changes;
  const plan = planOf(start, way);
  return {
    tripId,
    scheduledStart: start,
    scheduledEnd: start + 8 * MINUTE_MS,
    start: null,
    end: null,
    spans: [{ fromAt: start - 180 * MINUTE_MS, untilAt: start + 180 * MINUTE_MS, first: true }],
    prepared: new Preparation().prepare(plan),
    ...rest,
  };
}

/** A place at a time: seconds from START, metres along the road, metres aside. */
export type Waypoint = readonly [seconds: number, metres: number, asideM?: number];

/** Fixes along a way, one every so many seconds; straight and steady between its points. */
export function drive(way: readonly Waypoint[], everyS = 5, vehicleId = 'bus-1', start = START): Fix[] {
  const fixes: Fix[] = [];
  const last = way.at(-1)?.[0] ?? 0;
  for (let second = way[0]?.[0] ?? 0; second <= last; second += everyS) {
    const after = Math.max(
      1,
      way.findIndex(([at]) => at >= second),
    );
    const [from = [0, 0], to = [0, 0]] = [way[after - 1], way[after]];
    const share = to[0] === from[0] ? 1 : (second - from[0]) / (to[0] - from[0]);
    const between = (a = 0, b = 0): number => a + (b - a) * share;
    const place = placeAt(between(from[1], to[1]), between(from[2], to[2]));
    const time = start + second * 1000;
    fixes.push({ vehicleId, ...place, time, receivedAt: time, accuracy: 5 });
  }
  return fixes;
}

/** Along the whole road from a second on, 20 s at each stop, two minutes from stop to stop. */
export function outFrom(second: number): Waypoint[] {
  return STOPS_M.flatMap((metres, index): Waypoint[] => [
    [second + index * 120, metres],
    [second + index * 120 + 20, metres],
  ]);
}

export function backFrom(second: number): Waypoint[] {
  return outFrom(second).map(([at, metres]) => [at, 4000 - metres]);
}
