/** What is done about stored fixes afterwards: hourly aggregates, and trips, stops and other findings. */
export const WORKS = ['rollup', 'settle'] as const;
export type Work = (typeof WORKS)[number];

/** Fixes of an hour of a vehicle have been stored, and a work is to look at them. */
export interface Mark {
  readonly work: Work;
  readonly tenant: string;
  readonly vehicleId: string;
  /** Start of the hour of device time, epoch milliseconds. */
  readonly hour: number;
  /** When it was last written, by the database's clock; tells whether it was written again since. */
  readonly markedAt: number;
  /** Whether every fix that it announced can be read. Otherwise the hour is still coming in and comes due again. */
  readonly settled: boolean;
}

/**
 * Marks of what is to be done. Promises:
 * - W1 Complete: the mark of a fix is durable no later than the fix is, and stays until `done` was told of a settled mark;
 *   work may be due without need or twice, never not at all.
 * - W2 Patient: a mark is settled two minutes after it was last written, so that nothing it announced can still be
 *   on its way. One that is written again and again, because the vehicle goes on reporting, is due unsettled every
 *   five minutes.
 * - W3 Bounded: `due` gives up to `limit` marks, the oldest first.
 * - W4 Undone work is given again: two that ask at once may get the same marks, so that what they do has to end in
 *   the same whoever does it, or be done under a lock.
 */
export interface HistoryWork {
  due(work: Work, limit: number): Promise<Mark[]>;
  /** Takes settled marks away unless they were written again; unsettled ones come due later. */
  done(marks: readonly Mark[]): Promise<void>;
}
