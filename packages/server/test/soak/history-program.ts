import type { Database } from '../../src/adapters/postgres/database.ts';
import { locked, migrate } from '../../src/adapters/postgres/migrate.ts';
import { openParts } from '../../src/adapters/postgres/parts/open-parts.ts';
import { READ } from '../../src/adapters/postgres/postgres-aggregates.ts';
import { PAGE } from '../../src/adapters/postgres/postgres-history.ts';
import { Upkeep } from '../../src/adapters/postgres/upkeep/upkeep.ts';
import { type Clock, systemClock } from '../../src/ports/clock.ts';
import { quiet } from '../adapters/postgres/stores.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 30;
const TENANT = 'default';

export interface HistorySize {
  readonly fixes: number;
  readonly vehicles: number;
  readonly seed: number;
}

/** What PostgreSQL did for a query, and how long it took. */
interface Explained {
  readonly plan: readonly string[];
  /** Tables of fixes or hours that it looked into, by how it did. */
  readonly scans: readonly { readonly node: string; readonly table: string }[];
  readonly ms: number;
}

export interface HistoryFigures {
  readonly fixes: number;
  readonly hours: number;
  readonly parts: number;
  readonly fillSeconds: number;
  readonly rollUpSeconds: number;
  readonly bytesPerFix: number;
  readonly vehicleDay: Explained;
  readonly month: Explained;
}

/** A month of fixes in order of time, each vehicle on a way of its own. $1 fixes per vehicle, $2 vehicles, $3 begin, $4 seed. */
const FILL = `insert into location_events
    (time, received_at, tenant_id, vehicle_id, latitude, longitude, accuracy, speed, heading)
  select at, at + interval '1 second', '${TENANT}', 'bus-' || vehicle,
    52 + vehicle / 1000.0 + 0.05 * sin(n / 40.0 + $4::int + vehicle), -8 + 0.05 * cos(n / 55.0 + $4::int), 5,
    abs(15 * sin(n / 7.0)), n % 360
  from generate_series(0, $1::int - 1) n
  cross join generate_series(1, $2::int) vehicle
  cross join lateral (
    select to_timestamp($3::float8 / 1000) + (n * ${DAYS * DAY_MS} / $1::float8 + vehicle) * interval '1 ms' as at) t
  order by n, vehicle`;

const MARK = `insert into history_work (work, tenant_id, vehicle_id, hour, marked_at)
  select distinct 'rollup', tenant_id, vehicle_id, date_trunc('hour', time, 'UTC'), now() - interval '1 hour'
  from location_events`;

/**
 * Stores so many fixes of the past month and asks for a day of a vehicle and for its month. Resolves to the figures and
 * the plans, for whoever reads or tests them.
 */
export async function runHistoryProgram(database: Database, size: HistorySize): Promise<HistoryFigures> {
  await migrate(database);
  const keeping = { retentionDays: DAYS + 1, aggregateRetentionDays: 365, saveIntervalMs: 0 };
  const { now } = systemClock;
  const { parts } = await locked(database, (queries) => openParts(queries, { ...keeping, now }));
  const begin = Math.floor(now() / DAY_MS - DAYS) * DAY_MS;
  const fillSeconds = await timed(() => fill(database, size, begin));
  // Nobody else asks the database, so that it needs no rest between passes.
  const clock: Clock = { now, after: (_ms, run) => systemClock.after(0, run) };
  const upkeep = new Upkeep({ ...keeping, database, parts, log: quiet, clock, now });
  const rollUpSeconds = await timed(() => rollUp(database, upkeep));
  const vehicle = `bus-${Math.ceil(size.vehicles / 2)}`;
  const [facts = {}] = await database.query({
    text: `select (select count(*) from location_events)::float8 as fixes,
      (select count(*) from location_hourly)::float8 as hours,
      (select sum(pg_total_relation_size(inhrelid)) from pg_inherits
        where inhparent = 'location_events'::regclass)::float8 as bytes`,
  });
  const fixes = Number(facts['fixes']);
  return {
    fixes,
    hours: Number(facts['hours']),
    parts: (await parts.list(database)).length,
    fillSeconds,
    rollUpSeconds,
    bytesPerFix: Math.round(Number(facts['bytes']) / fixes),
    vehicleDay: await explain(database, PAGE.text, [
      TENANT,
      vehicle,
      begin + 10 * DAY_MS,
      begin + 11 * DAY_MS - 1,
      10_000,
    ]),
    month: await explain(database, READ.text, [TENANT, vehicle, begin, now(), 'day', 'Europe/Dublin', 1000]),
  };
}

/** A day at a time, so that no statement runs into its limit. */
async function fill(
  database: Database,
  { fixes, vehicles, seed }: HistorySize,
  begin: number,
): Promise<void> {
  const perVehicle = Math.floor(fixes / vehicles);
  const text = FILL.replace('generate_series(0, $1::int - 1)', 'generate_series($5::int, $6::int)');
  const perDay = Math.ceil(perVehicle / DAYS);
  for (let first = 0; first < perVehicle; first += perDay) {
    const last = Math.min(perVehicle, first + perDay) - 1;
    await database.query({ text }, [perVehicle, vehicles, begin, seed, first, last]);
  }
  await database.transaction(async (queries) => {
    await queries.exec(`set local statement_timeout = 0; ${MARK}`, 'patient');
    await queries.exec('analyze location_events; analyze history_work', 'patient');
  });
}

async function rollUp(database: Database, upkeep: Upkeep): Promise<void> {
  const text = `select count(*)::float8 as count from history_work where work = 'rollup'`;
  const marks = async () => Number((await database.query({ text }))[0]?.['count']);
  for (let before = await marks(); before > 0; ) {
    await upkeep.run();
    const left = await marks();
    if (left >= before) throw new Error(`The roll-up stands still: ${left} hours wait.`);
    before = left;
  }
  await upkeep.close();
  await database.exec('analyze location_hourly');
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return Math.round((performance.now() - startedAt) / 100) / 10;
}

async function explain(
  database: Database,
  text: string,
  parameters: readonly (string | number)[],
): Promise<Explained> {
  // Once before, so that it is not the disk that is timed.
  await database.query({ text }, parameters);
  const lines = await database.query(
    { text: `explain (analyze, costs off, summary off) ${text}` },
    parameters,
  );
  const plan = lines.map((row) => String(row['QUERY PLAN']));
  const startedAt = performance.now();
  await database.query({ text }, parameters);
  const ms = Math.round((performance.now() - startedAt) * 10) / 10;
  const scans = plan.flatMap((line) => {
    const [, node, table] =
      /((?:Seq|Index|Index Only|Bitmap Heap|Custom)\b.*Scan.*) on (location_\w+)/.exec(line) ?? [];
    return node === undefined || table === undefined || line.includes('never executed')
      ? []
      : [{ node, table }];
  });
  return { plan, scans, ms };
}
