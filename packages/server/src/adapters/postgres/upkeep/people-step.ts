import { DAY_MS } from '../parts/part-width.ts';
import { removeOld } from './remove-old.ts';
import { alone, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 3_600_000;
/** Of each table. */
const ROWS_PER_PASS = 1000;
const KEEP_DAYS = 365;

/** Removes old boardings and notices, and old entries of who followed what. */
export function peopleStep(context: StepContext): UpkeepStep {
  const { database, now, boardingRetentionDays = KEEP_DAYS, followLogRetentionDays = KEEP_DAYS } = context;
  return {
    name: 'people',
    everyMs: EVERY_MS,
    pass: () =>
      alone(database, (queries) => {
        const boardingsBefore = now() - boardingRetentionDays * DAY_MS;
        const removals = [
          { table: 'boardings', age: 'received_at', before: boardingsBefore, rows: ROWS_PER_PASS },
          { table: 'guardian_notices', age: 'decided_at', before: boardingsBefore, rows: ROWS_PER_PASS },
          {
            table: 'follow_log',
            age: 'at',
            before: now() - followLogRetentionDays * DAY_MS,
            rows: ROWS_PER_PASS,
          },
        ];
        return removeOld(queries, removals);
      }),
  };
}
