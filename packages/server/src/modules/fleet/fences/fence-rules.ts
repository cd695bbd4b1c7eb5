/*
 * The rules by which a fix is evidence of having come to a fence or left it. Distances are to the fence's border,
 * negative inside; sizes are what a radius is to a circle.
 */

/** Evidence needs no second fix where reports are this far apart: by then the next would come too late to be of use. */
export const CONFIRM_MS = 8000;
/** A second fix that says the same counts within this time. */
export const SECOND_FIX_MS = 60_000;
/** Fixes that say otherwise, after which a first one inside is forgotten. */
export const MOST_AGAINST = 3;
/** An accuracy beyond this counts as this when a departure is judged, or a bad receiver would never leave. */
const ACCURACY_CAP_M = 50;
const LEAST_MARGIN_M = 20;
const MARGIN_OF_SIZE = 0.3;

/** Between two fixes this far apart in time the vehicle is taken to have gone straight on. */
const PATH_MS = { min: 3000, max: 90_000 } as const;
/** And this far apart in metres. */
const PATH_MAX_M = 1500;
/** How deep a way leads into a fence before it is evidence, of the fence's size, and in metres. */
const PATH_DEPTH_OF_SIZE = 0.1;
const PATH_DEPTH_MIN_M = 5;

/** Fences that a vehicle is in or about to be in, at the most: a checkpoint stays small wherever fences pile up. */
export const MOST_OPEN = 100;

/** A fix whose accuracy is worse than the fence is large cannot enter it; an unknown accuracy is not held against it. */
export function mayEnter(accuracy: number | null, sizeM: number): boolean {
  return accuracy === null || accuracy <= 0 || accuracy <= sizeM;
}

/** Metres beyond the border from which a fix shows that the vehicle has left. */
export function exitDistanceM(accuracy: number | null, sizeM: number): number {
  const uncertain = Math.min(Math.max(accuracy ?? 0, 0), ACCURACY_CAP_M);
  return Math.max(LEAST_MARGIN_M, MARGIN_OF_SIZE * sizeM) + uncertain;
}

/** Whether the way between two fixes is known well enough to count what it passes. */
export function pathIsTrusted(gapMs: number, lengthM: number): boolean {
  return gapMs >= PATH_MS.min && gapMs <= PATH_MS.max && lengthM <= PATH_MAX_M;
}

/** How deep a way has to lead into a fence: also by half of what its ends are inexact, for errors lie on both sides. */
export function pathDepthM(sizeM: number, from: number | null, to: number | null): number {
  return Math.max(PATH_DEPTH_MIN_M, PATH_DEPTH_OF_SIZE * sizeM, (from ?? 0) / 2, (to ?? 0) / 2);
}
