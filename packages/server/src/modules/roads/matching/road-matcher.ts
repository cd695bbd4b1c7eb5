import { CandidateSearch } from './candidates.ts';
import { cleanTrace } from './clean-trace.ts';
import { likeliestPlaces, type Station } from './likeliest-places.ts';
import { MATCHING, type MatchingOptions } from './matching-options.ts';
import { RoadDistances } from './road-distances.ts';
import type { PointMatch, RoadLine, TracePoint } from './road-line.ts';
import { RoadNetwork } from './road-network.ts';
import { smoothTrace } from './smooth-trace.ts';
import { WayCosts } from './way-costs.ts';
import { BLOCK_MS, blockStart, CONTEXT_MS } from './windows.ts';

const NOWHERE: PointMatch = { segmentId: null, alongM: null, distanceM: null };

/**
 * Finds which pieces of road traces are on: a hidden Markov model after Newson and Krumm (2009). Made once for each
 * version of a tenant's segments, for it remembers the distances by road that it has looked up. What it answers
 * follows from the roads and the trace alone.
 */
export class RoadMatcher {
  readonly #network: RoadNetwork;
  readonly #options: MatchingOptions;
  readonly #search: CandidateSearch;
  readonly #wayCosts: WayCosts;

  constructor(lines: Iterable<RoadLine>, options: Partial<MatchingOptions> = {}) {
    this.#options = { ...MATCHING, ...options };
    this.#network = new RoadNetwork(lines);
    this.#search = new CandidateSearch(this.#network, this.#options);
    const distances = new RoadDistances(this.#network, this.#options.wrongWay);
    this.#wayCosts = new WayCosts(this.#network, distances, this.#options);
  }

  /**
   * Of one device, in any order; answers in the order of the points, one for each. Of several at one moment the first
   * counts, the others are nowhere. Of a part of a trace: see `rematchFrom`.
   */
  matchTrace(points: readonly TracePoint[]): PointMatch[] {
    const matches = points.map(() => NOWHERE);
    const stations: Station[] = [];
    for (const point of smoothTrace(cleanTrace(this.#network, points, this.#options), this.#options)) {
      const candidates = this.#search.of(point);
      if (candidates !== undefined) stations.push({ candidates, ways: undefined });
    }
    const timeAt = (station: number): number => stations[station]?.candidates.point.time ?? Infinity;
    for (let next = 0; next < stations.length; ) {
      const start = blockStart(timeAt(next));
      let first = next;
      while (first > 0 && timeAt(first - 1) >= start - CONTEXT_MS) first -= 1;
      let last = next;
      while (timeAt(last) < start + BLOCK_MS + CONTEXT_MS) last += 1;
      let end = next;
      while (timeAt(end) < start + BLOCK_MS) end += 1;
      const from = next;
      likeliestPlaces(stations, first, last, this.#wayCosts, (station, candidate) => {
        if (station >= from && station < end) this.#decide(matches, stations[station], candidate);
      });
      next = end;
    }
    return matches;
  }

  #decide(matches: PointMatch[], station: Station | undefined, chosen: number): void {
    if (station === undefined) return;
    const { driven, atM, offM, point } = station.candidates;
    const edge = driven[chosen] ?? 0;
    const { lengthM, startM } = this.#network.edges;
    const at = atM[chosen] ?? 0;
    const alongEdgeM = (edge & 1) === 1 ? (lengthM[edge >> 1] ?? 0) - at : at;
    matches[point.index] = {
      segmentId: this.#network.segmentId(edge),
      alongM: (startM[edge >> 1] ?? 0) + alongEdgeM,
      distanceM: offM[chosen] ?? 0,
    };
  }
}
