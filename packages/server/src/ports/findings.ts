export const FINDING_KINDS = [
  'trip',
  'stop',
  'idling',
  'overspeed',
  'gap',
  'fence',
  'dwell',
  'ignored',
  'distance',
  'tally',
  'run',
  'visit',
  'off_route',
] as const;

/**
 * `distance` and `tally` are sums by the hour, in quarters, which days in any time zone are made of; `ignored` is a
 * fix that was not believed. These three are kept for reports and told to nobody. `run` is a vehicle on a school trip,
 * by the trip's id, `visit` one serving of a stop of it, `tripId~sequence`, and `off_route` a stretch beside its line.
 */
export type FindingKind = (typeof FINDING_KINDS)[number];

/**
 * A fact about a vehicle, found in its fixes. Kind and key identify it, and are the same in whatever order the fixes
 * came. While it is open, a later finding with the same kind and key replaces it; with an end it is final.
 */
export interface Finding {
  readonly kind: FindingKind;
  /** For instance the start as ISO time, or `fenceId@start`. */
  readonly key: string;
  /** Epoch milliseconds of device time. */
  readonly startsAt: number;
  /** Null: still open. */
  readonly endsAt: number | null;
  /** Plain JSON: metres, metres per second, positions, and what explains it. */
  readonly data: Readonly<Record<string, unknown>>;
}
