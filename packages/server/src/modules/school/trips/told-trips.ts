import { LRUCache } from 'lru-cache';
import type { TripHeads } from '../../../ports/boarding-counts.ts';
import type { TripState } from '../../../ports/trip-states.ts';
import type { StoredTrip } from '../../../ports/trips.ts';

/** Trips that are remembered; one beyond it is told of as if it were new. */
const REMEMBERED = 20_000;

/** What a server knows of a trip that it tells of. */
export interface ToldTrip {
  /** The newest that fixes came to, and the trip that they were judged by. */
  latest: { readonly trip: StoredTrip; readonly state: TripState } | undefined;
  /** What followers were told at once. */
  moment: string | undefined;
  /** The version given last, and when something was told, epoch ms. */
  version: number;
  toldAt: number;
  /** How many were aboard when it was last read, and when. */
  heads: TripHeads | undefined;
  headsAt: number;
  cancelTimer: (() => void) | undefined;
}

/** The trips that a server tells of, the longest unheard forgotten first. */
export function createToldTrips(): LRUCache<string, ToldTrip> {
  return new LRUCache<string, ToldTrip>({ max: REMEMBERED, dispose: (told) => told.cancelTimer?.() });
}

export function newToldTrip(): ToldTrip {
  return {
    ...{ latest: undefined, moment: undefined, version: 0, toldAt: Number.NEGATIVE_INFINITY },
    ...{ heads: undefined, headsAt: Number.NEGATIVE_INFINITY, cancelTimer: undefined },
  };
}
