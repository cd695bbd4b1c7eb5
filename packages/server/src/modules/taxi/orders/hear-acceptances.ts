import { z } from 'zod';
import { KeptSubscriptions } from '../../../kernel/kept-subscriptions.ts';
import type { Live, LiveEvent } from '../../../ports/live.ts';
import type { Log } from '../../../ports/log.ts';
import type { DecidedOrders } from './decided-orders.ts';

/** Tenants whose acceptances are heard at the same time; of others the database is asked. */
const MAX_TENANTS = 200;

const Accepted = z.object({ type: z.literal('order_accepted'), orderId: z.string(), driverId: z.string() });

/** Hears what other servers decide, from the messages that tell it to all drivers. */
export class HearAcceptances {
  readonly #decided: DecidedOrders;
  readonly #tenants: KeptSubscriptions;

  constructor({ live, log, decided }: { live: Pick<Live, 'subscribe'>; log: Log; decided: DecidedOrders }) {
    this.#decided = decided;
    const lost = 'acceptances at other servers are not heard for now';
    this.#tenants = new KeptSubscriptions({ live, log, lost, max: MAX_TENANTS });
  }

  /** From now on, or soon. */
  of(tenant: string): void {
    const topic = { tenant, family: 'drivers', id: '' } as const;
    void this.#tenants.want(topic, (event) => this.#hear(tenant, event));
  }

  close(): void {
    this.#tenants.close();
  }

  /** What a script publishes is told to drivers, but it decides nothing. */
  #hear(tenant: string, event: LiveEvent): void {
    if (event.kind !== 'log') return;
    const accepted = Accepted.safeParse(event.data);
    if (accepted.success) this.#decided.taken(tenant, accepted.data.orderId, accepted.data.driverId);
  }
}
