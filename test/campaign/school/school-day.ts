import { createRandom, destination, type LatLng, type Random } from '@waycast/geo';

/*
 * A school whose buses drive from its pupils' stops to it, and home again. Each bus has a straight road of its own, and
 * everything follows from the seed: where children get on, who stays at home, what the fixes look like.
 */

export interface SchoolSize {
  readonly seed: number;
  readonly servers: number;
  readonly buses: number;
  /** Of a line, the school included. */
  readonly stops: number;
  /** Of a bus. */
  readonly pupils: number;
  /** Wall-clock time in which the morning, and the afternoon, is played. */
  readonly playS: number;
  /** Servers killed and started again, and how often Redis is. */
  readonly serverKills: number;
  readonly redisKills: number;
  /** Waits until what killed servers were sending is taken up, which is within a minute. */
  readonly untilTakenUp: boolean;
}

export interface Fix extends LatLng {
  readonly vehicleId: string;
  readonly timestamp: number;
  readonly accuracy: number;
}

export interface Pupil {
  readonly id: string;
  readonly guardianId: string;
  /** Where it gets on in the morning, from 1. */
  readonly stop: number;
  readonly staysAtHome: boolean;
}

export interface Bus {
  readonly vehicleId: string;
  readonly pupils: readonly Pupil[];
  /** Its driver presses start and end. */
  readonly pressed: boolean;
}

export interface Tap {
  readonly boardingId: string;
  readonly studentId: string;
  readonly action: 'BOARDED' | 'ALIGHTED' | 'ABSENT';
  readonly at: number;
}

export type Way = 'to' | 'from';

/** A trip as it really is. Times are epoch ms. */
export interface Ride {
  /** What goes wrong on the way follows from it. */
  readonly seed: number;
  readonly bus: Bus;
  readonly way: Way;
  readonly scheduleId: string;
  readonly startsAt: number;
  /** By sequence, from 1: when the bus stops, and when it leaves. */
  readonly calls: readonly { readonly at: number; readonly until: number }[];
  readonly fixes: readonly Fix[];
  readonly taps: readonly Tap[];
}

const LEG_M = 300;
const SPEED_MPS = 12;
const STAND_S = 8;
export const CALL_S = STAND_S + LEG_M / SPEED_MPS;
/** It stands before it leaves, and drives on when it is done. */
const BEFORE_S = 16;
const AFTER_S = 40;
const FIX_EVERY_S = 2;
const NOISE_M = 3;

/** Seconds that a ride takes, and from when on it is reported. */
export function rideS(stops: number): number {
  return BEFORE_S + stops * CALL_S + AFTER_S;
}

export function makeBuses({ seed, buses, pupils, stops }: SchoolSize): Bus[] {
  const random = createRandom(seed);
  return Array.from({ length: buses }, (_, number) => ({
    vehicleId: `bus-${number}`,
    pressed: number % 3 === 1,
    pupils: Array.from({ length: pupils }, (_pupil, seat) => ({
      id: `p-${number}-${seat}`,
      guardianId: `g-${number}-${seat}`,
      stop: 1 + (seat % (stops - 1)),
      staysAtHome: random.chance(0.1),
    })),
  }));
}

/** A place of a bus's road, by metres from its first stop in the morning. */
export function placeOn(bus: Bus, metres: number, asideM = 0): LatLng {
  const number = Number(bus.vehicleId.slice('bus-'.length));
  const west = { latitude: 52.5 + number * 0.01, longitude: -8.6 };
  return destination(destination(west, metres < 0 ? 270 : 90, Math.abs(metres)), 0, asideM);
}

export function stopMetres(stops: number, way: Way): number[] {
  const out = Array.from({ length: stops }, (_, index) => index * LEG_M);
  return way === 'to' ? out : out.reverse();
}

/** What happens on a trip that is planned to leave its first stop at `startsAt`. */
export function makeRide(bus: Bus, way: Way, startsAt: number, { stops, ...size }: SchoolSize): Ride {
  const number = Number(bus.vehicleId.slice('bus-'.length));
  const seed = size.seed + 7919 * (2 * number + (way === 'to' ? 1 : 2));
  const random = createRandom(seed);
  const calls = Array.from({ length: stops }, (_, index) => {
    const at = startsAt + index * CALL_S * 1000 - (index === 0 ? BEFORE_S * 1000 : 0);
    return { at, until: startsAt + (index * CALL_S + (index === 0 ? 0 : STAND_S)) * 1000 };
  });
  const scheduleId = `${bus.vehicleId}-${way}`;
  return {
    ...{ seed, bus, way, scheduleId, startsAt, calls },
    fixes: fixesOf(bus, way, calls, random),
    taps: bus.pupils.flatMap((pupil) => tapsOf(pupil, scheduleId, way, calls)),
  };
}

function fixesOf(bus: Bus, way: Way, calls: Ride['calls'], random: Random): Fix[] {
  const from = calls[0]?.at ?? 0;
  const until = (calls.at(-1)?.until ?? 0) + AFTER_S * 1000;
  const forward = way === 'to' ? 1 : -1;
  const first = way === 'to' ? 0 : (calls.length - 1) * LEG_M;
  const fixes: Fix[] = [];
  for (let timestamp = from; timestamp <= until; timestamp += FIX_EVERY_S * 1000) {
    const noise = (): number => (random.next() + random.next() - 1) * 2 * NOISE_M;
    const along = first + forward * metresAt(calls, timestamp) + noise();
    fixes.push({ vehicleId: bus.vehicleId, timestamp, accuracy: 5, ...placeOn(bus, along, noise()) });
  }
  return fixes;
}

/** Metres of the way at a moment. */
function metresAt(calls: Ride['calls'], time: number): number {
  const index = calls.findLastIndex(({ at }) => at <= time);
  const call = calls[Math.max(0, index)];
  const drivenS = Math.max(0, time - (call?.until ?? time)) / 1000;
  return Math.max(0, index) * LEG_M + drivenS * SPEED_MPS;
}

function tapsOf({ id, stop, staysAtHome }: Pupil, scheduleId: string, way: Way, calls: Ride['calls']): Tap[] {
  const last = calls.length;
  const [on, off] = way === 'to' ? [stop, last] : [1, last + 1 - stop];
  const leftAt = (sequence: number): number => calls[sequence - 1]?.until ?? 0;
  const tap = (action: Tap['action'], at: number): Tap => ({
    ...{ boardingId: `${scheduleId}.${id}.${action}`, studentId: id, action, at },
  });
  if (staysAtHome) return [tap('ABSENT', leftAt(1) - 10_000)];
  return [tap('BOARDED', leftAt(on)), tap('ALIGHTED', leftAt(off))];
}
