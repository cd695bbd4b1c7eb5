import { type LatLng, simplifyLine } from '@waycast/geo';

/** Bends smaller than this are left out first; then twice as large ones, until the trail is short enough. */
const FINEST_M = 5;

/** A line of at most `most` points: its own ends, and the points that tell most of its shape. */
export function shortened<P extends LatLng>(line: readonly P[], most: number): P[] {
  let short = [...line];
  for (let toleranceM = FINEST_M; short.length > most; toleranceM *= 2)
    short = simplifyLine(line, toleranceM);
  return short;
}
