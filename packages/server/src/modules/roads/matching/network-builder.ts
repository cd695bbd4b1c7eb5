import type { ConformalPlane } from '@waycast/geo';
import type { RoadLine } from './road-line.ts';

/** A road that turns more than so much, in radians, comes back beside itself: its arms are different places. */
const MAX_TURN = 1.75;
/** Vertices nearer than some centimetres are one. */
const PER_DEGREE = 1e7;

/** Growing lists of numbers, of which a RoadNetwork makes arrays. */
export interface Draft {
  readonly segmentIds: string[];
  /** Of edges: stretches of a segment between two nodes. */
  readonly edges: {
    readonly segment: number[];
    readonly from: number[];
    readonly to: number[];
    readonly lengthM: number[];
    /** Metres from the segment's start. */
    readonly startM: number[];
    readonly oneWay: number[];
  };
  /** Of the straight parts of edges; x and y on the plane. */
  readonly strokes: {
    readonly edge: number[];
    readonly x1: number[];
    readonly y1: number[];
    readonly x2: number[];
    readonly y2: number[];
    readonly lengthM: number[];
    /** Metres from the edge's start. */
    readonly startM: number[];
  };
  nodes: number;
}

interface Vertex {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Lays lines out on a plane, and finds where they meet. */
export function draftNetwork(lines: readonly RoadLine[], plane: ConformalPlane): Draft {
  const draft: Draft = {
    segmentIds: [],
    edges: { segment: [], from: [], to: [], lengthM: [], startM: [], oneWay: [] },
    strokes: { edge: [], x1: [], y1: [], x2: [], y2: [], lengthM: [], startM: [] },
    nodes: 0,
  };
  const meeting = meetingPlaces(lines);
  const nodes = new Map<string, number>();
  const nodeOf = (key: string): number => {
    const known = nodes.get(key);
    if (known !== undefined) return known;
    nodes.set(key, draft.nodes);
    return draft.nodes++;
  };
  for (const road of lines) {
    const vertices = verticesOf(road, plane);
    if (vertices.length < 2) continue;
    draft.segmentIds.push(road.segmentId);
    let alongM = 0;
    for (const stretch of stretches(vertices, meeting))
      alongM += addEdge(draft, road, stretch, alongM, nodeOf);
  }
  return draft;
}

function keyOf([latitude, longitude]: readonly [number, number]): string {
  return `${Math.round(latitude * PER_DEGREE)},${Math.round(longitude * PER_DEGREE)}`;
}

/** Vertices that several lines have, or one line twice. */
function meetingPlaces(lines: readonly RoadLine[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const meeting = new Set<string>();
  for (const { line } of lines) {
    let before: string | undefined;
    for (const vertex of line) {
      const key = keyOf(vertex);
      if (key === before) continue;
      before = key;
      if (seen.has(key)) meeting.add(key);
      seen.add(key);
    }
  }
  return meeting;
}

/** Without repeated ones. */
function verticesOf({ line }: RoadLine, plane: ConformalPlane): Vertex[] {
  const vertices: Vertex[] = [];
  for (const place of line) {
    const key = keyOf(place);
    if (vertices.at(-1)?.key === key) continue;
    const [latitude, longitude] = place;
    vertices.push({ key, x: plane.x(longitude), y: plane.y(latitude), scale: plane.scaleAt({ latitude }) });
  }
  return vertices;
}

/** Cut where roads meet, and before a stretch comes back beside itself. */
function* stretches(vertices: readonly Vertex[], meeting: ReadonlySet<string>): Iterable<Vertex[]> {
  let stretch: Vertex[] = [];
  let turned = 0;
  let before: number | undefined;
  for (const [index, vertex] of vertices.entries()) {
    stretch.push(vertex);
    const next = vertices[index + 1];
    if (next === undefined) break;
    const direction = Math.atan2(next.y - vertex.y, next.x - vertex.x);
    if (before !== undefined) turned += turnBetween(before, direction);
    before = direction;
    if (index === 0 || (!meeting.has(vertex.key) && Math.abs(turned) <= MAX_TURN)) continue;
    yield stretch;
    stretch = [vertex];
    turned = 0;
  }
  if (stretch.length > 1) yield stretch;
}

function turnBetween(before: number, after: number): number {
  const turn = after - before;
  return turn > Math.PI ? turn - 2 * Math.PI : turn < -Math.PI ? turn + 2 * Math.PI : turn;
}

/** Returns its length in metres. */
function addEdge(
  { edges, strokes, segmentIds }: Draft,
  { oneWay }: RoadLine,
  stretch: readonly Vertex[],
  startM: number,
  nodeOf: (key: string) => number,
): number {
  const edge = edges.from.length;
  let lengthM = 0;
  for (const [index, to] of stretch.entries()) {
    const from = stretch[index - 1];
    if (from === undefined) continue;
    strokes.edge.push(edge);
    strokes.x1.push(from.x);
    strokes.y1.push(from.y);
    strokes.x2.push(to.x);
    strokes.y2.push(to.y);
    strokes.startM.push(lengthM);
    const strokeM = Math.hypot(to.x - from.x, to.y - from.y) * ((from.scale + to.scale) / 2);
    strokes.lengthM.push(strokeM);
    lengthM += strokeM;
  }
  edges.segment.push(segmentIds.length - 1);
  edges.from.push(nodeOf(stretch[0]?.key ?? ''));
  edges.to.push(nodeOf(stretch.at(-1)?.key ?? ''));
  edges.lengthM.push(lengthM);
  edges.startM.push(startM);
  edges.oneWay.push(oneWay ? 1 : 0);
  return lengthM;
}
