import type { FixInput } from '@waycast/contract';
import { destination, interpolate, type LatLng, type Random } from '@waycast/geo';
import type { Itinerary } from './itinerary.ts';
import type { VehicleKind } from './kinds.ts';
import { BRAKING, type Stretch, type Way } from './way.ts';

/** A simulated vehicle: it drives its way, stops at the end for a while, and takes the next. */
export interface Vehicle {
  readonly id: string;
  readonly position: LatLng;
  /** The node at which it stands; undefined: it is on its way. */
  readonly standsAt: number | undefined;
  /**
   * Sends it to a node from the next corner on, in place of where it was going, to wait there for what it is told
   * next; undefined: it goes its own ways again.
   */
  goTo(node: number | undefined): void;
  /** Lets time pass, in seconds. */
  advance(seconds: number): void;
  /** What its receiver would report at `time` (epoch ms). */
  fix(time: number): FixInput;
}

export interface VehicleInput {
  readonly id: string;
  readonly kind: VehicleKind;
  readonly start: number;
  readonly position: LatLng;
  readonly itinerary: Itinerary;
  readonly findWay: (from: number, to: number) => Way;
  readonly random: Random;
}

const STEP_S = 1;
/** A receiver under open sky. */
const ACCURACY_M = { min: 3, max: 8 };
const NOISE_M = 1.5;

/** A vehicle that stands at a node and is about to leave. */
export function createVehicle({
  id,
  kind,
  start,
  position: startPosition,
  itinerary,
  findWay,
  random,
}: VehicleInput): Vehicle {
  let way: Way = { stretches: [], end: start };
  let [index, alongM, speed, heading, standsS] = [0, 0, 0, 0, random.between(0, kind.stopS[1])];
  let position = startPosition;
  let sentTo: number | undefined;

  function step(seconds: number): void {
    const stretch = way.stretches[index];
    if (stretch === undefined) return stand(seconds);
    speed = nextSpeed(speed, stretch, alongM, kind, seconds);
    alongM += speed * seconds;
    enterReached();
  }

  function stand(seconds: number): void {
    standsS -= seconds;
    if (standsS > 0 || way.end === sentTo) {
      speed = 0;
      return;
    }
    way = findWay(way.end, sentTo ?? itinerary(way.end));
    [index, alongM, standsS] = [0, 0, random.between(...kind.stopS)];
  }

  function turnOff(): void {
    const stretch = way.stretches[index];
    if (stretch !== undefined) way = { stretches: way.stretches.slice(0, index + 1), end: stretch.toNode };
    standsS = 0;
  }

  function enterReached(): void {
    let stretch = way.stretches[index];
    while (stretch !== undefined && alongM >= stretch.lengthM) {
      alongM -= stretch.lengthM;
      position = stretch.to;
      heading = stretch.bearing;
      stretch = way.stretches[++index];
    }
    if (stretch === undefined) return;
    position = interpolate(stretch.from, stretch.to, alongM / stretch.lengthM);
    heading = stretch.bearing;
  }

  return {
    id,
    get position() {
      return position;
    },
    get standsAt() {
      return way.stretches[index] === undefined ? way.end : undefined;
    },
    goTo(node) {
      if (node === sentTo) return;
      sentTo = node;
      if (node !== undefined && node !== way.end) turnOff();
    },
    advance(seconds) {
      for (let rest = seconds; rest > 0; rest -= STEP_S) step(Math.min(rest, STEP_S));
    },
    fix: (time) => fixOf({ id, position, speed, heading }, time, random),
  };
}

interface Motion {
  readonly id: string;
  readonly position: LatLng;
  readonly speed: number;
  readonly heading: number;
}

/** As a receiver sees it. */
function fixOf({ id, position, speed, heading }: Motion, time: number, random: Random): FixInput {
  const seen = destination(position, random.between(0, 360), random.between(0, NOISE_M));
  return {
    vehicleId: id,
    timestamp: new Date(time).toISOString(),
    latitude: round(seen.latitude, 7),
    longitude: round(seen.longitude, 7),
    accuracy: round(random.between(ACCURACY_M.min, ACCURACY_M.max), 1),
    speed: round(speed, 1),
    heading: round(heading, 0) % 360,
  };
}

/** Speeds up as the kind can, and brakes in time for the end of the stretch; never so slow as not to arrive. */
function nextSpeed(
  speed: number,
  stretch: Stretch,
  alongM: number,
  kind: VehicleKind,
  seconds: number,
): number {
  const restM = Math.max(0, stretch.lengthM - alongM);
  const wanted = Math.min(stretch.limit * kind.pace, kind.topSpeed);
  const mayHave = Math.sqrt(stretch.endSpeed ** 2 + 2 * BRAKING * restM);
  return Math.max(0.8, Math.min(speed + kind.acceleration * seconds, wanted, mayHave));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
