/** Who is expected on a trip, and who has boarded. */
export interface TripHeads {
  /** Students that have boarded so far, whether or not they have alighted since. */
  readonly boarded: number;
  /** Students whose ride this trip is today, without those reported absent. */
  readonly expected: number;
  /** `unexpected_child`, `missing_child`, `child_left_on_bus`. */
  readonly flags: readonly string[];
}

/** How many children are to get on and off at a stop of a trip. */
export interface StopHeads {
  readonly toBoard: number;
  readonly toAlight: number;
}

/** What trips tell of the children on them: numbers, and nobody's name. Rejects with `unavailable`. */
export interface BoardingCounts {
  /** By trip; those of which nothing is known are left out: nobody boarded, nobody expected. */
  countsOf(tenant: string, tripIds: readonly string[]): Promise<ReadonlyMap<string, TripHeads>>;
  /** By stop sequence, as planned for that day; with a guardian, of their children alone. */
  stopsOf(tenant: string, tripId: string, guardianId?: string): Promise<ReadonlyMap<number, StopHeads>>;
  /** Called after this server has changed what `countsOf` says of a trip. Ends with the function. */
  onBoarded(listener: (tenant: string, tripId: string) => void): () => void;
}
