import { readNumber } from '../cells.ts';
import type { Queries } from '../database.ts';
import { deletePiece } from '../delete-piece.ts';
import { timeParameter } from '../fix-rows.ts';
import { DAY_MS } from '../parts/part-width.ts';
import { alone, type Outcome, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 3_600_000;
/** Of each table. */
const ROWS_PER_PASS = 1000;
const KEEP_DAYS = 365;

const BOARDINGS = removal('boardings', `received_at < ${timeParameter(1)}`);
const NOTICES = removal('guardian_notices', `decided_at < ${timeParameter(1)}`);
const FOLLOWS = removal('follow_log', `at < ${timeParameter(1)}`);

/** Removes old boardings and notices, and old entries of who followed what. */
export function peopleStep(context: StepContext): UpkeepStep {
  const { database, now, boardingRetentionDays = KEEP_DAYS, followLogRetentionDays = KEEP_DAYS } = context;

  async function pass(queries: Queries): Promise<Outcome> {
    const boardingsBefore = now() - boardingRetentionDays * DAY_MS;
    const removed = [
      await remove(queries, BOARDINGS, boardingsBefore),
      await remove(queries, NOTICES, boardingsBefore),
      await remove(queries, FOLLOWS, now() - followLogRetentionDays * DAY_MS),
    ];
    const done = removed.reduce((sum, rows) => sum + rows, 0);
    return { done, more: removed.some((rows) => rows === ROWS_PER_PASS) };
  }

  return { name: 'people', everyMs: EVERY_MS, pass: () => alone(database, pass) };
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
