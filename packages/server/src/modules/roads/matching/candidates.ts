import type { CleanPoint } from './clean-trace.ts';
import type { MatchingOptions } from './matching-options.ts';
import type { RoadNetwork } from './road-network.ts';

/** Where a point may belong: each place on a near road, once for each direction of driving. */
export interface Candidates {
  readonly point: CleanPoint;
  readonly count: number;
  /** Driven edges. */
  readonly driven: Int32Array;
  /** Metres along them, in the direction of driving. */
  readonly atM: Float64Array;
  readonly offM: Float64Array;
  /** Negative logarithm of how likely the point is there, but for a constant. */
  readonly cost: Float64Array;
}

/** Roads are near within so much and so many standard deviations. */
const NEAR_M = 20;
const NEAR_SIGMAS = 3;

interface Place {
  edge: number;
  atM: number;
  offM: number;
  east: number;
  north: number;
}

/** Finds candidates; keeps its working memory from point to point. */
export class CandidateSearch {
  readonly #network: RoadNetwork;
  readonly #options: MatchingOptions;
  readonly #strokes: number[] = [];
  /** By edge: which of `#places` is its nearest, while `#turns` says that it is of this point. */
  readonly #placeOf: Int32Array;
  readonly #turns: Int32Array;
  readonly #places: Place[] = [];
  #turn = 0;

  constructor(network: RoadNetwork, options: MatchingOptions) {
    this.#network = network;
    this.#options = options;
    this.#placeOf = new Int32Array(network.edges.lengthM.length);
    this.#turns = new Int32Array(network.edges.lengthM.length);
  }

  /** Undefined: no road is near. */
  of(point: CleanPoint): Candidates | undefined {
    const found = this.#nearestOfEdges(point);
    if (found === 0) return undefined;
    const near = this.#places.slice(0, found);
    near.sort((a, b) => a.offM - b.offM || a.edge - b.edge);
    if (near.length > this.#options.roads) near.length = this.#options.roads;
    return this.#judge(point, near);
  }

  /** Writes the nearest place of each near edge to `#places`; returns how many there are. */
  #nearestOfEdges({ x, y, scale, sigmaM }: CleanPoint): number {
    const { grid, strokes } = this.#network;
    const nearM = NEAR_M + NEAR_SIGMAS * sigmaM;
    const count = grid.around(x, y, nearM / scale, this.#strokes);
    this.#turn += 1;
    let found = 0;
    for (let i = 0; i < count; i++) {
      const stroke = this.#strokes[i] ?? 0;
      const fromX = strokes.x1[stroke] ?? 0;
      const fromY = strokes.y1[stroke] ?? 0;
      const dx = (strokes.x2[stroke] ?? 0) - fromX;
      const dy = (strokes.y2[stroke] ?? 0) - fromY;
      const squared = dx * dx + dy * dy;
      const share = Math.max(0, Math.min(1, ((x - fromX) * dx + (y - fromY) * dy) / squared));
      const offX = x - (fromX + share * dx);
      const offY = y - (fromY + share * dy);
      const offM = Math.sqrt(offX * offX + offY * offY) * scale;
      if (offM > nearM) continue;
      const edge = strokes.edge[stroke] ?? 0;
      if (this.#turns[edge] !== this.#turn) {
        this.#turns[edge] = this.#turn;
        this.#placeOf[edge] = found++;
      } else if ((this.#places[this.#placeOf[edge] ?? 0]?.offM ?? 0) <= offM) continue;
      const length = Math.sqrt(squared);
      this.#places[this.#placeOf[edge] ?? 0] = {
        edge,
        atM: (strokes.startM[stroke] ?? 0) + share * (strokes.lengthM[stroke] ?? 0),
        offM,
        east: dx / length,
        north: dy / length,
      };
    }
    return found;
  }

  #judge(point: CleanPoint, near: readonly Place[]): Candidates {
    const count = 2 * near.length;
    const driven = new Int32Array(count);
    const [atM, offM, cost] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
    const turnWeight = point.weight * this.#options.headingWeight;
    for (const [index, place] of near.entries()) {
      const away = (point.weight * (place.offM / point.sigmaM) ** 2) / 2;
      const lengthM = this.#network.edges.lengthM[place.edge] ?? 0;
      const along = point.direction
        ? point.direction[0] * place.east + point.direction[1] * place.north
        : null;
      for (const against of [0, 1]) {
        const at = 2 * index + against;
        driven[at] = 2 * place.edge + against;
        atM[at] = against === 1 ? lengthM - place.atM : place.atM;
        offM[at] = place.offM;
        cost[at] = away + (along === null ? 0 : turnWeight * (1 - (against === 1 ? -along : along)));
      }
    }
    return { point, count, driven, atM, offM, cost };
  }
}
