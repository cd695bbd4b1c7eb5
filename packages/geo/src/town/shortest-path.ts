import { ROAD_SPEED_MPS } from './road-class.ts';
import type { RoadEdge, RoadGraph } from './road-graph.ts';

/** One edge of a way, in the direction it is driven. */
export interface Leg {
  readonly edge: RoadEdge;
  readonly from: number;
  readonly to: number;
}

/**
 * The quickest way between two nodes at the speeds of `ROAD_SPEED_MPS`: the legs in order, empty when
 * `from` equals `to`, undefined when there is none.
 */
export function quickestWay(graph: RoadGraph, from: number, to: number): Leg[] | undefined {
  const seconds = new Float64Array(graph.nodes.length).fill(Infinity);
  const arrivedBy: (Leg | undefined)[] = [];
  const open = [{ node: from, cost: 0 }];
  seconds[from] = 0;
  for (let here = open.pop(); here !== undefined && here.node !== to; here = open.pop()) {
    if (here.cost > (seconds[here.node] ?? 0)) continue;
    for (const leg of legsFrom(graph, here.node)) {
      const cost = here.cost + leg.edge.lengthM / ROAD_SPEED_MPS[leg.edge.roadClass];
      if (cost >= (seconds[leg.to] ?? 0)) continue;
      seconds[leg.to] = cost;
      arrivedBy[leg.to] = leg;
      insertSorted(open, { node: leg.to, cost });
    }
  }
  return Number.isFinite(seconds[to]) ? traceBack(arrivedBy, from, to) : undefined;
}

function legsFrom(graph: RoadGraph, node: number): Leg[] {
  return (graph.edgesAt[node] ?? []).flatMap((id) => {
    const edge = graph.edges[id];
    return edge === undefined ? [] : [{ edge, from: node, to: edge.from === node ? edge.to : edge.from }];
  });
}

/** Costliest first, so that the cheapest is popped. */
function insertSorted(open: { node: number; cost: number }[], entry: { node: number; cost: number }): void {
  let [low, high] = [0, open.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((open[middle]?.cost ?? 0) > entry.cost) low = middle + 1;
    else high = middle;
  }
  open.splice(low, 0, entry);
}

function traceBack(arrivedBy: readonly (Leg | undefined)[], from: number, to: number): Leg[] {
  const legs: Leg[] = [];
  for (let node = to; node !== from; ) {
    const leg = arrivedBy[node];
    if (leg === undefined) break;
    legs.unshift(leg);
    node = leg.from;
  }
  return legs;
}
