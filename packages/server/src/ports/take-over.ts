import type { Observation } from './road-observations.ts';
import type { Segment } from './road-segments.ts';

/** Somebody whom an earlier system knew. */
export interface TakenUser {
  readonly userId: string;
  readonly name: string | null;
  readonly email: string | null;
  /** As the earlier system named them; here, rights come from tokens. */
  readonly roles: readonly string[];
  /** Epoch ms. */
  readonly createdAt: number | null;
  /** All else: a JSON object. */
  readonly attributes: object;
}

export type TakenObservation = Omit<Observation, 'tenant'>;
export type TakenSegment = Omit<Segment, 'tenant'>;

/** Rows that were new, and those that were there. */
export interface TakenCount {
  readonly created: number;
  readonly known: number;
}

/** Writes in the running transaction. Users and segments that are there become what is given; observations stay. */
export interface TakingOver {
  users(users: readonly TakenUser[]): Promise<TakenCount>;
  observations(observations: readonly TakenObservation[]): Promise<TakenCount>;
  /** In place of all pieces of the lines that these are of (`way`, or `way~1`, `way~2` …); all others stay. */
  segments(segments: readonly TakenSegment[]): Promise<TakenCount>;
}

/**
 * Rows of another system become a tenant's. Rejects with `unavailable`. Promises:
 * - K1 All or nothing: one transaction, undone where `work` rejects.
 * - K2 The same rows again change nothing and count as known.
 */
export interface TakeOver {
  takeOver<T>(tenant: string, work: (into: TakingOver) => Promise<T>): Promise<T>;
}
