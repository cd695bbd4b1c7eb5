/** What `road-matching.ts` is to do. */
export interface Matched {
  /** Streets each way of a town of small blocks, all of them within reach of every fix of 15 m. */
  readonly streets: number;
  readonly sigmaM: number;
  readonly everyS: number;
  /** Of drives that are matched one after the other. */
  readonly drives: number;
  /** CPU seconds to measure for. */
  readonly seconds: number;
}

/** What it prints; times are CPU of all threads. */
export interface MatchedFigures {
  /** In the best and in the middle pass over all drives. */
  readonly perCpuSecond: number;
  readonly middlePerCpuSecond: number;
  /** With one pass over the drives when nothing has been looked up yet. */
  readonly coldPerCpuSecond: number;
  /** Share of the distance on the true piece, percent: what is fast must be right too. */
  readonly rightPercent: number;
  /** Of an observation that arrives with 29 others, when its trace is read and matched again as a server does. */
  readonly continuedUs: number;
  readonly buildMs: number;
  readonly heldMb: number;
}
