import type { HistoryRange } from './history.ts';

/** Hours are whole hours of UTC; days and months those of a time zone. */
export type Bucket = 'hour' | 'day' | 'month';

/** Where a vehicle was, and when (epoch milliseconds of device time). */
export interface Whereabouts {
  readonly time: number;
  readonly latitude: number;
  readonly longitude: number;
}

/** What a vehicle did from `start` up to `end` (epoch milliseconds, exclusive). */
export interface Aggregate {
  readonly start: number;
  readonly end: number;
  readonly fixes: number;
  readonly distanceM: number;
  readonly movingS: number;
  readonly standingS: number;
  /** Metres per second, of the fixes that reported a speed; null when none did. */
  readonly maxSpeed: number | null;
  readonly avgSpeed: number | null;
  readonly first: Whereabouts;
  readonly last: Whereabouts;
}

export interface AggregateQuery extends HistoryRange {
  readonly bucket: Bucket;
  /** IANA name; days and months begin at its midnight. Hours are whole hours of UTC. */
  readonly timeZone: string;
  readonly limit: number;
}

/**
 * What is kept of fixes beyond their own life. Promises:
 * - A1 The buckets that the range touches, whole, by ascending start; those without fixes are left out.
 * - A2 An hour is there five minutes after its first fix at the latest, and complete some two minutes after its last
 *   one; a late fix changes the hour that it belongs to.
 * - A3 An hour belongs to the day in which it begins.
 * - A4 What thinning and retention remove stays counted.
 */
export interface Aggregates {
  read(query: AggregateQuery): Promise<Aggregate[]>;
}
