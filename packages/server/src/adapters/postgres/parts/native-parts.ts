import { readNullableNumber, readNumber, readText } from '../cells.ts';
import type { Queries } from '../database.ts';
import { copyTableFacts } from './copy-table-facts.ts';
import type { Part, Parts } from './part.ts';
import { cutSpan, DAY_MS, gridLine } from './part-width.ts';

/** A fix may be a day ahead of our clock, and a server may stand still over a weekend. */
const AHEAD_MS = 4 * DAY_MS;
/** Shorter than it takes PostgreSQL to look for a deadlock, so that it is never a writer who is sent away. */
const LOCK_TIMEOUT = '500ms';

/** Read through in a fraction of a second. */
const SMALL_BYTES = 64 * 1024 * 1024;

const PAST = 'location_events_past';
const FUTURE = 'location_events_future';

const LIST = `select c.relname as name,
    (extract(epoch from (regexp_match(bound, $$FROM \\('([^']+)'\\)$$))[1]::timestamptz) * 1000)::float8 as begins,
    (extract(epoch from (regexp_match(bound, $$TO \\('([^']+)'\\)$$))[1]::timestamptz) * 1000)::float8 as ends
  from pg_inherits i
  join pg_class c on c.oid = i.inhrelid
  cross join lateral pg_get_expr(c.relpartbound, c.oid) as bound
  where i.inhparent = 'location_events'::regclass
  order by begins nulls first`;

/**
 * Native partitions by device time. The first and the last are open, so that every fix has a place; there is no
 * default partition, with which PostgreSQL would no longer know that the others are in order of time.
 *
 *     … past │ 05-01 │ 05-04 │ 05-07 │ future …
 */
export class NativeParts implements Parts {
  readonly level = 'plain';
  readonly #widthMs: number;
  readonly #now: () => number;

  constructor(widthMs: number, now: () => number) {
    this.#widthMs = widthMs;
    this.#now = now;
  }

  async list(queries: Queries): Promise<Part[]> {
    return (await queries.query({ text: LIST })).map((row) => ({
      table: readText(row, 'name'),
      from: readNullableNumber(row, 'begins') ?? Number.NEGATIVE_INFINITY,
      to: readNullableNumber(row, 'ends') ?? Number.POSITIVE_INFINITY,
    }));
  }

  async prepare(queries: Queries): Promise<number> {
    const future = (await this.list(queries)).find(({ table }) => table === FUTURE);
    const wanted = gridLine(this.#now() + AHEAD_MS, this.#widthMs) + this.#widthMs;
    if (future === undefined || future.from >= wanted) return 0;
    const spans = cutSpan(future.from, wanted, this.#widthMs);
    await queries.exec(`set local lock_timeout = '${LOCK_TIMEOUT}';
      alter table location_events detach partition ${FUTURE};
      ${spans.map(createPart).join('\n')}
      insert into location_events select * from ${FUTURE} where time < ${literal(wanted)};
      delete from ${FUTURE} where time < ${literal(wanted)};
      alter table location_events attach partition ${FUTURE} for values from (${literal(wanted)}) to (maxvalue)`);
    return spans.length;
  }

  /**
   * Its span becomes part of the past, so that an imported fix still has a place. PostgreSQL reads the past through for
   * that: while there is much of it, as after an update, or something between, the part stays and is empty.
   */
  async drop(queries: Queries, part: Part): Promise<'gone' | 'emptied'> {
    const [past] = await this.list(queries);
    const isNext = past?.table === PAST && part.from === past.to && part.table !== FUTURE;
    if (isNext && (await isSmall(queries, PAST))) {
      await queries.exec(`set local lock_timeout = '${LOCK_TIMEOUT}';
        alter table location_events detach partition ${PAST};
        drop table ${part.table};
        alter table location_events attach partition ${PAST} for values from (minvalue) to (${literal(part.to)})`);
      return 'gone';
    }
    await queries.exec(`set local lock_timeout = '${LOCK_TIMEOUT}'; truncate ${part.table}`);
    return 'emptied';
  }

  /**
   * SQL that makes a partitioned table of the ordinary one, which becomes the partition of all that was before. An
   * empty one gets partitions for as long back as fixes are kept.
   */
  convert({ isEmpty, keptMs }: { readonly isEmpty: boolean; readonly keptMs: number }): string {
    const now = this.#now();
    const end = gridLine(now + AHEAD_MS, this.#widthMs) + this.#widthMs;
    const begin = isEmpty ? gridLine(now - keptMs, this.#widthMs) : end;
    const ahead = `select * from ${PAST} where time >= ${literal(begin)}`;
    return `lock table location_events in access exclusive mode;
      alter table location_events rename to ${PAST};
      alter index location_events_pkey rename to ${PAST}_pkey;
      create table location_events (like ${PAST} including defaults including comments including storage,
        primary key (tenant_id, vehicle_id, time)) partition by range (time);
      ${copyTableFacts(PAST)}
      create temporary table location_events_ahead on commit drop as ${ahead};
      delete from ${PAST} where time >= ${literal(begin)};
      alter table location_events attach partition ${PAST} for values from (minvalue) to (${literal(begin)});
      ${cutSpan(begin, end, this.#widthMs).map(createPart).join('\n')}
      create table ${FUTURE} partition of location_events for values from (${literal(end)}) to (maxvalue);
      insert into location_events select * from location_events_ahead;`;
  }
}

async function isSmall(queries: Queries, table: string): Promise<boolean> {
  const text = 'select pg_relation_size($1::regclass)::float8 as bytes';
  const [row = {}] = await queries.query({ text }, [table]);
  return readNumber(row, 'bytes') <= SMALL_BYTES;
}

function createPart({ from, to }: { from: number; to: number }): string {
  const name = `location_events_${new Date(from).toISOString().slice(0, 10).replaceAll('-', '')}`;
  return `create table ${name} partition of location_events for values from (${literal(from)}) to (${literal(to)});`;
}

function literal(time: number): string {
  return `'${new Date(time).toISOString()}'`;
}
