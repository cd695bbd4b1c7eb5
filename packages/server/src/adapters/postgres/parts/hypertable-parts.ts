import { readNumber, readText } from '../cells.ts';
import type { Queries } from '../database.ts';
import { timeColumn } from '../fix-rows.ts';
import { copyTableFacts } from './copy-table-facts.ts';
import type { HistoryLevel, Part, Parts } from './part.ts';

const LOCK_TIMEOUT = '500ms';

const LIST = `select format('%I.%I', chunk_schema, chunk_name) as name,
    ${timeColumn('range_start', 'begins')}, ${timeColumn('range_end', 'ends')}
  from timescaledb_information.chunks
  where hypertable_name = 'location_events' and hypertable_schema = current_schema()
  order by range_start`;

/** Chunks of a TimescaleDB hypertable, which makes them as fixes come in. */
export class HypertableParts implements Parts {
  readonly level: HistoryLevel;
  readonly #widthMs: number;

  constructor(level: Exclude<HistoryLevel, 'plain'>, widthMs: number) {
    this.level = level;
    this.#widthMs = widthMs;
  }

  async list(queries: Queries): Promise<Part[]> {
    return (await queries.query({ text: LIST })).map((row) => ({
      table: readText(row, 'name'),
      from: readNumber(row, 'begins'),
      to: readNumber(row, 'ends'),
    }));
  }

  async prepare(): Promise<number> {
    return 0;
  }

  async drop(queries: Queries, { from, to }: Part): Promise<'gone'> {
    await queries.exec(`set local lock_timeout = '${LOCK_TIMEOUT}';
      select drop_chunks('location_events', older_than => ${literal(to)}, newer_than => ${literal(from)})`);
    return 'gone';
  }

  /** SQL that makes a hypertable of the ordinary table, with the rows that are there. */
  convert(): string {
    return `select create_hypertable('location_events', 'time', create_default_indexes => false, migrate_data => true,
      chunk_time_interval => ${this.#interval});`;
  }

  /** SQL that makes a hypertable of a partitioned table, with the rows that are there. */
  replace(): string {
    return `lock table location_events in access exclusive mode;
      alter table location_events rename to location_events_native;
      alter index location_events_pkey rename to location_events_native_pkey;
      create table location_events (like location_events_native including defaults including comments including storage,
        primary key (tenant_id, vehicle_id, time));
      ${copyTableFacts('location_events_native')}
      ${this.convert()}
      insert into location_events select * from location_events_native order by time;
      drop table location_events_native;`;
  }

  /** SQL that brings a hypertable's settings up to date. */
  adjust(): string {
    return `select set_chunk_time_interval('location_events', ${this.#interval});`;
  }

  get #interval(): string {
    return `interval '${this.#widthMs / 1000} seconds'`;
  }
}

function literal(time: number): string {
  return `'${new Date(time).toISOString()}'::timestamptz`;
}
