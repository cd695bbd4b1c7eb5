import type { Clock } from '../../ports/clock.ts';
import type { ViewerCount, ViewersListener } from '../../ports/order-desk.ts';
import type { Viewed } from './order-views.ts';

/** How long changes of an order's viewers gather before they are counted. */
const TICK_MS = 250;

interface Pending extends Viewed {
  /** What followers were told at the last tick; undefined: they are to be told now. */
  readonly told: number | undefined;
}

/**
 * Counts the viewers of orders that changed, once a tick each, and tells the listeners. What was told is counted once
 * more a tick later: another server may have told a later count before this one.
 */
export class ViewerCounts {
  readonly #count: (order: Viewed) => Promise<number>;
  readonly #clock: Clock;
  readonly #listeners = new Set<ViewersListener>();
  #pending = new Map<string, Pending>();
  #cancelTick: (() => void) | undefined;

  constructor(count: (order: Viewed) => Promise<number>, clock: Clock) {
    this.#count = count;
    this.#clock = clock;
  }

  listen(listener: ViewersListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(counts: readonly ViewerCount[]): void {
    for (const listener of this.#listeners) listener(counts);
  }

  changed(orders: readonly Viewed[]): void {
    for (const { tenant, orderId } of orders) this.#await({ tenant, orderId, told: undefined });
  }

  /** Counts what has changed now. What cannot be counted is told when Redis is back. */
  async flush(): Promise<void> {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
    const pending = [...this.#pending.values()];
    this.#pending = new Map();
    const counted = await Promise.allSettled(
      pending.map(async (order) => ({ ...order, count: await this.#count(order) })),
    );
    const news = counted.flatMap((one) =>
      one.status === 'fulfilled' && one.value.count !== one.value.told ? [one.value] : [],
    );
    if (news.length === 0) return;
    const counts = news.map(({ tenant, orderId, count }) => ({ tenant, orderId, count }));
    this.tell(counts);
    for (const { tenant, orderId, count } of counts) this.#await({ tenant, orderId, told: count });
  }

  end(): void {
    this.#cancelTick?.();
    this.#listeners.clear();
    this.#pending.clear();
  }

  #await(order: Pending): void {
    if (this.#listeners.size === 0) return;
    const key = `${order.tenant} ${order.orderId}`;
    if (order.told !== undefined && this.#pending.has(key)) return;
    this.#pending.set(key, order);
    this.#cancelTick ??= this.#clock.after(TICK_MS, () => void this.flush());
  }
}
