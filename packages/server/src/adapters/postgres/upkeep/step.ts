import type { Database, Queries } from '../database.ts';
import type { Parts } from '../parts/part.ts';

/** What a pass of a step did. */
export interface Outcome {
  /** Hours, fixes, parts or rows, as the step counts. */
  readonly done: number;
  /** Whether another pass would find something. */
  readonly more: boolean;
}

/** One thing that is done about what is stored now and then, in passes that are bounded in rows. */
export interface UpkeepStep {
  readonly name: StepName;
  /** How long after the last pass the next one is due. */
  readonly everyMs: number;
  pass(): Promise<Outcome>;
}

export const STEP_NAMES = [
  'roll-up',
  'thin',
  'parts',
  'retain',
  'prune',
  'alerts',
  'visits',
  'people',
  'orders',
  'roads',
  'sweep',
  'analyze',
] as const;
export type StepName = (typeof STEP_NAMES)[number];

export interface StepContext {
  readonly database: Database;
  readonly parts: Parts;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** GPS_DB_SAVE_INTERVAL; 0 keeps all. */
  readonly saveIntervalMs: number;
  /** HISTORY_RETENTION_DAYS, AGGREGATE_RETENTION_DAYS. */
  readonly retentionDays: number;
  readonly aggregateRetentionDays: number;
  /** BOARDING_RETENTION_DAYS, TRIP_RETENTION_DAYS, FOLLOW_LOG_RETENTION_DAYS. */
  readonly boardingRetentionDays?: number;
  readonly tripRetentionDays?: number;
  readonly followLogRetentionDays?: number;
  /** ORDER_RETENTION_DAYS; 0 keeps all. */
  readonly orderRetentionDays?: number;
}

export const NOTHING: Outcome = { done: 0, more: false };

/** Any number but the one that migrations take; the same for every server. */
const LOCK_KEY = 7_230_451_119;

/** Runs `work` in a transaction while no other server is at the upkeep; answers NOTHING when one is. */
export function alone(database: Database, work: (queries: Queries) => Promise<Outcome>): Promise<Outcome> {
  return database.transaction(async (queries) => {
    const [row] = await queries.query({ text: `select pg_try_advisory_xact_lock(${LOCK_KEY}) as mine` });
    return row?.['mine'] === true ? work(queries) : NOTHING;
  });
}

/** Whether a step that is done once in a while over all servers is due; if so, it counts as done from now on. */
export async function claim(queries: Queries, step: StepName, everyMs: number): Promise<boolean> {
  const text = `insert into history_upkeep as u (step, done_at) values ($1, now())
    on conflict (step) do update set done_at = now() where u.done_at <= now() - $2::float8 * interval '1 ms'
    returning step`;
  return (await queries.query({ text }, [step, everyMs])).length > 0;
}
