import { LRUCache } from 'lru-cache';
import type { OfferRound } from '../../../ports/offers.ts';
import type { StoreTime } from './store-time.ts';

/** Rounds that are remembered; of the oldest beyond it nobody notices that a driver has vanished before they end. */
const MAX_ROUNDS = 10_000;

export interface OpenRound {
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

  /** The driver's offer of a round is closed. */
  closed({ tenant, driverIds }: OpenRound, driverId: string): void {
    if (driverIds.delete(driverId)) this.#count(tenant, driverId, -1);
  }

  /** Whether a driver has such an offer before it. */
  has(tenant: string, driverId: string): boolean {
    return this.#before.has(keyOf(tenant, driverId));
  }

  /** Those that are not over, by tenant; the others are forgotten. */
  byTenant(): Map<string, OpenRound[]> {
    const now = this.#time.now();
    const tenants = new Map<string, OpenRound[]>();
    for (const [key, round] of [...this.#rounds.entries()]) {
      if (round.until <= now) this.#rounds.delete(key);
      else tenants.set(round.tenant, [...(tenants.get(round.tenant) ?? []), round]);
    }
    return tenants;
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
