import type { PlanReading } from '../../../../ports/school-plan-store.ts';

/** A file of a feed: its columns, and rows of as many cells; null is an empty cell. */
export interface FeedTable {
  readonly file: string;
  readonly columns: readonly string[];
  rows(plan: PlanReading): AsyncIterable<readonly (string | number | null)[]>;
}
