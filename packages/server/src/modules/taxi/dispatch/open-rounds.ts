import { LRUCache } from 'lru-cache';
import type { AskedDriver, OfferRound } from '../../../ports/offers.ts';
import type { StoreTime } from './store-time.ts';

/** Rounds that are remembered; of the oldest beyond it nobody notices that a driver has vanished before they end. */
const MAX_ROUNDS = 10_000;

interface OpenRound {
  readonly tenant: string;
  readonly orderId: string;
  readonly driverIds: Set<string>;
  readonly until: number;
}

/** The rounds that this server has made and that are not over. */
export class OpenRounds {
  readonly #time: StoreTime;
  readonly #rounds = new LRUCache<string, OpenRound>({
    max: MAX_ROUNDS,
    dispose: (round) => this.#ended(round),
  });
  /** Offers before each driver. */
  readonly #before = new Map<string, number>();

  constructor(time: StoreTime) {
    this.#time = time;
  }

  made({ tenant, orderId, to, until }: OfferRound): void {
    if (to === 'all') return;
    const driverIds = new Set(to.map(({ driverId }) => driverId));
    for (const driverId of driverIds) this.#count(tenant, driverId, 1);
    this.#rounds.delete(keyOf(tenant, orderId));
    this.#rounds.set(keyOf(tenant, orderId), { tenant, orderId, driverIds, until });
  }

  /** The order is not to be had any more. */
  ended(tenant: string, orderId: string): void {
    this.#rounds.delete(keyOf(tenant, orderId));
  }

  /** The driver's offer is closed. */
  closed({ tenant, orderId, driverId }: AskedDriver): void {
    const round = this.#rounds.get(keyOf(tenant, orderId));
    if (round?.driverIds.delete(driverId)) this.#count(tenant, driverId, -1);
  }

  /** Whether this server made the order's round. */
  knows({ tenant, orderId }: AskedDriver): boolean {
    return this.#rounds.has(keyOf(tenant, orderId));
  }

  /** Whether a driver has such an offer before it. */
  has(tenant: string, driverId: string): boolean {
    return this.#before.has(keyOf(tenant, driverId));
  }

  /** The drivers of those that are not over; the others are forgotten. */
  asked(): AskedDriver[] {
    const now = this.#time.now();
    const asked: AskedDriver[] = [];
    for (const [key, { tenant, orderId, driverIds, until }] of [...this.#rounds.entries()]) {
      if (until <= now) this.#rounds.delete(key);
      else for (const driverId of driverIds) asked.push({ tenant, orderId, driverId });
    }
    return asked;
  }

  #ended({ tenant, driverIds }: OpenRound): void {
    for (const driverId of driverIds) this.#count(tenant, driverId, -1);
  }

  #count(tenant: string, driverId: string, by: number): void {
    const key = keyOf(tenant, driverId);
    const count = (this.#before.get(key) ?? 0) + by;
    if (count > 0) this.#before.set(key, count);
    else this.#before.delete(key);
  }
}

/** Neither tenants nor ids have a space. */
function keyOf(tenant: string, id: string): string {
  return `${tenant} ${id}`;
}
