import type { Queries } from '../database.ts';

/** What a database can do for a history: found when it is migrated. */
export type HistoryLevel =
  /** PostgreSQL alone, embedded or not: partitions. */
  | 'plain'
  /** TimescaleDB under the Apache licence: a hypertable. */
  | 'timescale-apache'
  /** All of TimescaleDB: a hypertable with compression and continuous aggregates. */
  | 'timescale';

/** Fixes of a span of device time that lie together, so that they can go together. */
export interface Part {
  /** Name of its table, quoted as SQL takes it. */
  readonly table: string;
  /** Epoch milliseconds, inclusive; -Infinity for the one that begins all. */
  readonly from: number;
  /** Epoch milliseconds, exclusive; Infinity for the one that ends all. */
  readonly to: number;
}

/** The parts of `location_events`, whatever the level makes them of. Called within a transaction. */
export interface Parts {
  readonly level: HistoryLevel;
  /** In order of time, without gaps on the plain level. */
  list(queries: Queries): Promise<Part[]>;
  /** Makes room for the fixes of the coming days. Resolves to the number of new parts. */
  prepare(queries: Queries): Promise<number>;
  /**
   * Removes all fixes of a part at once, and the part itself where its span can do without; gives up with an error
   * rather than make others wait for long.
   */
  drop(queries: Queries, part: Part): Promise<'gone' | 'emptied'>;
}
