import { crossing, gap, type Point } from './plane.ts';
import type { RoadClass } from './road-class.ts';
import type { StreetLine } from './street-lines.ts';

/** A stretch of street between two neighbouring nodes, straight. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly line: StreetLine;
}

/** Nodes and straight stretches that cross nowhere but at nodes. */
export interface Arrangement {
  readonly nodes: readonly Point[];
  readonly stretches: readonly Stretch[];
}

const CELL_M = 150;
/** Points closer than this become one node. */
const MERGE_M = 14;
const RANK: Readonly<Record<RoadClass, number>> = {
  trunk: 0,
  primary: 1,
  secondary: 2,
  residential: 3,
  lane: 4,
};

interface Segment {
  readonly a: Point;
  readonly b: Point;
  readonly line: StreetLine;
}

/** Cuts every line wherever it meets another and joins the pieces at common nodes. */
export function arrange(lines: readonly StreetLine[]): Arrangement {
  const segments = lines.flatMap(segmentsOf);
  const near = indexSegments(segments);
  const nodes = createNodeStore();
  const stretches = new Map<string, Stretch>();
  for (const segment of segments) {
    const ids = [segment.a, ...cutsOf(segment, near(segment)), segment.b].map((point) => nodes.at(point));
    for (const [i, to] of ids.slice(1).entries()) {
      keepMoreImportant(stretches, { from: ids[i] ?? to, to, line: segment.line });
    }
  }
  return { nodes: nodes.all, stretches: [...stretches.values()] };
}

function segmentsOf(line: StreetLine): Segment[] {
  return line.points.slice(1).map((b, i) => ({ a: line.points[i] ?? b, b, line }));
}

/** Where other lines cross the segment, in order from its start. */
function cutsOf(segment: Segment, others: readonly Segment[]): Point[] {
  const cuts: Point[] = [];
  for (const other of others) {
    if (other.line === segment.line) continue;
    const at = crossing(segment.a, segment.b, other.a, other.b);
    if (at !== undefined) cuts.push(at);
  }
  return cuts.sort((p, q) => gap(segment.a, p) - gap(segment.a, q));
}

function keepMoreImportant(stretches: Map<string, Stretch>, stretch: Stretch): void {
  const { from, to, line } = stretch;
  if (from === to) return;
  const key = from < to ? `${from} ${to}` : `${to} ${from}`;
  const known = stretches.get(key);
  if (known === undefined || RANK[line.roadClass] < RANK[known.line.roadClass]) stretches.set(key, stretch);
}

/** Finds segments that share a cell of a coarse raster with a given one. */
function indexSegments(segments: readonly Segment[]): (segment: Segment) => Segment[] {
  const cells = new Map<string, Segment[]>();
  for (const segment of segments) {
    for (const key of cellsOf(segment)) cells.set(key, [...(cells.get(key) ?? []), segment]);
  }
  return (segment) => [...new Set(cellsOf(segment).flatMap((key) => cells.get(key) ?? []))];
}

function cellsOf({ a, b }: Segment): string[] {
  const keys: string[] = [];
  const cell = (value: number): number => Math.floor(value / CELL_M);
  for (let x = cell(Math.min(a.x, b.x)); x <= cell(Math.max(a.x, b.x)); x++) {
    for (let y = cell(Math.min(a.y, b.y)); y <= cell(Math.max(a.y, b.y)); y++) keys.push(`${x} ${y}`);
  }
  return keys;
}

interface NodeStore {
  readonly all: Point[];
  /** The node at this point, an old one where one is close enough. */
  at(point: Point): number;
}

function createNodeStore(): NodeStore {
  const all: Point[] = [];
  const cells = new Map<string, number[]>();
  const cell = (value: number): number => Math.floor(value / MERGE_M);
  function nearby({ x, y }: Point): number[] {
    return [-1, 0, 1].flatMap((dx) =>
      [-1, 0, 1].flatMap((dy) => cells.get(`${cell(x) + dx} ${cell(y) + dy}`) ?? []),
    );
  }
  function at(point: Point): number {
    const known = nearby(point).find((id) => gap(all[id] ?? point, point) < MERGE_M);
    if (known !== undefined) return known;
    const key = `${cell(point.x)} ${cell(point.y)}`;
    const id = all.push(point) - 1;
    cells.set(key, [...(cells.get(key) ?? []), id]);
    return id;
  }
  return { all, at };
}
