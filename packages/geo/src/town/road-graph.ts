import { distanceM } from '../distance.ts';
import type { LatLng } from '../position.ts';
import type { RoadClass } from './road-class.ts';

/** A crossing, or a bend of a street. Its id is its index in `RoadGraph.nodes`. */
export interface RoadNode extends LatLng {
  readonly id: number;
}

/** A straight stretch of street, open to traffic in both directions. Its id is its index in `RoadGraph.edges`. */
export interface RoadEdge {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly lengthM: number;
  readonly roadClass: RoadClass;
  readonly name: string;
}

/** Streets as vehicles drive them. Every node can be reached from every other. */
export interface RoadGraph {
  readonly nodes: readonly RoadNode[];
  readonly edges: readonly RoadEdge[];
  /** For each node the ids of its edges. */
  readonly edgesAt: readonly (readonly number[])[];
}

/** Builds the graph; edges get their length and id here. */
export function createRoadGraph(
  positions: readonly LatLng[],
  stretches: readonly Omit<RoadEdge, 'id' | 'lengthM'>[],
): RoadGraph {
  const nodes = positions.map((position, id) => ({ id, ...position }));
  const edgesAt: number[][] = nodes.map(() => []);
  const edges = stretches.map((stretch, id) => {
    edgesAt[stretch.from]?.push(id);
    edgesAt[stretch.to]?.push(id);
    const [a, b] = [nodes[stretch.from], nodes[stretch.to]];
    return { id, ...stretch, lengthM: a && b ? distanceM(a, b) : 0 };
  });
  return { nodes, edges, edgesAt };
}

/** The node closest to a position; undefined in an empty graph. */
export function nearestNode(graph: RoadGraph, position: LatLng): RoadNode | undefined {
  let best: RoadNode | undefined;
  let bestM = Infinity;
  for (const node of graph.nodes) {
    const distance = distanceM(node, position);
    if (distance < bestM) [best, bestM] = [node, distance];
  }
  return best;
}
