import type { TenantFix } from './history.ts';

/** Fixes that were recorded by one call, in its order. */
export type JournalEntry = readonly TenantFix[];

/**
 * Where fixes wait while the database is away. Promises:
 * - J1 Durable: `append` resolves once the entry would survive the death of the process and of the machine. It rejects
 *   with WaycastError `unavailable` when that is not certain, or when the journal is full; what was refused may be
 *   appended again, and may be given by `oldest` all the same.
 * - J2 Ordered: `oldest` gives entries in the order in which they were appended, none left out, and the same ones until
 *   `forget` is called. After a restart those come again that were not forgotten, and possibly some that were.
 * - J3 Bounded in bytes. What was forgotten takes no room.
 * - J4 What cannot be read is passed over, told in the log and kept for people to look at; all else is given.
 */
export interface Journal {
  append(entry: JournalEntry): Promise<void>;
  /**
   * The oldest entries, some `limit` fixes in all; waits for an append that is under way when there are none before it,
   * and gives none when there are none at all. Never rejects.
   */
  oldest(limit: number): Promise<readonly JournalEntry[]>;
  /** Lets go of what `oldest` gave: it is stored elsewhere. */
  forget(): Promise<void>;
  /** Whether nothing waits: nothing was appended and not forgotten, nor is on its way in. */
  readonly empty: boolean;
  /** Bytes that were appended and not forgotten. */
  readonly backlog: number;
  /** Bytes on disk. */
  readonly bytes: number;
  /** Calls `listener` when entries were found that a server which has ended left behind. */
  onFound(listener: () => void): void;
}
