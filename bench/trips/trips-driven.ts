/** What is driven. */
export interface TripsDriven {
  /** That run at a time, each of 40 stops. */
  readonly trips: number;
  readonly routes: number;
  /** Standard deviation of a fix, metres an axis. */
  readonly noiseM: number;
  readonly everyS: number;
  /** CPU seconds to measure for, and three passes at least. */
  readonly seconds: number;
}

/** What came of it; times are CPU of all threads in the best pass. */
export interface TripFigures {
  readonly fixUs: number;
  readonly stageUs: number;
  readonly etaUs: number;
  /** The same of the middle pass. */
  readonly middleFixUs: number;
  /** Of a visit that was found, teaching it. */
  readonly learnUs: number;
  readonly stopsPredicted: number;
  /** Held for each running trip after a collection, at most. */
  readonly heldKb: number;
  /** State as JSON, the mean and the largest. */
  readonly stateKb: number;
  readonly mostStateKb: number;
}
