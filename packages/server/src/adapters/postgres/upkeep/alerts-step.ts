import { readNumber } from '../cells.ts';
import type { Queries } from '../database.ts';
import { deletePiece } from '../delete-piece.ts';
import { timeParameter } from '../fix-rows.ts';
import { DAY_MS } from '../parts/part-width.ts';
import { alone, type Outcome, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 3_600_000;
/** Of each table; with an alert go its deliveries. */
const ROWS_PER_PASS = 1000;
/** What came of deliveries is kept for this long, dead letters among them. */
const KEEP_DELIVERIES_DAYS = 30;

const ENDED_DELIVERIES = removal('deliveries', `state <> 'pending' and ended_at < ${timeParameter(1)}`);
const ALERTS = removal('alerts', `created_at < ${timeParameter(1)}`);
const SUBSCRIPTIONS = removal('push_subscriptions', `expires_at <= ${timeParameter(1)}`);

/**
 * Removes ended deliveries after a month, alerts that are as old as aggregates get, and subscriptions to notifications
 * that nobody renewed.
 */
export function alertsStep({ database, now, aggregateRetentionDays }: StepContext): UpkeepStep {
  async function pass(queries: Queries): Promise<Outcome> {
    const removed = [
      await remove(queries, ENDED_DELIVERIES, now() - KEEP_DELIVERIES_DAYS * DAY_MS),
      await remove(queries, ALERTS, now() - aggregateRetentionDays * DAY_MS),
      await remove(queries, SUBSCRIPTIONS, now()),
    ];
    const done = removed.reduce((sum, rows) => sum + rows, 0);
    return { done, more: removed.some((rows) => rows === ROWS_PER_PASS) };
  }
  return { name: 'alerts', everyMs: EVERY_MS, pass: () => alone(database, pass) };
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
