import { readNumber } from '../cells.ts';
import type { Queries } from '../database.ts';
import { deletePiece } from '../delete-piece.ts';
import { timeParameter } from '../fix-rows.ts';
import { DAY_MS } from '../parts/part-width.ts';
import { alone, type Outcome, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 3_600_000;
const ROWS_PER_PASS = 2000;

const PREDICTIONS = removal('trip_predictions', `made_at < ${timeParameter(1)}`);
const VISITS = removal('trip_visits', `updated_at < ${timeParameter(1)}`);

/** Removes predictions that are as old as the history gets, and visits of trips that are as old as aggregates get. */
export function visitsStep({
  database,
  now,
  retentionDays,
  aggregateRetentionDays,
}: StepContext): UpkeepStep {
  async function pass(queries: Queries): Promise<Outcome> {
    const removed = [
      await remove(queries, PREDICTIONS, now() - retentionDays * DAY_MS),
      await remove(queries, VISITS, now() - aggregateRetentionDays * DAY_MS),
    ];
    const done = removed.reduce((sum, rows) => sum + rows, 0);
    return { done, more: removed.some((rows) => rows === ROWS_PER_PASS) };
  }
  return { name: 'visits', everyMs: EVERY_MS, pass: () => alone(database, pass) };
}

/** Removes at most $2 rows that are `old` at $1. */
function removal(table: string, old: string): string {
  return `with gone as (${deletePiece(table, old)} returning 1)
  select count(*)::float8 as gone from gone`;
}

async function remove(queries: Queries, text: string, before: number): Promise<number> {
  const [row = {}] = await queries.query({ text }, [before, ROWS_PER_PASS]);
  return readNumber(row, 'gone');
}
