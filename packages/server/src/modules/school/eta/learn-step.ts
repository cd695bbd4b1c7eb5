import type { LegTimes, Paces } from './paces.ts';
import type { PreparedPlan } from './plan.ts';
import type { TripRun } from './trip-run.ts';

/** Over a larger gap, how the time was spent on the legs is anybody's guess. */
const MOST_LEGS = 3;
const LONGEST_S = 7200;

/** The trip came from its newest call to a later stop: teaches the legs between, and the trip's own pace. */
export function learnStep(
  paces: Paces,
  { legs, patternKey }: PreparedPlan,
  run: TripRun,
  stop: number,
  arrivedAt: number,
  band: number,
): void {
  const way = legs.slice(run.stop, stop);
  const [first] = way;
  if (first === undefined || way.slice(1).some(({ holdUntil }) => holdUntil !== null)) return;
  const ratio = paces.ratioOf(patternKey, band);
  const times: LegTimes = { meanS: 0, recentS: 0, dwellS: 0 };
  const means = way.map((leg) => {
    paces.expect(leg, ratio, band, run.arrivedAt, times);
    return times.meanS;
  });
  paces.expect(first, ratio, band, run.arrivedAt, times);
  const takenS = (arrivedAt - leftAt(run, first.holdUntil, times.dwellS)) / 1000;
  if (takenS <= 0 || takenS > LONGEST_S) return;
  const meanS = means.reduce((sum, one) => sum + one, 0);
  run.gather(takenS, meanS);
  if (way.length > MOST_LEGS) return;
  for (const [index, leg] of way.entries())
    paces.learnRide(patternKey, leg, band, (takenS * (means[index] ?? 0)) / meanS, arrivedAt);
}

/** When it left its newest stop; as a rule, when that is not known. */
function leftAt({ arrivedAt, departedAt }: TripRun, holdUntil: number | null, dwellS: number): number {
  if (departedAt !== null) return departedAt;
  if (holdUntil !== null && holdUntil > arrivedAt) return holdUntil;
  return arrivedAt + dwellS * 1000;
}
