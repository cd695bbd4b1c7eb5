import type { Candidates } from './candidates.ts';
import { apartM } from './clean-trace.ts';
import type { MatchingOptions } from './matching-options.ts';
import type { RoadDistances } from './road-distances.ts';
import type { RoadNetwork } from './road-network.ts';

/** Two lengths of the same way, added up differently, are equal within so much. */
const SAME_M = 0.01;
/** A place may seem to go back by so many standard deviations of both fixes. */
const SLIP_SIGMAS = 1.5;

/** What it costs to get from the places of one point to those of the next: a negative logarithm of probability. */
export class WayCosts {
  readonly #network: RoadNetwork;
  readonly #distances: RoadDistances;
  readonly #options: MatchingOptions;

  constructor(network: RoadNetwork, distances: RoadDistances, options: MatchingOptions) {
    this.#network = network;
    this.#distances = distances;
    this.#options = options;
  }

  /** A row for each place of the first, with a column for each of the second. */
  between(from: Candidates, to: Candidates): Float32Array {
    const costs = new Float32Array(from.count * to.count);
    const step = this.#step(from, to);
    for (let i = 0; i < from.count; i++) this.#fillRow(costs, i, from, to, step);
    return costs;
  }

  #step({ point: before }: Candidates, { point: after }: Candidates): Step {
    const { betaM, betaS, breakCost } = this.#options;
    const seconds = (after.time - before.time) / 1000;
    const crowM = apartM(before, after);
    const scaleM = betaM * Math.max(1, seconds / betaS);
    const slipM = SLIP_SIGMAS * (before.sigmaM + after.sigmaM);
    return { crowM, scaleM, slipM, limitM: crowM + breakCost * scaleM };
  }

  #fillRow(costs: Float32Array, i: number, from: Candidates, to: Candidates, step: Step): void {
    const network = this.#network;
    const { turnCost, breakCost } = this.#options;
    const a = from.driven[i] ?? 0;
    const aAt = from.atM[i] ?? 0;
    const aFactor = this.#distances.factor(a);
    const aLengthM = network.edges.lengthM[a >> 1] ?? 0;
    const restM = (aLengthM - aAt) * aFactor;
    const ahead = this.#distances.from(network.endOf(a), step.limitM);
    for (let j = 0; j < to.count; j++) {
      const b = to.driven[j] ?? 0;
      const bAt = to.atM[j] ?? 0;
      const nodesM = ahead.get(network.startOf(b));
      let cost = breakCost;
      if (nodesM !== undefined) {
        const wayM = restM + nodesM + bAt * this.#distances.factor(b);
        cost = Math.min(cost, this.#costOf(wayM, step));
        // Over the end of the edge and back, or beyond the place and back to it: it was turned round there.
        if (cost < breakCost && this.#isTurned(a, b, nodesM, ahead)) cost += turnCost;
      }
      if (a === b) cost = Math.min(cost, this.#alongCost((bAt - aAt) * aFactor, step));
      else if ((a ^ b) === 1) {
        const drivenM = Math.abs(aLengthM - bAt - aAt);
        cost = Math.min(cost, turnCost + this.#costOf(drivenM, step));
      } else if (step.crowM <= step.slipM) cost = Math.min(cost, this.#slipCost(a, aAt, b, bAt, step));
      costs[i * to.count + j] = Math.min(cost, breakCost);
    }
  }

  #costOf(wayM: number, { crowM, scaleM }: Step): number {
    return Math.abs(wayM - crowM) / scaleM;
  }

  /** On one edge, and with an error of the fixes back on it. */
  #alongCost(wayM: number, step: Step): number {
    if (wayM >= 0) return this.#costOf(wayM, step);
    return -wayM > step.slipM ? this.#options.breakCost : (step.crowM - wayM) / (2 * step.scaleM);
  }

  /** Back over a node, by an error of the fixes. */
  #slipCost(a: number, aAt: number, b: number, bAt: number, step: Step): number {
    const network = this.#network;
    const backM = aAt + (network.edges.lengthM[b >> 1] ?? 0) - bAt;
    if (backM > step.slipM) return this.#options.breakCost;
    const nodesM = this.#distances.from(network.endOf(b), step.slipM).get(network.startOf(a));
    if (nodesM === undefined || nodesM + backM > step.slipM) return this.#options.breakCost;
    return (step.crowM + nodesM + backM) / (2 * step.scaleM);
  }

  #isTurned(a: number, b: number, nodesM: number, ahead: ReadonlyMap<number, number>): boolean {
    const network = this.#network;
    if ((a ^ b) === 1 && nodesM < SAME_M) return true;
    const backM = this.#distances.factor(a ^ 1) * (network.edges.lengthM[a >> 1] ?? 0);
    if (nodesM + SAME_M >= backM) {
      const fromStart = this.#distances.from(network.startOf(a), nodesM).get(network.startOf(b));
      if (fromStart !== undefined && Math.abs(backM + fromStart - nodesM) < SAME_M) return true;
    }
    const overM = this.#distances.factor(b ^ 1) * (network.edges.lengthM[b >> 1] ?? 0);
    const toEnd = ahead.get(network.endOf(b));
    return toEnd !== undefined && Math.abs(toEnd + overM - nodesM) < SAME_M;
  }
}

interface Step {
  /** As the crow flies. */
  readonly crowM: number;
  /** β. */
  readonly scaleM: number;
  readonly slipM: number;
  /** What is farther by road costs as much as a break. */
  readonly limitM: number;
}
