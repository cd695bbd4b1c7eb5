/** What `nearest.ts` is to do. */
export interface Search {
  readonly drivers: number;
  /** From the middle to the farthest of them, degrees of latitude. */
  readonly spreadDegrees: number;
  readonly seconds: number;
}

/** What it prints, by the clock. */
export interface NearestFigures {
  readonly searches: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the best of a few searches from each place: without what other programs take of the core. */
  readonly bestP99Ms: number;
  /** The median of moving one driver. */
  readonly moveUs: number;
}
