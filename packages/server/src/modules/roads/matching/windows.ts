/*
 *   read ────► │◄── context ──►│◄───── block: decided here ─────►│◄── context ──►│
 *
 * What is decided for a point follows from the points of its block and of the contexts around it, and from nothing
 * else: blocks lie on the clock, so that a trace that comes in parts ends as if it had come at once.
 */

/** Points of a block are decided together. */
export const BLOCK_MS = 120_000;
/** Points so far before and after a block have a say in it. */
export const CONTEXT_MS = 60_000;
/** Whether a point can be right, and where it was, follows from neighbours so near in time. */
const NEIGHBOUR_MS = 35_000;

const REACH_MS = CONTEXT_MS + NEIGHBOUR_MS;

/** Start of the block that holds a time; epoch ms. */
export function blockStart(time: number): number {
  return Math.floor(time / BLOCK_MS) * BLOCK_MS;
}

/** What is to be matched when there are new points of a trace, the oldest of them at `time`. */
export interface Rematch {
  /** The points from here on have to be given to `matchTrace`. */
  readonly readFrom: number;
  /** Its results from here on are in place of what was decided before; those for earlier points are to be dropped. */
  readonly settleFrom: number;
}

/** Which part of a trace new points can change; epoch ms. */
export function rematchFrom(time: number): Rematch {
  const settleFrom = blockStart(time - REACH_MS);
  return { readFrom: settleFrom - REACH_MS, settleFrom };
}

/** Until when new points can change what was decided, the newest of them at `time`, and what has to be read for that. */
export function rematchTo(time: number): { readonly settleTo: number; readonly readTo: number } {
  const settleTo = blockStart(time + REACH_MS) + BLOCK_MS;
  return { settleTo, readTo: settleTo + REACH_MS };
}

/**
 * Where the trace goes on after the last point that was read, at `time`: results before the returned time are as if it
 * had been read to its end, the others are to be dropped. A part must be longer than 310 s to come forward.
 */
export function settledUpTo(time: number): number {
  return blockStart(time - REACH_MS);
}
