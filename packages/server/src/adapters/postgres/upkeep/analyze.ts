import { DAY_MS } from '../parts/part-width.ts';
import { alone, claim, NOTHING, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 3_600_000;
/** Tables whose rows change or go. Fixes that are thinned leave room which later ones do not need. */
const VACUUMED = [
  ...['history_work', 'location_hourly', 'location_events', 'alerts', 'deliveries'],
  ...['orders', 'order_offers', 'taxi_drivers', 'outbox'],
  ...['observations', 'road_segments', 'road_traces', 'road_stale'],
];

/**
 * Once a day: PostgreSQL's own housekeeping looks at partitions but never at the table that they make up, and the
 * embedded database has none at all.
 */
export function analyzeStep({ database }: StepContext): UpkeepStep {
  return {
    name: 'analyze',
    everyMs: EVERY_MS,
    async pass() {
      const claimed = await alone(database, async (queries) =>
        (await claim(queries, 'analyze', DAY_MS)) ? { done: 1, more: false } : NOTHING,
      );
      if (claimed.done === 0) return NOTHING;
      if (database.kind === 'embedded') for (const table of VACUUMED) await database.exec(`vacuum ${table}`);
      await database.transaction((queries) =>
        queries.exec('set local statement_timeout = 0; analyze location_events', 'patient'),
      );
      return claimed;
    },
  };
}
