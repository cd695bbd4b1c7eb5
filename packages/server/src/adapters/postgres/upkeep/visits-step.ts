import { DAY_MS } from '../parts/part-width.ts';
import { removeOld } from './remove-old.ts';
import { alone, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 3_600_000;
const ROWS_PER_PASS = 2000;
/** A trip goes with all that is left of it, so that fewer go at a time. */
const TRIPS_PER_PASS = 100;
const KEEP_TRIPS_DAYS = 730;
const OF_TRIPS = { id: 'trip_id', tables: ['trip_vehicles', 'trip_visits', 'trip_predictions'] };

/**
 * Removes predictions that are as old as the history gets, visits that are as old as aggregates get, and trips at a time of
 * their own, with all that is left of them.
 */
export function visitsStep({
  database,
  now,
  retentionDays,
  aggregateRetentionDays,
  tripRetentionDays = KEEP_TRIPS_DAYS,
}: StepContext): UpkeepStep {
  const before = (days: number): number => now() - days * DAY_MS;
  return {
    name: 'visits',
    everyMs: EVERY_MS,
    pass: () =>
      alone(database, (queries) =>
        removeOld(queries, [
          {
            table: 'trip_predictions',
            age: 'made_at',
            before: before(retentionDays),
            rows: ROWS_PER_PASS,
          },
          {
            table: 'trip_visits',
            age: 'updated_at',
            before: before(aggregateRetentionDays),
            rows: ROWS_PER_PASS,
          },
          {
            table: 'trips',
            age: 'scheduled_end',
            before: before(tripRetentionDays),
            rows: TRIPS_PER_PASS,
            along: OF_TRIPS,
          },
        ]),
      ),
  };
}
