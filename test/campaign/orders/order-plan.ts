import { createRandom, type LatLng, type Random } from '@waycast/geo';

/*
 * Orders of rides that many drivers want at the same moment. Everything that does not depend on who is faster follows
 * from the seed: who wants which order, whose reply is lost, which order nobody wants, what is killed when.
 */

export interface OrderSize {
  readonly seed: number;
  readonly servers: number;
  readonly drivers: number;
  readonly orders: number;
  /** Who accept one order at the most. */
  readonly rivals: number;
  /** Orders that are wanted at the same time. */
  readonly atOnce: number;
  /** An order that nobody accepts is over after so long. */
  readonly expiresAfterS: number;
  /** One order in so many is followed. */
  readonly followedOneIn: number;
  /** How often each fault is done, and undisturbed running before each. */
  readonly faultRounds: number;
  readonly calmMs: number;
}

export interface PlannedOrder {
  readonly orderId: string;
  readonly riderId: string;
  readonly pickup: LatLng;
  readonly dropoff: LatLng;
  /** None: it expires. */
  readonly rivals: readonly string[];
  /** The rider cancels while it is accepted. */
  readonly isCancelled: boolean;
}

const RIDERS = 50;
const UNWANTED = 0.03;
const CANCELLED = 0.02;
/** Degrees around the middle. */
const SPREAD = 0.05;

export function planOrders({ seed, drivers, orders, rivals }: OrderSize): PlannedOrder[] {
  const random = createRandom(seed);
  return Array.from({ length: orders }, (_, at) => {
    const wanted = random.next() >= UNWANTED;
    const count = wanted ? 1 + Math.floor(random.next() * rivals) : 0;
    return {
      orderId: `order-${at}`,
      riderId: `rider-${Math.floor(random.next() * RIDERS)}`,
      pickup: somewhere(random),
      dropoff: somewhere(random),
      rivals: [...new Set(Array.from({ length: count }, () => driverId(random, drivers)))],
      isCancelled: random.next() < CANCELLED,
    };
  });
}

function driverId(random: Random, drivers: number): string {
  return `driver-${Math.floor(random.next() * drivers)}`;
}

function somewhere(random: Random): LatLng {
  return { latitude: 52.6 + random.next() * SPREAD, longitude: -8.6 + random.next() * SPREAD };
}
