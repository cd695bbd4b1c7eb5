import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Live, LiveEvent } from '../../../ports/live.ts';
import type { Log } from '../../../ports/log.ts';
import type { DecidedOrders } from './decided-orders.ts';

/** Tenants whose acceptances are heard at the same time; of others the database is asked. */
const MAX_TENANTS = 200;

const Accepted = z.object({ type: z.literal('order_accepted'), orderId: z.string(), driverId: z.string() });

/** Hears what other servers decide, from the messages that tell it to all drivers. */
export class HearAcceptances {
  readonly #live: Pick<Live, 'subscribe'>;
  readonly #log: Log;
  readonly #decided: DecidedOrders;
  readonly #tenants: LRUCache<string, Promise<() => Promise<void>>>;

  constructor({ live, log, decided }: { live: Pick<Live, 'subscribe'>; log: Log; decided: DecidedOrders }) {
    this.#live = live;
    this.#log = log;
    this.#decided = decided;
    this.#tenants = new LRUCache({ max: MAX_TENANTS, dispose: (ending) => this.#end(ending) });
  }

  /** From now on, or soon. */
  of(tenant: string): void {
    if (this.#tenants.get(tenant) !== undefined) return;
    const topic = { tenant, family: 'drivers', id: '' } as const;
    const subscribed = this.#live.subscribe(topic, (event) => this.#hear(tenant, event));
    this.#tenants.set(tenant, subscribed);
    subscribed.catch((error: unknown) => {
      this.#log.debug({ err: error, tenant }, 'acceptances at other servers are not heard for now');
      if (this.#tenants.peek(tenant) === subscribed) this.#tenants.delete(tenant);
    });
  }

  close(): void {
    this.#tenants.clear();
  }

  /** What a script publishes is told to drivers, but it decides nothing. */
  #hear(tenant: string, event: LiveEvent): void {
    if (event.kind !== 'log') return;
    const accepted = Accepted.safeParse(event.data);
    if (accepted.success) this.#decided.taken(tenant, accepted.data.orderId, accepted.data.driverId);
  }

  #end(ending: Promise<() => Promise<void>>): void {
    ending
      .then((end) => end())
      .catch((error: unknown) => this.#log.debug({ err: error }, 'a subscription ended badly'));
  }
}
