/** What the matcher assumes; each has a default. Metres unless said. */
export interface MatchingOptions {
  /** Standard deviation, on each axis, of a fix that does not say how exact it is. */
  readonly usualSigmaM: number;
  /** A fix that says so is taken to be so exact or so inexact at the most. */
  readonly minSigmaM: number;
  readonly maxSigmaM: number;
  /** Scale of how much the way by road differs from the straight one between two fixes (Newson and Krumm's β). */
  readonly betaM: number;
  /** Seconds between fixes above which β grows with them: the more road lies between, the more bends it has. */
  readonly betaS: number;
  /** Errors that follow each other within so many seconds are taken for one. */
  readonly errorS: number;
  /** How much a heading tells (κ of a von Mises distribution) at speeds that give one. */
  readonly headingWeight: number;
  /** What turning round costs, as a negative logarithm of probability. */
  readonly turnCost: number;
  /** A metre against the one way counts as so many. */
  readonly wrongWay: number;
  /** No pair of fixes costs more: a break in the trace is possible everywhere. */
  readonly breakCost: number;
  /** Roads that are looked at for one fix, nearest first. */
  readonly roads: number;
}

export const MATCHING: MatchingOptions = {
  usualSigmaM: 6,
  minSigmaM: 4,
  maxSigmaM: 15,
  betaM: 3,
  betaS: 2,
  errorS: 5,
  headingWeight: 4,
  turnCost: 6,
  wrongWay: 1.5,
  breakCost: 30,
  roads: 12,
};

/** A fix so inexact says nothing of which road it is on. */
export const MAX_ACCURACY_M = 60;
/** A heading at less is a guess. */
export const MIN_HEADING_MPS = 2;
/** Fixes farther apart in time belong to different drives. */
export const GAP_MS = 60_000;
/** Faster is no drive but a jump. */
export const MAX_MPS = 70;
