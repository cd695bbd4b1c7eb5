import { ACTIVE_ORDER_STATUSES, type OrderChange, type Topic } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { KeptSubscriptions } from '../../../kernel/kept-subscriptions.ts';
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
  readonly #watched: KeptSubscriptions;
  readonly #listeners = new Set<(tenant: string, riderId: string) => void>();
  readonly #endOwn: () => void;

  constructor(parts: ComingCarsParts) {
    this.#parts = parts;
    const lost = 'changes of an order at other servers are not heard for now';
    this.#watched = new KeptSubscriptions({ ...parts, lost, max: MAX_WATCHED });
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
    this.#watched.close();
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
  #watch({ tenant, orderId }: StoredOrder, riderId: string): Promise<boolean> {
    return this.#watched.want(
      orderTopic(tenant, orderId),
      (event) => this.#heard(tenant, riderId, orderId, event),
      () => this.#tell(tenant, riderId),
    );
  }

  #heard(tenant: string, riderId: string, orderId: string, { kind, ...event }: LiveEvent): void {
    if (kind !== 'log' || !('data' in event)) return;
    const told = Told.safeParse(event.data);
    if (told.success) this.#changed(tenant, riderId, orderId, told.data.change);
  }

  #changed(tenant: string, riderId: string, orderId: string, change: OrderChange): void {
    if (!SENDS.includes(change)) return;
    if (change !== 'accepted') this.#watched.end(orderTopic(tenant, orderId));
    this.#tell(tenant, riderId);
  }

  #tell(tenant: string, riderId: string): void {
    this.#known.delete(keyOf(tenant, riderId));
    for (const listener of this.#listeners) listener(tenant, riderId);
  }
}

function comingOf(orders: readonly StoredOrder[]): Coming {
  return new Map(
    orders.flatMap(({ vehicleId, orderId }) => (vehicleId === null ? [] : [[vehicleId, orderId]])),
  );
}

function orderTopic(tenant: string, id: string): Topic {
  return { tenant, family: 'order', id };
}

function keyOf(tenant: string, id: string): string {
  return `${tenant} ${id}`;
}
