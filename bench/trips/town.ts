import type { TripPlan, TripToFollow } from '@waycast/server/trip-engine';

const STOPS = 40;
const APART_M = 400;
/** A line's points are so far apart: some 360 a route. */
const POINT_M = 45;
/** How much a road turns from one point to the next, in radians, and how soon it straightens again. */
const TURN = { sd: 0.16, kept: 0.75 };
const METRES_PER_DEGREE = 111_195;
/** Stops lie beside the road. */
const BESIDE_M = 8;
/** What the schedule gives a leg and a stop, seconds. */
const [LEG_S, DWELL_S] = [52, 20];

/** A place on the way of a bus. */
interface Vertex {
  readonly longitude: number;
  readonly latitude: number;
}

/** A route of forty stops with a bent line. */
export interface Route {
  readonly routeId: string;
  readonly line: readonly Vertex[];
  readonly lengthM: number;
  /** Metres along the line. */
  readonly stopsM: readonly number[];
}

export function routeOf(index: number, random: () => number): Route {
  const line: Vertex[] = [
    { longitude: -8.6 + (index % 10) * 0.05, latitude: 52.6 + Math.floor(index / 10) * 0.05 },
  ];
  const lengthM = APART_M * (STOPS - 1);
  let heading = random() * 2 * Math.PI;
  let turn = 0;
  for (let alongM = POINT_M; alongM <= lengthM + POINT_M; alongM += POINT_M) {
    turn = TURN.kept * turn + TURN.sd * normal(random);
    heading += turn;
    line.push(moved(line.at(-1) ?? { longitude: 0, latitude: 0 }, heading, POINT_M));
  }
  const stopsM = Array.from({ length: STOPS }, (_, stop) => stop * APART_M);
  return { routeId: `route-${index}`, line, lengthM, stopsM };
}

/** Where a vehicle is that has driven so far along. */
export function placeOn({ line }: Route, alongM: number): Vertex {
  const index = Math.min(line.length - 2, Math.floor(alongM / POINT_M));
  const [from, to] = [line[index], line[index + 1]];
  if (from === undefined || to === undefined) throw new RangeError(`The line has no point at ${alongM} m.`);
  const share = alongM / POINT_M - index;
  return {
    longitude: from.longitude + share * (to.longitude - from.longitude),
    latitude: from.latitude + share * (to.latitude - from.latitude),
  };
}

/** A place some metres off, in a direction. */
function moved({ longitude, latitude }: Vertex, heading: number, metres: number): Vertex {
  const perDegreeEast = METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  return {
    longitude: longitude + (metres * Math.sin(heading)) / perDegreeEast,
    latitude: latitude + (metres * Math.cos(heading)) / METRES_PER_DEGREE,
  };
}

/** A trip as a database would give it: nothing of it is shared with another. */
export function tripOn(route: Route, tripId: string, vehicleId: string, start: number): TripToFollow {
  const seconds = (stop: number) => stop * (LEG_S + DWELL_S);
  const plan: TripPlan = {
    name: route.routeId,
    direction: 'to_school',
    line: route.line.map(({ longitude, latitude }) => [longitude, latitude] as const),
    stops: route.stopsM.map((alongM, stop) => ({
      stopId: `${route.routeId}-stop-${stop + 1}`,
      name: `Stop ${stop + 1} of ${route.routeId}`,
      sequence: stop + 1,
      ...moved(placeOn(route, alongM), stop, BESIDE_M),
      radiusM: 50,
      alongM,
      approachM: 500,
      approachS: 300,
      arrival: start + seconds(stop) * 1000,
      departure: start + (seconds(stop) + DWELL_S) * 1000,
    })),
  };
  const scheduledEnd = start + seconds(STOPS) * 1000;
  return structuredClone({
    ...{ tripId, vehicleId, plan, scheduledEnd },
    routeId: route.routeId,
    scheduledStart: start,
  });
}

/** Of variance 1. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Numbers from 0 to below 1, the same whenever they are asked for (xorshift). */
export function randomFrom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
