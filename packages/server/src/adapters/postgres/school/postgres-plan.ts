import { isDeepStrictEqual } from 'node:util';
import { toSearchText } from '../../../ports/registry.ts';
import type {
  PlanChange,
  PlanEntry,
  PlanFields,
  PlanKind,
  PlanQueryOf,
  PlanReading,
  PlanStore,
  PutCounts,
} from '../../../ports/school-plan-store.ts';
import { textArray } from '../binary-array.ts';
import { readNumber, readText } from '../cells.ts';
import type { Database, Parameter, Queries, Row, Statement } from '../database.ts';
import { type EntryStatements, entryStatements } from '../entry-statements.ts';
import type { EntryTable } from '../entry-tables.ts';
import { PLAN_TABLES } from './plan-tables.ts';

/** Any number, the same for every server of every version; the tenant is the lock's second half. */
const LOCK_CLASS = 723_045_113;
/** Of a statement that reads or writes many rows: a connection, and the server, is soon free again for others. */
const ROWS_PER_STATEMENT: Readonly<Record<PlanKind, number>> = {
  ...{ stops: 200, calendars: 200, schedules: 100 },
  // The lines of some hundreds are megabytes.
  routes: 8,
};

const STATEMENTS: { readonly [K in PlanKind]: EntryStatements } = {
  stops: entryStatements(PLAN_TABLES.stops),
  routes: entryStatements(PLAN_TABLES.routes),
  calendars: entryStatements(PLAN_TABLES.calendars),
  schedules: entryStatements(PLAN_TABLES.schedules),
};

const LOCK: Statement = { text: 'select pg_advisory_xact_lock($1, hashtext($2))' };

const ROUTES_SERVING: Statement = {
  name: 'school-routes-serving',
  text: `select route_id as id from school_routes
  where tenant_id = $1 and stops @> jsonb_build_array(jsonb_build_object('stopId', $2::text)) order by route_id`,
};

const SCHEDULES_OF_ROUTE: Statement = {
  name: 'school-schedules-of-route',
  text: 'select schedule_id as id from school_schedules where tenant_id = $1 and route_id = $2 order by schedule_id',
};

const SCHEDULES_OF_CALENDARS: Statement = {
  name: 'school-schedules-of-calendars',
  text: `select schedule_id as id from school_schedules
  where tenant_id = $1 and calendar_id = any($2::text[]) order by schedule_id`,
};

const RIDERS: Statement = {
  name: 'school-riders',
  text: `select count(*)::float8 as count, coalesce(max(greatest(board_sequence, alight_sequence)), 0) as last
  from student_rides where tenant_id = $1 and schedule_id = $2`,
};

const UNKNOWN = {
  vehicles: {
    name: 'school-unknown-vehicles',
    text: `select id from unnest($2::text[]) as asked (id)
  where not exists (select from vehicles where tenant_id = $1 and vehicle_id = id)`,
  },
  drivers: {
    name: 'school-unknown-drivers',
    text: `select id from unnest($2::text[]) as asked (id)
  where not exists (select from drivers where tenant_id = $1 and driver_id = id)`,
  },
} as const satisfies Record<string, Statement>;

/** Plans in the tables `school_stops`, `school_routes`, `school_calendars` and `school_schedules`. */
export class PostgresPlan implements PlanStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  reading(tenant: string): PlanReading {
    return new Rows(this.#database, tenant);
  }

  change<T>(tenant: string, work: (plan: PlanChange) => Promise<T>): Promise<T> {
    return this.#database.transaction(async (queries) => {
      await queries.query(LOCK, [LOCK_CLASS, tenant]);
      return work(new Rows(queries, tenant));
    });
  }
}

class Rows implements PlanChange {
  readonly #queries: Queries;
  readonly #tenant: string;

  constructor(queries: Queries, tenant: string) {
    this.#queries = queries;
    this.#tenant = tenant;
  }

  async page<K extends PlanKind>(kind: K, query: PlanQueryOf, limit: number): Promise<PlanEntry<K>[]> {
    const rows = await this.#queries.query(STATEMENTS[kind].page, [...this.#matching(query), limit]);
    return rows.map((row) => readEntry(PLAN_TABLES[kind], row));
  }

  async count(kind: PlanKind, query: PlanQueryOf): Promise<number> {
    const [row = {}] = await this.#queries.query(STATEMENTS[kind].count, this.#matching(query));
    return readNumber(row, 'count');
  }

  async find<K extends PlanKind>(kind: K, ids: readonly string[]): Promise<Map<string, PlanEntry<K>>> {
    const found = new Map<string, PlanEntry<K>>();
    for (let at = 0; at < ids.length; at += ROWS_PER_STATEMENT[kind]) {
      const part = texts(ids.slice(at, at + ROWS_PER_STATEMENT[kind]));
      for (const row of await this.#queries.query(STATEMENTS[kind].find, [this.#tenant, part])) {
        const entry: PlanEntry<K> = readEntry(PLAN_TABLES[kind], row);
        found.set(entry.id, entry);
      }
    }
    return found;
  }

  async unknown(kind: 'vehicles' | 'drivers', ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows = await this.#queries.query(UNKNOWN[kind], [this.#tenant, texts(ids)]);
    return rows.map((row) => readText(row, 'id'));
  }

  async routesServing(stopId: string): Promise<PlanEntry<'routes'>[]> {
    return this.#inOrder('routes', await this.#queries.query(ROUTES_SERVING, [this.#tenant, stopId]));
  }

  async schedulesOf(
    use: { readonly routeId: string } | { readonly calendarIds: readonly string[] },
  ): Promise<PlanEntry<'schedules'>[]> {
    const rows =
      'routeId' in use
        ? await this.#queries.query(SCHEDULES_OF_ROUTE, [this.#tenant, use.routeId])
        : await this.#queries.query(SCHEDULES_OF_CALENDARS, [this.#tenant, texts(use.calendarIds)]);
    return this.#inOrder('schedules', rows);
  }

  async riders(scheduleId: string): Promise<{ count: number; lastSequence: number }> {
    const [row = {}] = await this.#queries.query(RIDERS, [this.#tenant, scheduleId]);
    return { count: readNumber(row, 'count'), lastSequence: readNumber(row, 'last') };
  }

  async put<K extends PlanKind>(
    kind: K,
    entries: readonly { readonly id: string; readonly fields: PlanFields[K] }[],
  ): Promise<PutCounts> {
    const counts = { created: 0, changed: 0, unchanged: 0 };
    for (let at = 0; at < entries.length; at += ROWS_PER_STATEMENT[kind]) {
      const part = entries.slice(at, at + ROWS_PER_STATEMENT[kind]);
      const before = await this.find(
        kind,
        part.map(({ id }) => id),
      );
      const records: object[] = [];
      for (const { id, fields } of part) {
        const verdict = verdictOf(before.get(id)?.fields, fields);
        counts[verdict] += 1;
        if (verdict !== 'unchanged') records.push(recordOf(PLAN_TABLES[kind], id, fields));
      }
      if (records.length > 0)
        await this.#queries.query(STATEMENTS[kind].put, [this.#tenant, JSON.stringify(records)]);
    }
    return counts;
  }

  async remove(kind: PlanKind, id: string): Promise<boolean> {
    const rows = await this.#queries.query(STATEMENTS[kind].remove, [this.#tenant, id]);
    return rows.length > 0;
  }

  async #inOrder<K extends PlanKind>(kind: K, rows: readonly Row[]): Promise<PlanEntry<K>[]> {
    const ids = rows.map((row) => readText(row, 'id'));
    const found = await this.find(kind, ids);
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  #matching({ words = [], after = '', routeId }: PlanQueryOf): Parameter[] {
    return [this.#tenant, after, texts(words.map(toSearchText)), routeId ?? null, null];
  }
}

function readEntry<K extends PlanKind>(table: EntryTable<PlanFields[K]>, row: Row): PlanEntry<K> {
  return { id: readText(row, 'id'), fields: table.read(row), updatedAt: readNumber(row, 'updated_at') };
}

function recordOf<F>({ columns, texts: textsOf }: EntryTable<F>, id: string, fields: F): object {
  const search = [id, ...textsOf(fields)].filter((text) => text !== null).join(' ');
  return {
    id,
    search: toSearchText(search),
    ...Object.fromEntries(columns.map(({ name, of }) => [name, of(fields)])),
  };
}

function verdictOf<F>(before: F | undefined, after: F): keyof PutCounts {
  if (before === undefined) return 'created';
  return isDeepStrictEqual(before, after) ? 'unchanged' : 'changed';
}

function texts(values: readonly string[]): Uint8Array<ArrayBuffer> {
  return textArray(values, (value) => value);
}
