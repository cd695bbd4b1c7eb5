import { ACTIVE_ORDER_STATUSES, type OrderChange } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Clock } from '../../../ports/clock.ts';
import type { Live, LiveEvent } from '../../../ports/live.ts';
import type { Log } from '../../../ports/log.ts';
import type { Orders, StoredOrder } from '../../../ports/orders.ts';

const MAX_RIDERS = 10_000;
const MAX_WATCHED = 10_000;
/** Where nothing is heard of other servers, what they have changed is known by then. */
const KNOWN_FOR_MS = 2000;
/** Of one rider at the same time: dispatchers may order for a hotel. */
const MAX_RIDES = 100;

/** A car begins to come with these, comes no longer, or another one does. */
const SENDS: readonly OrderChange[] = ['accepted', 'assigned', 'released', 'completed', 'cancelled'];

const Told = z.object({ change: z.enum(SENDS) });

/** Vehicles that come for a rider or carry it, by vehicle the order. */
type Coming = ReadonlyMap<string, string>;

interface Known {
  readonly coming: Coming;
  readonly until: number;
}

export interface ComingCarsParts {
  readonly orders: Pick<Orders, 'page' | 'onChanged'>;
  readonly live: Pick<Live, 'subscribe'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Which cars come for which riders. An order that somebody was told of is watched until its car comes no longer,
 * wherever that is decided. Only what is so is remembered: who was refused may be told otherwise at once.
 */
export class ComingCars {
  readonly #parts: ComingCarsParts;
  readonly #known = new LRUCache<string, Known>({ max: MAX_RIDERS });
  readonly #watched: LRUCache<string, Promise<() => Promise<void>>>;
  readonly #listeners = new Set<(tenant: string, riderId: string) => void>();
  readonly #endOwn: () => void;

  constructor(parts: ComingCarsParts) {
    this.#parts = parts;
    this.#watched = new LRUCache({ max: MAX_WATCHED, dispose: (ending) => this.#unwatch(ending) });
    this.#endOwn = parts.orders.onChanged(({ tenant, orderId, riderId }, change) => {
      if (riderId !== null) this.#changed(tenant, riderId, orderId, change);
    });
  }

  async isComing(tenant: string, riderId: string, vehicleId: string): Promise<boolean> {
    const known = this.#known.get(keyOf(tenant, riderId));
    if (known?.coming.has(vehicleId) && known.until > this.#parts.clock.now()) return true;
    return (await this.#read(tenant, riderId)).has(vehicleId);
  }

  /** Called with riders for whom a car began to come, or comes no longer. The returned function ends it. */
  onChanged(listener: (tenant: string, riderId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#endOwn();
    this.#watched.clear();
    this.#known.clear();
  }

  async #read(tenant: string, riderId: string): Promise<Coming> {
    const active = await this.#active(tenant, riderId);
    const begun = await Promise.all(active.map((order) => this.#watch(order, riderId)));
    // What was decided before it was watched is in the next reading.
    const coming = comingOf(begun.includes(true) ? await this.#active(tenant, riderId) : active);
    const until = this.#parts.clock.now() + KNOWN_FOR_MS;
    if (coming.size > 0) this.#known.set(keyOf(tenant, riderId), { coming, until });
    return coming;
  }

  #active(tenant: string, riderId: string): Promise<StoredOrder[]> {
    return this.#parts.orders.page(tenant, { riderId, statuses: ACTIVE_ORDER_STATUSES }, MAX_RIDES);
  }

  /** True when it was not watched before. */
  async #watch({ tenant, orderId }: StoredOrder, riderId: string): Promise<boolean> {
    const key = keyOf(tenant, orderId);
    const watched = this.#watched.get(key);
    const lost = (error: unknown): void => {
      this.#parts.log.debug(
        { err: error, orderId },
        'changes of an order at other servers are not heard for now',
      );
      if (this.#watched.peek(key) === subscribed) this.#watched.delete(key);
    };
    const subscribed =
      watched ??
      this.#parts.live.subscribe(
        { tenant, family: 'order', id: orderId },
        (event) => this.#heard(tenant, riderId, orderId, event),
        () => this.#tell(tenant, riderId),
      );
    if (watched === undefined) this.#watched.set(key, subscribed);
    await subscribed.catch(lost);
    return watched === undefined;
  }

  #heard(tenant: string, riderId: string, orderId: string, { kind, ...event }: LiveEvent): void {
    if (kind !== 'log' || !('data' in event)) return;
    const told = Told.safeParse(event.data);
    if (told.success) this.#changed(tenant, riderId, orderId, told.data.change);
  }

  #changed(tenant: string, riderId: string, orderId: string, change: OrderChange): void {
    if (!SENDS.includes(change)) return;
    if (change !== 'accepted') this.#watched.delete(keyOf(tenant, orderId));
    this.#tell(tenant, riderId);
  }

  #tell(tenant: string, riderId: string): void {
    this.#known.delete(keyOf(tenant, riderId));
    for (const listener of this.#listeners) listener(tenant, riderId);
  }

  #unwatch(ending: Promise<() => Promise<void>>): void {
    ending
      .then((end) => end())
      .catch((error: unknown) => this.#parts.log.debug({ err: error }, 'a subscription ended badly'));
  }
}

function comingOf(orders: readonly StoredOrder[]): Coming {
  return new Map(
    orders.flatMap(({ vehicleId, orderId }) => (vehicleId === null ? [] : [[vehicleId, orderId]])),
  );
}

function keyOf(tenant: string, id: string): string {
  return `${tenant} ${id}`;
}
