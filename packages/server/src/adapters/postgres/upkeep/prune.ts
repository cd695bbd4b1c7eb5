import { readNumber } from '../cells.ts';
import type { Queries, Statement } from '../database.ts';
import { timeParameter } from '../fix-rows.ts';
import { DAY_MS } from '../parts/part-width.ts';
import { alone, claim, NOTHING, type Outcome, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 3_600_000;
const BLOCKS_PER_PASS = 5000;

/** Blocks of the table. */
const BLOCKS: Statement = {
  text: `select (pg_relation_size('location_hourly') / current_setting('block_size')::int)::float8 as blocks`,
};

/** In $1 blocks from block $2 on, what was received before $3. */
const PRUNE: Statement = {
  name: 'prune-aggregates',
  text: `with gone as (
    delete from location_hourly
    where ctid >= format('(%s,0)', $2::bigint)::tid and ctid < format('(%s,0)', $2::bigint + $1::bigint)::tid
      and received_at < ${timeParameter(3)}
    returning 1)
  select count(*)::float8 as gone from gone`,
};

/** Marks that nobody came for within a week: what the work would have looked at is settled in other ways by then. */
const FORGET: Statement = {
  text: `delete from history_work where work <> 'rollup' and marked_at < now() - interval '7 days'`,
};

/** Once a day, walks through all hours for those that nothing was received for in AGGREGATE_RETENTION_DAYS. */
export function pruneStep(context: StepContext): UpkeepStep {
  const { database, now, aggregateRetentionDays } = context;
  let walk: { block: number; readonly blocks: number } | undefined;

  async function pass(queries: Queries): Promise<Outcome> {
    if (walk === undefined) {
      if (!(await claim(queries, 'prune', DAY_MS))) return NOTHING;
      await queries.query(FORGET);
      const [row = {}] = await queries.query(BLOCKS);
      walk = { block: 0, blocks: readNumber(row, 'blocks') };
    }
    const cutoff = now() - aggregateRetentionDays * DAY_MS;
    const [row = {}] = await queries.query(PRUNE, [BLOCKS_PER_PASS, walk.block, cutoff]);
    const block = walk.block + BLOCKS_PER_PASS;
    walk = block < walk.blocks ? { ...walk, block } : undefined;
    return { done: readNumber(row, 'gone'), more: walk !== undefined };
  }

  return { name: 'prune', everyMs: EVERY_MS, pass: () => alone(database, pass) };
}
