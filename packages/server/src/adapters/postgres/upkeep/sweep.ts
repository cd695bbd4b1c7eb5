import type { Queries } from '../database.ts';
import { NOT_FUTURE } from '../fix-rows.ts';
import type { HistoryLevel } from '../parts/part.ts';
import { DAY_MS } from '../parts/part-width.ts';
import { alone, claim, NOTHING, type Outcome, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 3_600_000;
const DAYS = 3;

/**
 * Once a day, marks hours of the last three days that have more fixes than were counted: those that somebody wrote
 * with SQL, or a server of a release without marks while the two ran side by side. With all of TimescaleDB its
 * continuous aggregate tells how many there are; otherwise the days are read through.
 */
export function sweepStep({ database, parts, now }: StepContext): UpkeepStep {
  async function pass(queries: Queries): Promise<Outcome> {
    if (!(await claim(queries, 'sweep', DAY_MS))) return NOTHING;
    for (let day = DAYS; day > 0; day--) {
      const from = now() - day * DAY_MS;
      await queries.exec(
        `set local statement_timeout = 0; ${markMissed(parts.level, from, from + DAY_MS)}`,
        'patient',
      );
    }
    return { done: 1, more: false };
  }
  return { name: 'sweep', everyMs: EVERY_MS, pass: () => alone(database, pass) };
}

/** From whole hour to whole hour. */
function markMissed(level: HistoryLevel, from: number, to: number): string {
  const hour = (time: number) => `date_trunc('hour', '${new Date(time).toISOString()}'::timestamptz, 'UTC')`;
  return `insert into history_work (work, tenant_id, vehicle_id, hour)
    select works.work, stored.tenant_id, stored.vehicle_id, stored.hour
    from (${level === 'timescale' ? COUNTED : counted(hour(from), hour(to))}) stored
    left join location_hourly h using (tenant_id, vehicle_id, hour)
    cross join (values ('rollup'), ('settle')) as works (work)
    where stored.hour >= ${hour(from)} and stored.hour < ${hour(to)} and stored.fixes > coalesce(h.fixes, 0)
    order by works.work collate "C", stored.tenant_id, stored.vehicle_id, stored.hour
    on conflict do nothing`;
}

const COUNTED = 'select tenant_id, vehicle_id, hour, fixes from location_hourly_counts';

function counted(from: string, to: string): string {
  return `select tenant_id, vehicle_id, date_trunc('hour', time, 'UTC') as hour, count(*) as fixes
    from location_events where time >= ${from} and time < ${to} and ${NOT_FUTURE} group by 1, 2, 3`;
}
