import { DistanceHeap } from '@waycast/geo';
import type { RoadNetwork } from './road-network.ts';

/** Distances that are kept, of all nodes together: some 100 MB at the most. */
const MAX_KEPT = 2_000_000;
const LEAST_M = 400;

interface Reach {
  readonly withinM: number;
  readonly to: Map<number, number>;
}

/**
 * How far it is by road from node to node, as far as it matters; metres against a one way count more. What was found
 * is kept, so that the roads that are driven most cost least.
 */
export class RoadDistances {
  readonly #network: RoadNetwork;
  readonly #wrongWay: number;
  readonly #heap = new DistanceHeap<number>();
  readonly #reaches: (Reach | undefined)[];
  #kept = 0;

  constructor(network: RoadNetwork, wrongWay: number) {
    this.#network = network;
    this.#wrongWay = wrongWay;
    this.#reaches = new Array<Reach | undefined>(network.nodes).fill(undefined);
  }

  /** What a metre of a driven edge counts as. */
  factor(driven: number): number {
    return this.#network.isAgainst(driven) ? this.#wrongWay : 1;
  }

  /** Distances from a node, complete up to `withinM`: what is not in it is farther. */
  from(node: number, withinM: number): ReadonlyMap<number, number> {
    const known = this.#reaches[node];
    if (known !== undefined && known.withinM >= withinM) return known.to;
    // By doubling, so that farther and farther searches from one place are few.
    let limitM = LEAST_M;
    while (limitM < withinM) limitM *= 2;
    const to = this.#search(node, limitM);
    if (this.#kept + to.size > MAX_KEPT) {
      this.#reaches.fill(undefined);
      this.#kept = 0;
    }
    this.#kept += to.size - (this.#reaches[node]?.to.size ?? 0);
    this.#reaches[node] = { withinM: limitM, to };
    return to;
  }

  #search(start: number, limitM: number): Map<number, number> {
    const network = this.#network;
    const heap = this.#heap;
    const reached = new Map<number, number>();
    heap.clear();
    heap.push(0, start);
    for (;;) {
      const distance = heap.nearest;
      const node = heap.pop();
      if (node === undefined) return reached;
      if (reached.has(node)) continue;
      reached.set(node, distance);
      network.forEachLeaving(node, (driven) => {
        const end = network.endOf(driven);
        const there = distance + (network.edges.lengthM[driven >> 1] ?? 0) * this.factor(driven);
        if (there <= limitM && !reached.has(end)) heap.push(there, end);
      });
    }
  }
}
