import { DAY_MS } from '../parts/part-width.ts';
import { removeOld } from './remove-old.ts';
import { alone, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 3_600_000;
/** Of each table; with an alert go its deliveries. */
const ROWS_PER_PASS = 1000;
/** What came of deliveries is kept for this long, dead letters among them. */
const KEEP_DELIVERIES_DAYS = 30;

/**
 * Removes ended deliveries after a month, alerts that are as old as aggregates get, and subscriptions to notifications
 * that nobody renewed.
 */
export function alertsStep({ database, now, aggregateRetentionDays }: StepContext): UpkeepStep {
  return {
    name: 'alerts',
    everyMs: EVERY_MS,
    pass: () =>
      alone(database, (queries) => {
        const deliveriesBefore = now() - KEEP_DELIVERIES_DAYS * DAY_MS;
        const removals = [
          {
            table: 'deliveries',
            age: `state <> 'pending' and ended_at`,
            before: deliveriesBefore,
            rows: ROWS_PER_PASS,
          },
          {
            table: 'alerts',
            age: 'created_at',
            before: now() - aggregateRetentionDays * DAY_MS,
            rows: ROWS_PER_PASS,
          },
          { table: 'push_subscriptions', age: 'expires_at', before: now() + 1, rows: ROWS_PER_PASS },
        ];
        return removeOld(queries, removals);
      }),
  };
}
