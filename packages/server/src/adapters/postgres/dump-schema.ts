import { readText } from './cells.ts';
import type { Queries } from './database.ts';

/*
 * The schema as the catalog tells it, the same text from embedded PostgreSQL 18 and from a server of version 15:
 * `sql/schema.sql` is this, and a test compares. Not-null constraints, which version 18 began to name, are left to
 * their columns; of a partitioned table the partitions are left out, since they come and go.
 */

const COLUMNS = `
  select c.relname as table_name,
    format('  %I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
      case when co.collname <> 'default' then format(' collate %I', co.collname) else '' end,
      case when a.attnotnull then ' not null' else '' end,
      ' default ' || pg_get_expr(d.adbin, d.adrelid)) as line
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  left join pg_collation co on co.oid = a.attcollation
  where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = current_schema()::regnamespace
  order by c.relname collate "C", a.attnum`;

const CONSTRAINTS = `
  select c.relname as table_name, format('  constraint %I %s', k.conname, pg_get_constraintdef(k.oid)) as line
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  where k.contype <> 'n' and not c.relispartition and c.relnamespace = current_schema()::regnamespace
  order by c.relname collate "C", k.conname collate "C"`;

const INDEXES = `
  select replace(pg_get_indexdef(i.indexrelid), current_schema() || '.', '') || ';' as line
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  where not c.relispartition and c.relnamespace = current_schema()::regnamespace
    and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
  order by c.relname collate "C"`;

/** The tables, constraints and indexes of the current schema as SQL, in order of name. */
export async function dumpSchema(queries: Queries): Promise<string> {
  const tables = new Map<string, string[]>();
  for (const text of [COLUMNS, CONSTRAINTS]) {
    for (const row of await queries.query({ text })) {
      const name = readText(row, 'table_name');
      tables.set(name, [...(tables.get(name) ?? []), readText(row, 'line')]);
    }
  }
  const statements = [...tables].map(([name, lines]) => `create table ${name} (\n${lines.join(',\n')}\n);`);
  const indexes = (await queries.query({ text: INDEXES })).map((row) => readText(row, 'line'));
  return `${['-- Generated from the migrations; do not edit.', ...statements, ...indexes].join('\n\n')}\n`;
}
