import type { Deliveries } from '../../ports/alerts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

export interface DeliveryCountsParts {
  readonly store: Pick<Deliveries, 'counts'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** How many deliveries wait and how many were given up, over all servers, as last counted. */
export interface DeliveryCounts {
  counts(): { readonly pending: number; readonly dead: number };
  close(): Promise<void>;
}

const COUNT_EVERY_MS = 15_000;

/** Counts for the metrics, now and again and again. */
export function countDeliveries({ store, clock, log }: DeliveryCountsParts): DeliveryCounts {
  let counts = { pending: 0, dead: 0 };
  let cancel = (): void => undefined;
  let closed = false;

  async function count(): Promise<void> {
    try {
      counts = await store.counts();
    } catch (error) {
      log.debug({ err: error }, 'could not count deliveries');
    }
    if (!closed) cancel = clock.after(COUNT_EVERY_MS, () => (counting = count()));
  }

  let counting = count();
  return {
    counts: () => counts,
    async close() {
      closed = true;
      cancel();
      await counting;
    },
  };
}
