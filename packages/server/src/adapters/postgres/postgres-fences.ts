import { WaycastError } from '@waycast/contract';
import type {
  FenceChange,
  FenceStore,
  Geofence,
  GeofenceVersion,
  StoredGeofence,
} from '../../ports/fences.ts';
import { readNumber, readText } from './cells.ts';
import type { Database, Queries, Statement } from './database.ts';
import { FENCE_COLUMNS, judgeAlike, pointsOf, readFence, readVersion } from './fence-rows.ts';
import { timeColumn, timeParameter } from './fix-rows.ts';

/** Ended versions are kept this long after their end: fixes that come later than that are rare. */
const KEPT_MS = 35 * 24 * 3_600_000;
/** Ended versions that are kept, for each fence that the tenant may have. */
const ENDED_PER_FENCE = 3;
/** Points of all fences together, for each fence that the tenant may have. */
const POINTS_PER_FENCE = 20;

const LIST: Statement = {
  name: 'list-fences',
  text: `select ${FENCE_COLUMNS} from geofences
  where tenant_id = $1 and ended_at is null and fence_id > $3 order by fence_id limit $2`,
};

const GET: Statement = {
  name: 'get-fence',
  text: `select ${FENCE_COLUMNS} from geofences where tenant_id = $1 and fence_id = $2 and ended_at is null`,
};

const REVISION: Statement = {
  name: 'fence-revision',
  text: 'select revision::float8 as revision from geofence_revisions where tenant_id = $1',
};

const VERSIONS: Statement = {
  name: 'fence-versions',
  text: `select ${FENCE_COLUMNS}, revision::float8 as revision from geofences
  where tenant_id = $1 and revision > $2 order by revision, fence_id, changed_at`,
};

/** Also the lock under which a tenant's fences change. */
const NEXT_REVISION: Statement = {
  text: `insert into geofence_revisions (tenant_id, revision) values ($1, 1)
  on conflict (tenant_id) do update set revision = geofence_revisions.revision + 1
  returning revision::float8 as revision`,
};

const IN_FORCE_OF: Statement = {
  text: `select ${FENCE_COLUMNS} from geofences where tenant_id = $1 and ended_at is null
    and fence_id in (select jsonb_array_elements_text($2::jsonb))`,
};

/** A fence that was removed and comes back begins after its own end. */
const LAST_TIMES_OF: Statement = {
  text: `select fence_id, ${timeColumn('max(coalesce(ended_at, changed_at))', 'last')}
  from geofences where tenant_id = $1 and fence_id in (select jsonb_array_elements_text($2::jsonb))
  group by fence_id`,
};

const END: Statement = {
  text: `update geofences set ended_at = to_timestamp(ended.at / 1000), revision = $3
  from jsonb_to_recordset($2::jsonb) as ended (id text, at float8)
  where tenant_id = $1 and fence_id = ended.id and ended_at is null`,
};

const RENAME: Statement = {
  text: `update geofences set name = renamed.name, revision = $3
  from jsonb_to_recordset($2::jsonb) as renamed (id text, name text)
  where tenant_id = $1 and fence_id = renamed.id and ended_at is null`,
};

const INSERT: Statement = {
  text: `insert into geofences (tenant_id, fence_id, changed_at, name, shape, points, dwell_s, applies_to, revision)
  select $1, id, to_timestamp(at / 1000), name, shape, points, dwell_s, nullif(applies_to, 'null'::jsonb), $3
  from jsonb_to_recordset($2::jsonb)
    as fence (id text, at float8, name text, shape jsonb, points integer, dwell_s integer, applies_to jsonb)`,
};

const TOTALS: Statement = {
  text: `select count(*)::float8 as fences, coalesce(sum(points), 0)::float8 as points
  from geofences where tenant_id = $1 and ended_at is null`,
};

const FORGET: Statement = {
  text: `delete from geofences where tenant_id = $1 and ended_at is not null and (
    ended_at < ${timeParameter(2)} or (fence_id, changed_at) in (
      select fence_id, changed_at from geofences where tenant_id = $1 and ended_at is not null
      order by ended_at desc offset $3))`,
};

/** Fences in the table `geofences`. */
export class PostgresFences implements FenceStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(tenant: string, limit: number, after = ''): Promise<StoredGeofence[]> {
    return (await this.#database.query(LIST, [tenant, limit, after])).map(readFence);
  }

  async get(tenant: string, id: string): Promise<StoredGeofence | undefined> {
    const [row] = await this.#database.query(GET, [tenant, id]);
    return row === undefined ? undefined : readFence(row);
  }

  change(tenant: string, change: FenceChange): Promise<StoredGeofence[]> {
    return this.#database.transaction((queries) => applyChange(queries, tenant, change));
  }

  remove(tenant: string, id: string, at: number): Promise<boolean> {
    return this.#database.transaction(async (queries) => {
      const revision = await nextRevision(queries, tenant);
      const [current] = (await queries.query(IN_FORCE_OF, [tenant, JSON.stringify([id])])).map(readFence);
      if (current === undefined) return false;
      await endAll(queries, tenant, [{ id, at: Math.max(at, current.changedAt) }], revision);
      return true;
    });
  }

  async revision(tenant: string): Promise<number> {
    const [row] = await this.#database.query(REVISION, [tenant]);
    return row === undefined ? 0 : readNumber(row, 'revision');
  }

  async versions(tenant: string, since: number): Promise<{ revision: number; versions: GeofenceVersion[] }> {
    // Read first: what is committed in between is then told again, and nothing is skipped.
    const revision = await this.revision(tenant);
    const rows = await this.#database.query(VERSIONS, [tenant, since]);
    return { revision, versions: rows.map(readVersion) };
  }
}

async function applyChange(queries: Queries, tenant: string, change: FenceChange): Promise<StoredGeofence[]> {
  const revision = await nextRevision(queries, tenant);
  const ids = JSON.stringify(change.fences.map(({ id }) => id));
  const rows = await queries.query(IN_FORCE_OF, [tenant, ids]);
  const current = new Map(rows.map(readFence).map((fence) => [fence.id, fence]));
  if (change.mode === 'create') refuseTaken(current);
  const times = await lastTimes(queries, tenant, ids);
  const begun: StoredGeofence[] = [];
  const renamed: Geofence[] = [];
  const after = change.fences.map((fence): StoredGeofence => {
    const former = current.get(fence.id);
    if (former !== undefined && judgeAlike(former, fence)) {
      if (former.name !== fence.name) renamed.push(fence);
      return { ...fence, changedAt: former.changedAt };
    }
    const last = times.get(fence.id);
    const version = { ...fence, changedAt: last === undefined ? change.at : Math.max(change.at, last + 1) };
    begun.push(version);
    return version;
  });
  const ended = begun.flatMap(({ id, changedAt }) => (current.has(id) ? [{ id, at: changedAt }] : []));
  await endAll(queries, tenant, ended, revision);
  if (renamed.length > 0) await queries.query(RENAME, [tenant, JSON.stringify(renamed), revision]);
  if (begun.length > 0) await queries.query(INSERT, [tenant, JSON.stringify(begun.map(toRow)), revision]);
  await keepWithin(queries, tenant, change);
  return after;
}

function refuseTaken(current: ReadonlyMap<string, unknown>): void {
  const [taken] = current.keys();
  if (taken === undefined) return;
  throw new WaycastError(
    'conflict',
    `there is a fence ${taken} already; PUT changes it, or choose another id`,
  );
}

async function nextRevision(queries: Queries, tenant: string): Promise<number> {
  const [row = {}] = await queries.query(NEXT_REVISION, [tenant]);
  return readNumber(row, 'revision');
}

async function lastTimes(queries: Queries, tenant: string, ids: string): Promise<Map<string, number>> {
  const rows = await queries.query(LAST_TIMES_OF, [tenant, ids]);
  return new Map(rows.map((row) => [readText(row, 'fence_id'), readNumber(row, 'last')]));
}

async function endAll(
  queries: Queries,
  tenant: string,
  ended: readonly { readonly id: string; readonly at: number }[],
  revision: number,
): Promise<void> {
  if (ended.length > 0) await queries.query(END, [tenant, JSON.stringify(ended), revision]);
}

function toRow({ id, name, shape, dwellS, appliesTo, changedAt }: StoredGeofence): object {
  return {
    id,
    at: changedAt,
    name,
    shape,
    points: pointsOf(shape),
    dwell_s: dwellS,
    applies_to: appliesTo,
  };
}

/** Refuses what is too much, and forgets what ended long ago. */
async function keepWithin(queries: Queries, tenant: string, { at, most }: FenceChange): Promise<void> {
  const [totals = {}] = await queries.query(TOTALS, [tenant]);
  const [fences, points] = [readNumber(totals, 'fences'), readNumber(totals, 'points')];
  if (fences > most) {
    const message = `the tenant may have ${most} fences and would have ${fences}; remove some, or have its limit maxGeofences raised`;
    throw new WaycastError('conflict', message);
  }
  if (points > most * POINTS_PER_FENCE) {
    const message = `the tenant's fences may have ${most * POINTS_PER_FENCE} points together and would have ${points}; simplify them`;
    throw new WaycastError('conflict', message);
  }
  await queries.query(FORGET, [tenant, at - KEPT_MS, most * ENDED_PER_FENCE]);
}
