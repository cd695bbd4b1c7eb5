import type { Candidates } from './candidates.ts';
import { isLinked } from './clean-trace.ts';
import type { WayCosts } from './way-costs.ts';

/** A point's candidates, and the costs from those of the point before: null where no drive leads from it. */
export interface Station {
  readonly candidates: Candidates;
  ways: Float32Array | null | undefined;
}

/** Costs of ways from station to station; found once for all windows that they are in. */
function waysTo(stations: readonly Station[], at: number, wayCosts: WayCosts): Float32Array | null {
  const [before, station] = [stations[at - 1], stations[at]];
  if (before === undefined || station === undefined) return null;
  station.ways ??= isLinked(before.candidates.point, station.candidates.point)
    ? wayCosts.between(before.candidates, station.candidates)
    : null;
  return station.ways;
}

/** Viterbi's algorithm from `first` to before `last`: calls back with the place that is likeliest for each station. */
export function likeliestPlaces(
  stations: readonly Station[],
  first: number,
  last: number,
  wayCosts: WayCosts,
  decide: (station: number, candidate: number) => void,
): void {
  const backs: (Int32Array | null)[] = [];
  const sums: Float64Array[] = [];
  for (let at = first; at < last; at++) {
    const candidates = stations[at]?.candidates;
    if (candidates === undefined) break;
    const ways = at === first ? null : waysTo(stations, at, wayCosts);
    const before = sums.at(-1);
    const sum = candidates.cost.slice();
    const back = ways === null || before === undefined ? null : cheapest(before, ways, sum);
    sums.push(sum);
    backs.push(back);
  }
  let chosen = -1;
  for (let at = sums.length - 1; at >= 0; at--) {
    if (chosen === -1) chosen = indexOfLeast(sums[at]);
    decide(first + at, chosen);
    chosen = backs[at]?.[chosen] ?? -1;
  }
}

/** Adds to each sum the least that it costs to come there; returns from where. */
function cheapest(before: Float64Array, ways: Float32Array, sum: Float64Array): Int32Array {
  const columns = sum.length;
  const back = new Int32Array(columns);
  for (let to = 0; to < columns; to++) {
    let least = Number.POSITIVE_INFINITY;
    for (let from = 0; from < before.length; from++) {
      const cost = (before[from] ?? 0) + (ways[from * columns + to] ?? 0);
      if (cost >= least) continue;
      least = cost;
      back[to] = from;
    }
    sum[to] = (sum[to] ?? 0) + least;
  }
  return back;
}

function indexOfLeast(sums: Float64Array | undefined): number {
  if (sums === undefined) return -1;
  let index = 0;
  for (let i = 1; i < sums.length; i++) if ((sums[i] ?? 0) < (sums[index] ?? 0)) index = i;
  return index;
}
