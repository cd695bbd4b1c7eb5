import type { VehicleOfTenant } from '../../../ports/history.ts';
import { readNumber, readText } from '../cells.ts';
import type { Queries, Statement } from '../database.ts';
import { NOT_FUTURE, timeColumn, timeParameter } from '../fix-rows.ts';
import { alone, NOTHING, type Outcome, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 60_000;
const HOURS_PER_PASS = 50;
const HOUR_MS = 3_600_000;
/** Whole hours whose last fix is older than 24 h. */
const UNTHINNED_MS = 25 * HOUR_MS;

/** Whether an hour's fixes, as they are, are still to be counted. */
const AWAITED = (hour: string, vehicle: string) => `exists (
    select from history_work w where w.work = 'rollup' and ${vehicle} and w.hour = ${hour})`;

/** Hours (before $1) that are rolled up and complete, $2 of them, the oldest first. */
const RIPE: Statement = {
  name: 'ripe-for-thinning',
  text: `select h.tenant_id, h.vehicle_id, ${timeColumn('h.hour')} from location_hourly h
  where h.kept_times is null and h.hour < ${timeParameter(1)}
    and not ${AWAITED('h.hour', 'w.tenant_id = h.tenant_id and w.vehicle_id = h.vehicle_id')}
  order by h.hour limit $2`,
};

/**
 * Removes what is not the first fix of its interval nor cited, and writes down what remains of what was counted:
 * $1 tenant, $2 vehicle, $3 hour, $4 interval in ms. A mark is there no later than its fixes are, so that what this
 * sees of an hour without a mark has been counted.
 */
const THIN: Statement = {
  name: 'thin-hour',
  text: `with hours as materialized (
    select ${timeParameter(3)} as begins, ${timeParameter(3)} + interval '1 hour' as ends
    where not ${AWAITED(timeParameter(3), 'w.tenant_id = $1 and w.vehicle_id = $2')}),
  stored as materialized (
    select e.time,
      to_timestamp(floor((extract(epoch from e.time) * 1000)::float8 / $4) * $4 / 1000) as interval_begins
    from location_events e
    where e.tenant_id = $1 and e.vehicle_id = $2 and e.time >= ${timeParameter(3)}
      and e.time < ${timeParameter(3)} + interval '1 hour' and ${NOT_FUTURE} and exists (select from hours)),
  extra as materialized (
    select s.time from stored s
    where exists (
        select from location_events e where e.tenant_id = $1 and e.vehicle_id = $2
          and e.time >= s.interval_begins and e.time < s.time and ${NOT_FUTURE})
      and not exists (
        select from fix_citations c where c.tenant_id = $1 and c.vehicle_id = $2 and c.time = s.time)),
  removed as (
    delete from location_events e using extra
    where e.tenant_id = $1 and e.vehicle_id = $2 and e.time = extra.time and e.time >= ${timeParameter(3)}
      and e.time < ${timeParameter(3)} + interval '1 hour')
  update location_hourly h set kept_times = array(
      select s.time from stored s where not exists (select from extra where extra.time = s.time) order by s.time)
  from hours
  where h.tenant_id = $1 and h.vehicle_id = $2 and h.hour = hours.begins
  returning (select count(*) from extra)::float8 as removed`,
};

/** Keeps the first fix of each interval, and what is cited, of hours that are more than a day old. */
export function thinStep(context: StepContext): UpkeepStep {
  const { database, saveIntervalMs } = context;
  return {
    name: 'thin',
    everyMs: EVERY_MS,
    pass: async () => (saveIntervalMs === 0 ? NOTHING : alone(database, (queries) => thin(queries, context))),
  };
}

/** Whether an hour may be thinned at this time. */
export function isOldEnough(hour: number, now: number): boolean {
  return hour < now - UNTHINNED_MS;
}

/** Thins one hour, unless it is still to be counted. Resolves to the number of removed fixes. */
export async function thinHour(
  queries: Queries,
  { tenant, vehicleId, hour }: VehicleOfTenant & { readonly hour: number },
  intervalMs: number,
): Promise<number> {
  const [row] = await queries.query(THIN, [tenant, vehicleId, hour, intervalMs]);
  return row === undefined ? 0 : readNumber(row, 'removed');
}

async function thin(queries: Queries, { now, saveIntervalMs }: StepContext): Promise<Outcome> {
  const rows = await queries.query(RIPE, [now() - UNTHINNED_MS, HOURS_PER_PASS]);
  let removed = 0;
  for (const row of rows) {
    const vehicle = { tenant: readText(row, 'tenant_id'), vehicleId: readText(row, 'vehicle_id') };
    removed += await thinHour(queries, { ...vehicle, hour: readNumber(row, 'hour') }, saveIntervalMs);
  }
  return { done: removed, more: rows.length === HOURS_PER_PASS };
}
