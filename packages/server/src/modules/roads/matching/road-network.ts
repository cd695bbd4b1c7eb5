import { ConformalPlane, StrokeGrid } from '@waycast/geo';
import { type Draft, draftNetwork } from './network-builder.ts';
import type { RoadLine } from './road-line.ts';

/** Side of a cell in metres: about what is looked around a fix. */
const CELL_M = 50;

/**
 * Roads as a graph, and by where they are: edges are stretches of a segment between nodes, where roads meet. Made once
 * for each version of a tenant's segments (about 1 µs a vertex), and never changed. An edge that is driven in the
 * direction of its line has the number 2·edge, against it 2·edge + 1. Lines of less than two different places are
 * left out; the order of the lines decides nothing but ties.
 */
export class RoadNetwork {
  readonly plane: ConformalPlane;
  readonly nodes: number;
  readonly edges: {
    readonly lengthM: Float64Array;
    readonly startM: Float64Array;
    readonly oneWay: Uint8Array;
  };
  readonly strokes: {
    readonly edge: Int32Array;
    readonly x1: Float64Array;
    readonly y1: Float64Array;
    readonly x2: Float64Array;
    readonly y2: Float64Array;
    readonly lengthM: Float64Array;
    readonly startM: Float64Array;
  };
  readonly grid: StrokeGrid;
  /** The cells of the grid are somewhat smaller than this on earth away from the middle latitude. */
  readonly #segmentIds: readonly string[];
  readonly #segmentOf: Int32Array;
  readonly #ends: Int32Array;
  /** Where the edges that leave a node begin in `#leaving`; one more than there are nodes. */
  readonly #firstLeaving: Int32Array;
  readonly #leaving: Int32Array;

  constructor(lines: Iterable<RoadLine>) {
    const roads = [...lines];
    const [latitude, longitude] = roads[roads.length >> 1]?.line[0] ?? [0, 0];
    this.plane = new ConformalPlane(longitude);
    const draft = draftNetwork(roads, this.plane);
    const { edges, strokes } = draft;
    this.nodes = draft.nodes;
    this.edges = {
      lengthM: Float64Array.from(edges.lengthM),
      startM: Float64Array.from(edges.startM),
      oneWay: Uint8Array.from(edges.oneWay),
    };
    this.strokes = {
      edge: Int32Array.from(strokes.edge),
      x1: Float64Array.from(strokes.x1),
      y1: Float64Array.from(strokes.y1),
      x2: Float64Array.from(strokes.x2),
      y2: Float64Array.from(strokes.y2),
      lengthM: Float64Array.from(strokes.lengthM),
      startM: Float64Array.from(strokes.startM),
    };
    this.grid = new StrokeGrid(this.strokes, CELL_M / this.plane.scaleAt({ latitude }));
    this.#segmentIds = draft.segmentIds;
    this.#segmentOf = Int32Array.from(edges.segment);
    this.#ends = new Int32Array(2 * edges.from.length);
    for (const [edge, from] of edges.from.entries()) {
      this.#ends[2 * edge] = edges.to[edge] ?? 0;
      this.#ends[2 * edge + 1] = from;
    }
    [this.#firstLeaving, this.#leaving] = leavingEdges(draft);
  }

  segmentId(driven: number): string {
    return this.#segmentIds[this.#segmentOf[driven >> 1] ?? 0] ?? '';
  }

  /** The node at which a driven edge ends. */
  endOf(driven: number): number {
    return this.#ends[driven] ?? 0;
  }

  startOf(driven: number): number {
    return this.#ends[driven ^ 1] ?? 0;
  }

  /** Calls back with each edge that can be driven from a node, against its one way too. */
  forEachLeaving(node: number, visit: (driven: number) => void): void {
    const end = this.#firstLeaving[node + 1] ?? 0;
    for (let at = this.#firstLeaving[node] ?? 0; at < end; at++) visit(this.#leaving[at] ?? 0);
  }

  isAgainst(driven: number): boolean {
    return (driven & 1) === 1 && this.edges.oneWay[driven >> 1] === 1;
  }
}

function leavingEdges({ nodes, edges }: Draft): readonly [first: Int32Array, leaving: Int32Array] {
  const first = new Int32Array(nodes + 1);
  for (const node of [...edges.from, ...edges.to]) first[node + 1] = (first[node + 1] ?? 0) + 1;
  for (let node = 0; node < nodes; node++) first[node + 1] = (first[node + 1] ?? 0) + (first[node] ?? 0);
  const next = first.slice();
  const leaving = new Int32Array(2 * edges.from.length);
  const add = (node: number, driven: number): void => {
    leaving[next[node] ?? 0] = driven;
    next[node] = (next[node] ?? 0) + 1;
  };
  for (let edge = 0; edge < edges.from.length; edge++) {
    add(edges.from[edge] ?? 0, 2 * edge);
    add(edges.to[edge] ?? 0, 2 * edge + 1);
  }
  return [first, leaving];
}
