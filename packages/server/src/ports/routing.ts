import type { Place } from '@waycast/contract';

type Point = Pick<Place, 'latitude' | 'longitude'>;

/** Seconds and metres from one point to another; null: no way is known. */
export interface Way {
  readonly durationS: number;
  readonly distanceM: number;
}

/** Ways by road, or as the crow flies with a factor for detours. Never rejects: what cannot be asked is estimated. */
export interface Routing {
  /** One row for each of `from`, in it one way for each of `to`. */
  ways(
    from: readonly Point[],
    to: readonly Point[],
  ): Promise<{
    readonly method: 'straight-line' | 'road';
    readonly ways: readonly (readonly (Way | null)[])[];
  }>;
}
