import type { BoardingCounts } from '../../../ports/boarding-counts.ts';
import type { TripStates } from '../../../ports/trip-states.ts';

/** Where nobody judges the fixes of trips. */
export const NO_STATES: TripStates = { of: async () => new Map(), visitsOf: async () => new Map() };

/** Where nobody boards. */
export const NO_COUNTS: BoardingCounts = {
  countsOf: async () => new Map(),
  stopsOf: async () => new Map(),
  onBoarded: () => () => undefined,
};
