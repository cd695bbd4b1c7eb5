import { isDeepStrictEqual } from 'node:util';
import type {
  Entered,
  Entry,
  EntryQuery,
  MissingGroup,
  SeenEntries,
  WriteOptions,
  WriteOutcome,
  WriteVerdict,
} from '../../ports/registry.ts';
import { toSearchText } from '../../ports/registry.ts';
import { textArray } from './binary-array.ts';
import { readNullableNumber, readNumber, readText } from './cells.ts';
import type { Database, Parameter, Queries, Row } from './database.ts';
import { type EntryStatements, entryStatements } from './entry-statements.ts';
import type { EntryTable } from './entry-tables.ts';

/** Any number, the same for every server of every version; the tenant is the lock's second half. */
const LOCK_CLASS = 723_045_112;
const ROWS_PER_STATEMENT = 1000;

const GROUPS_OF = {
  name: 'groups-of',
  text: 'select group_id from groups where tenant_id = $1 and group_id = any($2::text[])',
};

/** The entries of one kind in their table. */
export class PostgresEntries<F> implements SeenEntries<F> {
  readonly #database: Database;
  readonly #table: EntryTable<F>;
  readonly #statements: EntryStatements;

  constructor(database: Database, table: EntryTable<F>) {
    this.#database = database;
    this.#table = table;
    this.#statements = entryStatements(table);
  }

  async page(tenant: string, query: EntryQuery, limit: number): Promise<Entry<F>[]> {
    const rows = await this.#database.query(this.#statements.page, [...matching(tenant, query), limit]);
    return rows.map((row) => this.#read(row));
  }

  async count(tenant: string, query: EntryQuery): Promise<number> {
    const [row = {}] = await this.#database.query(this.#statements.count, matching(tenant, query));
    return readNumber(row, 'count');
  }

  async get(tenant: string, id: string): Promise<Entry<F> | undefined> {
    const [row] = await this.#database.query(this.#statements.find, [tenant, texts([id])]);
    return row && this.#read(row);
  }

  write(
    tenant: string,
    ids: readonly string[],
    fieldsOf: (id: string, before: F | undefined, index: number) => F,
    options: WriteOptions,
  ): Promise<WriteOutcome> {
    return alone(this.#database, tenant, async (queries) => {
      const before = await this.#find(queries, tenant, ids);
      const after = ids.map((id, index) => fieldsOf(id, before.get(id)?.fields, index));
      const verdicts = after.map((fields, index) => verdictOf(before.get(ids[index] ?? '')?.fields, fields));
      const missing = await this.#missingGroups(queries, tenant, after);
      if (missing.length > 0) return { kind: 'groups missing', missing };
      const created = verdicts.filter((verdict) => verdict === 'created').length;
      if (created > 0) {
        const count = await this.#countAll(queries, tenant);
        if (count + created > options.max) return { kind: 'full', count, created };
      }
      if (options.dryRun !== true) await this.#put(queries, tenant, ids, after, verdicts);
      return { kind: 'written', verdicts };
    });
  }

  remove(tenant: string, id: string): Promise<boolean> {
    return alone(this.#database, tenant, async (queries) => {
      const rows = await queries.query(this.#statements.remove, [tenant, id]);
      if (this.#table.table === 'groups') await queries.query(LEAVE_GROUP, [tenant, id]);
      return rows.length > 0;
    });
  }

  async enter(tenant: string, ids: readonly string[], max: number): Promise<Entered> {
    const known = await this.#find(this.#database, tenant, ids);
    const unseen = [...known.values()].filter(({ firstSeenAt }) => firstSeenAt === null);
    if (unseen.length > 0)
      await this.#database.query(this.#statements.note, [tenant, texts(unseen.map(({ id }) => id))]);
    if (known.size === ids.length) return { refused: [], count: 0 };
    return alone(this.#database, tenant, async (queries) => {
      const there = await this.#find(queries, tenant, ids);
      const fresh = ids.filter((id) => !there.has(id));
      const count = await this.#countAll(queries, tenant);
      const entering = fresh.slice(0, Math.max(0, max - count));
      if (entering.length > 0)
        await queries.query(this.#statements.enter, [
          tenant,
          texts(entering),
          texts(entering.map(toSearchText)),
        ]);
      return { refused: fresh.slice(entering.length), count: count + entering.length };
    });
  }

  async #find(queries: Queries, tenant: string, ids: readonly string[]): Promise<Map<string, Entry<F>>> {
    const found = new Map<string, Entry<F>>();
    for (let at = 0; at < ids.length; at += ROWS_PER_STATEMENT) {
      const part = texts(ids.slice(at, at + ROWS_PER_STATEMENT));
      for (const row of await queries.query(this.#statements.find, [tenant, part])) {
        const entry = this.#read(row);
        found.set(entry.id, entry);
      }
    }
    return found;
  }

  async #countAll(queries: Queries, tenant: string): Promise<number> {
    const [row = {}] = await queries.query(this.#statements.countAll, [tenant]);
    return readNumber(row, 'count');
  }

  async #missingGroups(queries: Queries, tenant: string, all: readonly F[]): Promise<MissingGroup[]> {
    const { groups } = this.#table;
    if (groups === undefined) return [];
    const named = [...new Set(all.flatMap((fields) => [...groups(fields)]))];
    if (named.length === 0) return [];
    const rows = await queries.query(GROUPS_OF, [tenant, texts(named)]);
    const known = new Set(rows.map((row) => readText(row, 'group_id')));
    return all.flatMap((fields, index) =>
      groups(fields)
        .filter((group) => !known.has(group))
        .map((group) => ({ index, group })),
    );
  }

  async #put(
    queries: Queries,
    tenant: string,
    ids: readonly string[],
    after: readonly F[],
    verdicts: readonly WriteVerdict[],
  ): Promise<void> {
    const records: object[] = [];
    for (const [index, fields] of after.entries()) {
      const id = ids[index];
      if (id !== undefined && verdicts[index] !== 'unchanged') records.push(this.#record(id, fields));
    }
    for (let at = 0; at < records.length; at += ROWS_PER_STATEMENT) {
      const part = JSON.stringify(records.slice(at, at + ROWS_PER_STATEMENT));
      await queries.query(this.#statements.put, [tenant, part]);
    }
  }

  #record(id: string, fields: F): object {
    const { columns, texts: textsOf } = this.#table;
    const search = [id, ...textsOf(fields)].filter((text) => text !== null).join(' ');
    return {
      id,
      search: toSearchText(search),
      ...Object.fromEntries(columns.map(({ name, of }) => [name, of(fields)])),
    };
  }

  #read(row: Row): Entry<F> {
    return {
      id: readText(row, 'id'),
      fields: this.#table.read(row),
      firstSeenAt: readNullableNumber(row, 'first_seen_at'),
      updatedAt: readNumber(row, 'updated_at'),
    };
  }
}

const LEAVE_GROUP = {
  name: 'leave-group',
  text: `update vehicles set group_ids = array_remove(group_ids, $2), updated_at = now()
  where tenant_id = $1 and group_ids @> array[$2]`,
};

/** Runs `work` in a transaction in which no other of these writes changes the tenant, from whatever server. */
function alone<T>(database: Database, tenant: string, work: (queries: Queries) => Promise<T>): Promise<T> {
  return database.transaction(async (queries) => {
    await queries.query({ text: 'select pg_advisory_xact_lock($1, hashtext($2))' }, [LOCK_CLASS, tenant]);
    return work(queries);
  });
}

function matching(tenant: string, { words = [], after = '', group, archived }: EntryQuery): Parameter[] {
  return [tenant, after, texts(words.map(toSearchText)), group ?? null, archived ?? null];
}

function verdictOf<F>(before: F | undefined, after: F): WriteVerdict {
  if (before === undefined) return 'created';
  return isDeepStrictEqual(before, after) ? 'unchanged' : 'changed';
}

function texts(values: readonly string[]): Uint8Array<ArrayBuffer> {
  return textArray(values, (value) => value);
}
