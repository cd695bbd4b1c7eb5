import type { Queries } from '../database.ts';
import { DAY_MS } from '../parts/part-width.ts';
import { type Removal, removeOld } from './remove-old.ts';
import { alone, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 3_600_000;
/** Of each table. */
const ROWS_PER_PASS = 2000;
/** Hazards are kept for so long after their end. */
const HAZARD_DAYS = 30;
const OF_HAZARDS = { id: 'hazard_id', tables: ['hazard_votes'] };

/** Removes old observations, hazards that ended long ago, and notes of devices of which nothing is to be matched. */
export function roadsStep({ database, now, retentionDays }: StepContext): UpkeepStep {
  return {
    name: 'roads',
    everyMs: EVERY_MS,
    pass: () =>
      alone(database, async (queries) => {
        const before = now() - retentionDays * DAY_MS;
        const removals: Removal[] = [
          { table: 'observations', age: 'received_at', before, rows: ROWS_PER_PASS },
          {
            ...{ table: 'hazards', age: 'expires_at', before: now() - HAZARD_DAYS * DAY_MS },
            ...{ rows: ROWS_PER_PASS, along: OF_HAZARDS },
          },
        ];
        const removed = await removeOld(queries, removals);
        await forgetIdle(queries);
        return removed;
      }),
  };
}

/** What is stored meanwhile makes its note anew. */
async function forgetIdle(queries: Queries): Promise<void> {
  await queries.query({
    returns: 'nothing',
    text: `delete from road_traces where ctid = any(array(
      select ctid from road_traces where due_at = 'infinity' limit ${ROWS_PER_PASS})) and due_at = 'infinity'`,
  });
}
