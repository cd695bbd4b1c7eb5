import type {
  EventCursor,
  FindingArchive,
  FindingOfVehicle,
  FindingRange,
  IgnoredQuarter,
} from '../../../ports/finding-archive.ts';
import type { Finding } from '../../../ports/findings.ts';
import type { HistoryRange, VehicleOfTenant } from '../../../ports/history.ts';
import { textArray } from '../binary-array.ts';
import { readNumber, readText } from '../cells.ts';
import type { Database, Statement } from '../database.ts';
import { timeColumn, timeParameter } from '../fix-rows.ts';
import { readFinding } from './finding-rows.ts';

const VEHICLES: Statement = {
  name: 'findings-vehicles',
  text: `select vehicle_id from vehicle_settled
  where tenant_id = $1 and vehicle_id > $2 and time > to_timestamp(0) order by vehicle_id limit $3`,
};

const COLUMNS = `f.kind, f.key, ${timeColumn('f.starts_at')}, ${timeColumn('f.ends_at')}, f.data`;

/**
 * Of vehicles $2 and kinds $3 what touches $4 to $5 (epoch ms). As findings of a kind do not overlap, the last one
 * before the span is the only one from before that can touch it: each takes one look into the index.
 */
const LIST: Statement = {
  name: 'findings-list',
  text: `select asked.vehicle as vehicle_id, ${COLUMNS}
  from unnest($2::text[]) with ordinality as asked (vehicle, number)
  cross join unnest($3::text[]) as kinds (kind)
  cross join lateral (
    (select * from vehicle_findings b
    where b.tenant_id = $1 and b.vehicle_id = asked.vehicle and b.kind = kinds.kind
      and b.starts_at < ${timeParameter(4)}
    order by b.starts_at desc limit 1)
    union all
    select * from vehicle_findings i
    where i.tenant_id = $1 and i.vehicle_id = asked.vehicle and i.kind = kinds.kind
      and i.starts_at >= ${timeParameter(4)} and i.starts_at < ${timeParameter(5)}) f
  where (f.ends_at is null or f.ends_at > ${timeParameter(4)})
    and (asked.number > 1 or f.starts_at > ${timeParameter(6)})
  order by asked.number, f.starts_at, f.kind, f.key limit $7`,
};

const IGNORED: Statement = {
  name: 'findings-ignored',
  text: `select f.vehicle_id, (floor(extract(epoch from f.starts_at) / 900) * 900000)::float8 as quarter,
    count(*)::float8 as fixes
  from vehicle_findings f
  where f.tenant_id = $1 and f.vehicle_id = any($2::text[]) and f.kind = 'ignored'
    and f.starts_at >= ${timeParameter(3)} and f.starts_at < ${timeParameter(4)}
  group by 1, 2`,
};

const IGNORED_IN: Statement = {
  name: 'findings-ignored-in',
  text: `select ${COLUMNS} from vehicle_findings f
  where f.tenant_id = $1 and f.vehicle_id = $2 and f.kind = 'ignored'
    and f.starts_at between ${timeParameter(3)} and ${timeParameter(4)}
  order by f.starts_at limit $5`,
};

/** Visits to fences overlap, so that unlike in `findings-list` all that began before are looked at. */
const EVENTS: Statement = {
  name: 'findings-events',
  text: `select ${COLUMNS} from vehicle_findings f
  where f.tenant_id = $1 and f.vehicle_id = $2 and f.kind in ('overspeed', 'fence')
    and f.starts_at < ${timeParameter(4)} and (f.ends_at is null or f.ends_at > ${timeParameter(3)})
    and (f.starts_at, f.key) > (${timeParameter(5)}, $6)
  order by f.starts_at, f.key limit $7`,
};

const JUDGED_TO: Statement = {
  name: 'findings-judged-to',
  text: `select ${timeColumn('time')}, state from vehicle_settled
  where tenant_id = $1 and vehicle_id = $2 and vehicle_settled.time > to_timestamp(0)`,
};

const ODOMETER: Statement = {
  name: 'findings-odometer',
  text: `select coalesce((select metres from vehicle_odometers where tenant_id = $1 and vehicle_id = $2), 0)
    + coalesce((select sum((quarter->>'metres')::float8)
      from vehicle_findings f cross join lateral jsonb_array_elements(f.data->'quarters') as q (quarter)
      where f.tenant_id = $1 and f.vehicle_id = $2 and f.kind = 'distance' and jsonb_typeof(quarter) = 'object'), 0)
    as metres`,
};

/** Findings in the table `vehicle_findings`. */
export class PostgresFindingArchive implements FindingArchive {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async vehicles(tenant: string, after: string, limit: number): Promise<string[]> {
    const rows = await this.#database.query(VEHICLES, [tenant, after, limit]);
    return rows.map((row) => readText(row, 'vehicle_id'));
  }

  async list({ tenant, vehicles, kinds, from, to, after }: FindingRange, limit: number) {
    const rows = await this.#database.query(LIST, [
      tenant,
      textArray(vehicles, (id) => id),
      textArray(kinds, (kind) => kind),
      from,
      to,
      after ?? -1,
      limit,
    ]);
    return rows.map(
      (row): FindingOfVehicle => ({ vehicleId: readText(row, 'vehicle_id'), finding: readFinding(row) }),
    );
  }

  async ignored({ tenant, vehicles, from, to }: Omit<FindingRange, 'kinds' | 'after'>) {
    const rows = await this.#database.query(IGNORED, [tenant, textArray(vehicles, (id) => id), from, to]);
    return rows.map(
      (row): IgnoredQuarter => ({
        vehicleId: readText(row, 'vehicle_id'),
        quarter: readNumber(row, 'quarter'),
        fixes: readNumber(row, 'fixes'),
      }),
    );
  }

  async ignoredIn({ tenant, vehicleId, from, to }: HistoryRange, limit: number): Promise<Finding[]> {
    return (await this.#database.query(IGNORED_IN, [tenant, vehicleId, from, to, limit])).map(readFinding);
  }

  async events({ tenant, vehicleId, from, to }: HistoryRange, limit: number, after?: EventCursor) {
    const { startsAt, key } = after ?? { startsAt: 0, key: '' };
    const rows = await this.#database.query(EVENTS, [tenant, vehicleId, from, to, startsAt, key, limit]);
    return rows.map(readFinding);
  }

  async judgedTo({ tenant, vehicleId }: VehicleOfTenant) {
    const [row] = await this.#database.query(JUDGED_TO, [tenant, vehicleId]);
    return row && { time: readNumber(row, 'time'), state: row.state };
  }

  async odometerM({ tenant, vehicleId }: VehicleOfTenant): Promise<number> {
    const [row = {}] = await this.#database.query(ODOMETER, [tenant, vehicleId]);
    return readNumber(row, 'metres');
  }
}
