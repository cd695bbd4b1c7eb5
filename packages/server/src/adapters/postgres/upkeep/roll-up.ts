import type { Mark } from '../../../ports/history-work.ts';
import { textArray, timestampArray } from '../binary-array.ts';
import type { Queries } from '../database.ts';
import { PostgresHistoryWork } from '../postgres-history-work.ts';
import { ROLL_UP } from './roll-up-sql.ts';
import { alone, type Outcome, type StepContext, type UpkeepStep } from './step.ts';
import { isOldEnough, thinHour } from './thin.ts';

const EVERY_MS = 15_000;
/** An embedded database does nothing else during a pass. */
const HOURS_PER_PASS = { embedded: 100, postgres: 500 };

/** Brings `location_hourly` up to date for the hours that are marked. */
export function rollUpStep(context: StepContext): UpkeepStep {
  return {
    name: 'roll-up',
    everyMs: EVERY_MS,
    pass: () => alone(context.database, (queries) => rollUp(queries, context)),
  };
}

/** All in one transaction, so that a mark goes with the work that it asked for. */
async function rollUp(queries: Queries, context: StepContext): Promise<Outcome> {
  const work = new PostgresHistoryWork(queries);
  const limit = HOURS_PER_PASS[context.database.kind];
  const marks = await work.due('rollup', limit);
  if (marks.length === 0) return { done: 0, more: false };
  await queries.query(ROLL_UP, [
    textArray(marks, ({ tenant }) => tenant),
    textArray(marks, ({ vehicleId }) => vehicleId),
    timestampArray(marks, ({ hour }) => hour),
  ]);
  await work.done(marks);
  await thinAgain(queries, marks, context);
  return { done: marks.length, more: marks.length === limit };
}

/** Late fixes of hours that were thinned long ago: nobody else would come by there. */
async function thinAgain(
  queries: Queries,
  marks: readonly Mark[],
  { saveIntervalMs, now }: StepContext,
): Promise<void> {
  if (saveIntervalMs === 0) return;
  for (const mark of marks) if (isOldEnough(mark.hour, now())) await thinHour(queries, mark, saveIntervalMs);
}
