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
/** Pick-ups lie in one square, drop-offs in another: a ride leads somewhere. Degrees. */
const SPREAD = 0.05;
const PICKUPS: LatLng = { latitude: 52.6, longitude: -8.6 };
const DROPOFFS: LatLng = { latitude: 52.66, longitude: -8.6 };

export function planOrders({ seed, drivers, orders, rivals }: OrderSize): PlannedOrder[] {
  const random = createRandom(seed);
  return Array.from({ length: orders }, (_, at) => {
    const wanted = random.next() >= UNWANTED;
    const count = wanted ? 1 + Math.floor(random.next() * rivals) : 0;
    return {
      orderId: `order-${at}`,
      riderId: `rider-${Math.floor(random.next() * RIDERS)}`,
      pickup: within(PICKUPS, random),
      dropoff: within(DROPOFFS, random),
      rivals: [...new Set(Array.from({ length: count }, () => driverId(random, drivers)))],
      isCancelled: random.next() < CANCELLED,
    };
  });
}

function driverId(random: Random, drivers: number): string {
  return `driver-${Math.floor(random.next() * drivers)}`;
}

function within({ latitude, longitude }: LatLng, random: Random): LatLng {
  return { latitude: latitude + random.next() * SPREAD, longitude: longitude + random.next() * SPREAD };
}
