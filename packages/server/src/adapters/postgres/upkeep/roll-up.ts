import type { Mark } from '../../../ports/history-work.ts';
import { textArray, timestampArray } from '../binary-array.ts';
import type { Queries } from '../database.ts';
import { PostgresHistoryWork } from '../postgres-history-work.ts';
import { ROLL_UP } from './roll-up-sql.ts';
import { alone, type Outcome, type StepContext, type UpkeepStep } from './step.ts';
import { isOldEnough, thinHour } from './thin.ts';

const EVERY_MS = 15_000;
/** An embedded database does nothing else during a pass. */
const HOURS_PER_PASS = { embedded: 20, postgres: 500 };

/** Brings `location_hourly` up to date for the hours that are marked. */
export function rollUpStep(context: StepContext): UpkeepStep {
  return {
    name: 'roll-up',
    everyMs: EVERY_MS,
    pass: () => alone(context.database, (queries) => rollUp(queries, context)),
  };
}

/**
 * All in one transaction, so that a mark goes with the work that it asked for. Whoever stores fixes waits for the marks
 * that were taken: the few of hours long ago are, while late fixes are thinned, those of hours that come in now at the
 * very end.
 */
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
  const { saveIntervalMs } = context;
  const now = context.now();
  // Nobody else would come by in hours that were thinned long ago.
  const isThinned = ({ hour }: Mark) => saveIntervalMs > 0 && isOldEnough(hour, now);
  const old = marks.filter(isThinned);
  await work.done(old);
  for (const mark of old) await thinHour(queries, mark, saveIntervalMs);
  await work.done(marks.filter((mark) => !isThinned(mark)));
  return { done: marks.length, more: marks.length === limit };
}
