import type { Deliveries } from '../../ports/alerts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

export interface UpkeepParts {
  readonly store: Pick<Deliveries, 'counts' | 'sweep'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Alerts are kept as long as aggregates are. */
  readonly keepAlertsDays: number;
}

/** How many deliveries wait and how many were given up, over all servers, as last counted. */
export interface Upkeep {
  counts(): { readonly pending: number; readonly dead: number };
  close(): Promise<void>;
}

const COUNT_EVERY_MS = 15_000;
const SWEEP_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** What came of deliveries is kept for this long, dead letters among them. */
const KEEP_DELIVERIES_DAYS = 30;

/** Counts what waits for the metrics and removes what is old. */
export function createUpkeep({ store, clock, log, keepAlertsDays }: UpkeepParts): Upkeep {
  let counts = { pending: 0, dead: 0 };
  let sweptAt = Number.NEGATIVE_INFINITY;
  let cancel = (): void => undefined;
  let closed = false;

  async function round(): Promise<void> {
    try {
      counts = await store.counts();
      const now = clock.now();
      if (now - sweptAt < SWEEP_EVERY_MS) return;
      await store.sweep(now - keepAlertsDays * DAY_MS, now - KEEP_DELIVERIES_DAYS * DAY_MS);
      sweptAt = now;
    } catch (error) {
      log.debug({ err: error }, 'could not count deliveries');
    }
  }

  function start(): Promise<void> {
    return round().finally(() => {
      if (!closed) cancel = clock.after(COUNT_EVERY_MS, () => (running = start()));
    });
  }

  let running = start();
  return {
    counts: () => counts,
    async close() {
      closed = true;
      cancel();
      await running;
    },
  };
}
