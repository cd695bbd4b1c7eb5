import { inCalendar } from '../calendar.ts';
import { readNullableNumber, readNumber, readText } from '../cells.ts';
import type { Parameter, Queries, Row, Statement } from '../database.ts';
import { NOT_FUTURE, timeColumn, timeParameter } from '../fix-rows.ts';
import type { Part } from '../parts/part.ts';
import { DAY_MS } from '../parts/part-width.ts';
import { alone, NOTHING, type Outcome, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 3_600_000;
const ROWS_PER_PASS = 5000;
/** A part this small is cleared fix by fix before it can go as a whole. */
const SMALL_PART = 100_000;
/** A part is read through this often at the most. */
const LOOK_AGAIN_MS = DAY_MS / 2;

const IN_PART = `time >= ${timeParameter(1)} and time < ${timeParameter(2)}`;

/** Of the part from $1 to $2, which is read through. */
const RECEIPTS: Statement = {
  patient: true,
  text: `select count(*)::float8 as fixes, ${timeColumn('min(received_at)', 'oldest')},
    ${timeColumn('max(received_at)', 'newest')}
  from location_events where ${IN_PART}`,
};

/** Whether fixes of the part are still to be rolled up: $1 to $2. */
const AWAITED: Statement = {
  text: `select exists (select from history_work
    where work = 'rollup' and hour >= ${timeParameter(1)} and hour < ${timeParameter(2)}) as awaited`,
};

/** What was counted of the part ($1 to $2) stays counted, and what comes later is added. */
const FREEZE: Statement = {
  patient: true,
  text: `with uncited as (delete from fix_citations where ${IN_PART})
  update location_hourly set kept_times = '{}'
  where kept_times is null and hour >= ${timeParameter(1)} and hour < ${timeParameter(2)}`,
};

/**
 * The next $7 fixes of the part ($1 to $2) after ($4 tenant, $5 vehicle, $6 time), of which those received before $3
 * go, unless their hour is still to be rolled up. What remains of their hours is written down.
 */
const CLEAR: Statement = {
  name: 'clear-part',
  text: `with walked as materialized (
    select tenant_id, vehicle_id, time, received_at from location_events
    where ${IN_PART} and (tenant_id, vehicle_id, time) > ($4, $5, ${timeParameter(6)})
    order by tenant_id, vehicle_id, time limit $7),
  doomed as materialized (
    select walked.*, date_trunc('hour', walked.time, 'UTC') as hour from walked
    where received_at < ${timeParameter(3)} and not exists (
      select from history_work w where w.work = 'rollup' and w.tenant_id = walked.tenant_id
        and w.vehicle_id = walked.vehicle_id and w.hour = date_trunc('hour', walked.time, 'UTC'))),
  removed as (
    delete from location_events e using doomed d
    where e.tenant_id = d.tenant_id and e.vehicle_id = d.vehicle_id and e.time = d.time
      and e.time >= ${timeParameter(1)} and e.time < ${timeParameter(2)}),
  uncited as (
    delete from fix_citations c using doomed d
    where c.tenant_id = d.tenant_id and c.vehicle_id = d.vehicle_id and c.time = d.time),
  remaining as (
    update location_hourly h set kept_times = array(
      select e.time from location_events e
      where e.tenant_id = h.tenant_id and e.vehicle_id = h.vehicle_id
        and e.time >= h.hour and e.time < h.hour + interval '1 hour' and ${NOT_FUTURE}
        and not exists (select from doomed d where d.tenant_id = e.tenant_id and d.vehicle_id = e.vehicle_id
          and d.time = e.time)
      order by e.time)
    from (select distinct tenant_id, vehicle_id, hour from doomed) hours
    where h.tenant_id = hours.tenant_id and h.vehicle_id = hours.vehicle_id and h.hour = hours.hour)
  select last.tenant_id, last.vehicle_id, ${timeColumn('last.time')},
    (select count(*) from doomed)::float8 as removed, (select count(*) from walked)::float8 as walked
  from (select * from walked order by tenant_id desc, vehicle_id desc, time desc limit 1) last`,
};

/** Where the clearing of a part stands. */
interface Place {
  readonly tenant: string;
  readonly vehicleId: string;
  readonly time: number;
}
const BEGINNING: Place = { tenant: '', vehicleId: '', time: Number.NEGATIVE_INFINITY };

type PartState =
  /** Nothing to be found in it before then. */
  { readonly phase: 'rests'; readonly until: number } | { readonly phase: 'clears'; readonly after: Place };

/**
 * Removes fixes that were received longer ago than they are kept. A part goes whole once everything in it may go;
 * what is left over by late and imported fixes, or is little, goes fix by fix.
 */
export function retainStep(context: StepContext): UpkeepStep {
  const retention = new Retention(context);
  return {
    name: 'retain',
    everyMs: EVERY_MS,
    pass: () => alone(context.database, (queries) => retention.pass(queries)),
  };
}

class Retention {
  readonly #context: StepContext;
  /** By the part's table. */
  readonly #states = new Map<string, PartState>();

  constructor(context: StepContext) {
    this.#context = context;
  }

  /** The first part about which there is something to do. */
  async pass(queries: Queries): Promise<Outcome> {
    const parts = await this.#context.parts.list(queries);
    this.#forgetOthers(parts);
    for (const part of parts) {
      // Fixes are received after they are measured, but for those of a clock that is ahead.
      if (part.from > this.#cutoff()) break;
      const state = this.#states.get(part.table);
      if (state?.phase === 'rests' && state.until > this.#context.now()) continue;
      if (state?.phase === 'clears') return this.#clear(queries, part, state.after);
      const outcome = await this.#look(queries, part);
      if (outcome.done > 0 || outcome.more) return outcome;
    }
    return NOTHING;
  }

  async #look(queries: Queries, part: Part): Promise<Outcome> {
    const span = [inCalendar(part.from), inCalendar(part.to)];
    const cutoff = this.#cutoff();
    const [row = {}] = await atLength(queries, RECEIPTS, span);
    const [oldest, newest] = [readNullableNumber(row, 'oldest'), readNullableNumber(row, 'newest')];
    const fixes = readNumber(row, 'fixes');
    if (oldest === null || newest === null) return this.#empty(queries, part, cutoff);
    if (newest < cutoff) return this.#dropWhole(queries, part, fixes);
    if (oldest < cutoff && (part.to <= cutoff || fixes <= SMALL_PART)) {
      this.#states.set(part.table, { phase: 'clears', after: BEGINNING });
      return { done: 0, more: true };
    }
    this.#rest(part, oldest + this.#context.retentionDays * DAY_MS);
    return NOTHING;
  }

  /** An old part in which nothing is. */
  async #empty(queries: Queries, part: Part, cutoff: number): Promise<Outcome> {
    if (part.to <= cutoff && Number.isFinite(part.from)) return this.#dropWhole(queries, part, 0);
    this.#rest(part, 0);
    return NOTHING;
  }

  /** Writers to this part wait from here on, so that nothing comes in between the look and the end. */
  async #dropWhole(queries: Queries, part: Part, fixes: number): Promise<Outcome> {
    const span = [inCalendar(part.from), inCalendar(part.to)];
    await queries.exec(`lock table ${part.table} in share mode`);
    const [row = {}] = await atLength(queries, RECEIPTS, span);
    const newest = readNullableNumber(row, 'newest');
    const [awaited] = await queries.query(AWAITED, span);
    if ((newest !== null && newest >= this.#cutoff()) || awaited?.['awaited'] === true) {
      this.#rest(part, 0, EVERY_MS);
      return NOTHING;
    }
    await atLength(queries, FREEZE, span);
    if ((await this.#context.parts.drop(queries, part)) === 'emptied') this.#rest(part, 0);
    return { done: fixes, more: true };
  }

  async #clear(queries: Queries, part: Part, after: Place): Promise<Outcome> {
    const [row] = await queries.query(CLEAR, [
      inCalendar(part.from),
      inCalendar(part.to),
      this.#cutoff(),
      after.tenant,
      after.vehicleId,
      inCalendar(after.time),
      ROWS_PER_PASS,
    ]);
    if (row === undefined || readNumber(row, 'walked') < ROWS_PER_PASS) this.#rest(part, 0);
    else {
      const place = {
        tenant: readText(row, 'tenant_id'),
        vehicleId: readText(row, 'vehicle_id'),
        time: readNumber(row, 'time'),
      };
      this.#states.set(part.table, { phase: 'clears', after: place });
    }
    return { done: row === undefined ? 0 : readNumber(row, 'removed'), more: true };
  }

  #rest(part: Part, until: number, atLeastMs = LOOK_AGAIN_MS): void {
    this.#states.set(part.table, { phase: 'rests', until: Math.max(until, this.#context.now() + atLeastMs) });
  }

  #cutoff(): number {
    return this.#context.now() - this.#context.retentionDays * DAY_MS;
  }

  #forgetOthers(parts: readonly Part[]): void {
    const present = new Set(parts.map(({ table }) => table));
    for (const table of this.#states.keys()) if (!present.has(table)) this.#states.delete(table);
  }
}

/** What is asked of a whole part may take minutes. */
async function atLength(queries: Queries, statement: Statement, span: readonly Parameter[]): Promise<Row[]> {
  await queries.exec('set local statement_timeout = 0');
  const rows = await queries.query(statement, span);
  await queries.exec('set local statement_timeout to default');
  return rows;
}
