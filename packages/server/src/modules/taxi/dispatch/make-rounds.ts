import type { TaxiSettings } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import type { OfferRound, Offers } from '../../../ports/offers.ts';
import type { StoredOrder } from '../../../ports/orders.ts';
import { type DecideRoundsParts, matchedRounds, nearestRounds } from './decide-rounds.ts';
import { type FindCandidatesParts, findCandidates } from './find-candidates.ts';
import type { KnownSettings } from './known-settings.ts';

/** When nobody can be asked, it is tried again so soon; an order that waits for long, less often. */
const AGAIN_MS = { first: 1000, most: 5000, ofAge: 0.1 };
/** Orders whose rounds are one statement. */
const AT_ONCE = 50;
/** Orders that are matched together: some 20 ms of the processor. */
const MAX_MATCHED = 150;
/** Windows that orders were sent to wait for. */
const MAX_WAITED = 10_000;

export interface MakeRoundsParts extends FindCandidatesParts, DecideRoundsParts {
  readonly offers: Offers;
  readonly settings: KnownSettings;
}

/** Orders of one tenant that are due, by how they are offered. */
interface Due {
  readonly toAll: StoredOrder[];
  readonly toNearest: StoredOrder[];
  readonly matched: StoredOrder[];
  readonly waiting: { readonly order: StoredOrder; readonly until: number }[];
}

/** Makes rounds of orders that are due, and puts off those that nobody can be offered. */
export class MakeRounds {
  readonly #parts: MakeRoundsParts;
  /** The window that an order has waited for: the database's time may seem to stand a little before its end. */
  readonly #waited = new LRUCache<string, number>({ max: MAX_WAITED });

  constructor(parts: MakeRoundsParts) {
    this.#parts = parts;
  }

  /** All of one tenant. Rejects with `unavailable`; what was not done then is due again after some seconds. */
  async of(tenant: string, orders: readonly StoredOrder[]): Promise<void> {
    const settings = await this.#parts.settings.of(tenant);
    for (const { orderId } of orders) this.#parts.rounds.ended(tenant, orderId);
    const { toAll, toNearest, matched, waiting } = this.#sort(orders, settings);
    await Promise.all(
      waiting.map(({ order, until }) => this.#parts.offers.postpone(tenant, order.orderId, until)),
    );
    await this.#offer(toAll.map(roundToAll), toAll);
    for (const some of parts(toNearest, AT_ONCE)) {
      const searches = await findCandidates(this.#parts, tenant, some, settings);
      await this.#offer(await nearestRounds(this.#parts, searches, settings), some);
    }
    for (const some of parts(matched, MAX_MATCHED)) {
      // Who has an offer before it is not to be had: a match with it would be another's.
      const isFree = (driverId: string): boolean => !this.#parts.rounds.has(tenant, driverId);
      const searches = await findCandidates(this.#parts, tenant, some, settings, isFree);
      await this.#offer(await matchedRounds(this.#parts, searches, settings), some, settings.windowS * 1000);
    }
  }

  #sort(orders: readonly StoredOrder[], settings: TaxiSettings): Due {
    const due: Due = { toAll: [], toNearest: [], matched: [], waiting: [] };
    for (const order of orders) {
      // One that went to the nearest goes on so, whatever the tenant has changed since.
      if (settings.offers === 'broadcast' && order.status === 'NEW') due.toAll.push(order);
      else if (settings.offers !== 'batch') due.toNearest.push(order);
      else {
        const until = this.#windowOf(order, settings);
        if (until === undefined) due.matched.push(order);
        else due.waiting.push({ order, until });
      }
    }
    return due;
  }

  /** End of the window that a new order waits for, the same for all that come in it; undefined: it is over. */
  #windowOf({ tenant, orderId, status, updatedAt, revision }: StoredOrder, { windowS }: TaxiSettings) {
    if (status !== 'NEW') return undefined;
    const until = windowEnd(updatedAt, windowS * 1000);
    const key = `${tenant} ${orderId}`;
    if (this.#parts.time.now() >= until || this.#waited.get(key) === revision) return undefined;
    this.#waited.set(key, revision);
    return until;
  }

  /** `windowMs`: those who got nobody wait for the end of this window, and are matched with what comes in it. */
  async #offer(
    rounds: readonly OfferRound[],
    orders: readonly StoredOrder[],
    windowMs?: number,
  ): Promise<void> {
    const { offers, rounds: open, time } = this.#parts;
    const made = rounds.length === 0 ? [] : await offers.offer(rounds);
    const ids = new Set(made.map(({ orderId }) => orderId));
    for (const { updatedAt } of made) time.saw(updatedAt);
    for (const round of rounds) if (ids.has(round.orderId)) open.made(round);
    const asked = new Set(rounds.map(({ orderId }) => orderId));
    const left = orders.filter(({ orderId }) => !asked.has(orderId));
    await Promise.all(left.map((order) => this.#putOff(order, windowMs)));
  }

  #putOff({ tenant, orderId, createdAt }: StoredOrder, windowMs: number | undefined): Promise<void> {
    const now = this.#parts.time.now();
    if (windowMs !== undefined) return this.#parts.offers.postpone(tenant, orderId, windowEnd(now, windowMs));
    const waitMs = Math.min(AGAIN_MS.most, Math.max(AGAIN_MS.first, (now - createdAt) * AGAIN_MS.ofAge));
    return this.#parts.offers.postpone(tenant, orderId, Math.round(now + waitMs));
  }
}

/** The same for all who come within a window, at whichever server. */
function windowEnd(at: number, windowMs: number): number {
  return Math.ceil((Math.floor(at / windowMs) + 1) * windowMs);
}

/** To every driver, until the order expires. */
function roundToAll({ tenant, orderId, revision, expiresAt }: StoredOrder): OfferRound {
  return { tenant, orderId, revision, to: 'all', radiusM: null, until: expiresAt };
}

function parts<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}
