import type { Statement } from './database.ts';
import type { EntryTable } from './entry-tables.ts';
import { timeColumn } from './fix-rows.ts';

/** What is asked of the table of one kind. */
export interface EntryStatements {
  /** $1 tenant, $2 after which id, $3 words, $4 group, $5 archived, $6 how many. */
  readonly page: Statement;
  /** The same without the last. */
  readonly count: Statement;
  /** $1 tenant, $2 ids. */
  readonly find: Statement;
  readonly countAll: Statement;
  /** $1 tenant, $2 a JSON list of records with `id`, `search` and the columns. */
  readonly put: Statement;
  readonly remove: Statement;
  /** $1 tenant, $2 ids, $3 what searches look at. */
  readonly enter: Statement;
  /** $1 tenant, $2 ids. */
  readonly note: Statement;
}

/** Their names begin with the table's, for a plan is kept by its name. */
export function entryStatements<F>({
  table,
  id,
  columns,
  seen,
  select,
  groups,
  narrowedBy,
}: EntryTable<F>): EntryStatements {
  const names = columns.map(({ name }) => name);
  const row = `${id} as id, ${select}, ${seen ? timeColumn('first_seen_at') : 'null::float8 as first_seen_at'},
    ${timeColumn('updated_at')}`;
  const narrow = narrowedBy === undefined ? '' : `or ${narrowedBy} = $4`;
  const inGroups =
    groups === undefined
      ? `($4::text is null ${narrow}) and $5::boolean is null`
      : '($4::text is null or group_ids @> array[$4]) and ($5::boolean is null or (archived_at is not null) = $5)';
  const matching = `tenant_id = $1 and ${id} > $2 and ${inGroups}
    and not exists (select from unnest($3::text[]) word where position(word in search) = 0)`;
  return {
    page: {
      name: `${table}-page`,
      text: `select ${row} from ${table} where ${matching} order by ${id} limit $6`,
    },
    count: {
      name: `${table}-count`,
      text: `select count(*)::float8 as count from ${table} where ${matching}`,
    },
    find: {
      name: `${table}-find`,
      text: `select ${row} from ${table} where tenant_id = $1 and ${id} = any($2::text[])`,
    },
    countAll: {
      name: `${table}-count-all`,
      text: `select count(*)::float8 as count from ${table} where tenant_id = $1`,
    },
    put: {
      name: `${table}-put`,
      returns: 'nothing',
      text: `insert into ${table} (tenant_id, ${id}, search, ${names.join(', ')})
  select $1, id, search, ${names.join(', ')} from jsonb_to_recordset($2::jsonb)
    as entry (id text, search text, ${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})
  on conflict (tenant_id, ${id}) do update set updated_at = now(), search = excluded.search,
    ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    },
    remove: {
      name: `${table}-remove`,
      text: `delete from ${table} where tenant_id = $1 and ${id} = $2 returning ${id}`,
    },
    enter: {
      name: `${table}-enter`,
      returns: 'nothing',
      text: `insert into ${table} (tenant_id, ${id}, search, first_seen_at)
  select $1, id, search, now() from unnest($2::text[], $3::text[]) as entry (id, search) on conflict do nothing`,
    },
    note: {
      name: `${table}-note`,
      returns: 'nothing',
      text: `update ${table} set first_seen_at = now()
  where tenant_id = $1 and ${id} = any($2::text[]) and first_seen_at is null`,
    },
  };
}
