import { distanceM, type LatLng, nearestNode, type Random, type RoadGraph, type Town } from '@waycast/geo';
import type { Way } from '../fleet/way.ts';

/** A line of the demo's school: a bus's way with its stops, out in the morning, back in the afternoon. */
export interface SchoolLine {
  /** Such as `line-07`. */
  readonly id: string;
  readonly vehicleId: string;
  /** Nodes of its stops on the way to the school, which is the last. */
  readonly nodes: readonly number[];
}

/** A stop as the plan has it. */
export interface LineStop extends LatLng {
  readonly id: string;
  readonly name: string;
}

export type FindWay = (from: number, to: number) => Way;

const STOP_SPACING_M = 380;
const STOPS_MAX = 9;
const STOPS_MIN = 4;
const ATTEMPTS = 200;
/** Lines begin in the town, not on the roads that lead to it. */
const FARTHEST_M = 1800;

/** Lines from all over the town to its school, each along the quickest way from where it begins. */
export function drawLines(town: Town, count: number, random: Random, findWay: FindWay): SchoolLine[] {
  const school = schoolNode(town);
  const lines: SchoolLine[] = [];
  for (let attempt = 0; lines.length < count && attempt < count * ATTEMPTS; attempt++) {
    const start = Math.floor(random.next() * town.graph.nodes.length);
    if (distanceOf(town, start) > FARTHEST_M) continue;
    const nodes = stopsOnTheWay(findWay(start, school), town.graph, start);
    if (nodes.length < STOPS_MIN) continue;
    const number = String(lines.length + 1).padStart(2, '0');
    lines.push({ id: `line-${number}`, vehicleId: `school-bus-${lines.length + 1}`, nodes });
  }
  return lines;
}

/** What the plan says of the place at a node. */
export function stopAt(town: Town, node: number): LineStop {
  const place = town.graph.nodes[node] ?? town.center;
  const isSchool = node === schoolNode(town);
  return {
    id: isSchool ? 'school' : `stop-${node}`,
    name: isSchool ? (schoolOf(town)?.name ?? 'School') : cornerName(town.graph, node),
    latitude: place.latitude,
    longitude: place.longitude,
  };
}

/** Positions [longitude, latitude] of the whole way from stop to stop. */
export function lineThrough(nodes: readonly number[], town: Town, findWay: FindWay): [number, number][] {
  const line: LatLng[] = [];
  for (const [index, node] of nodes.entries()) {
    const next = nodes[index + 1];
    if (next !== undefined) line.push(...findWay(node, next).stretches.map(({ from }) => from));
  }
  const end = town.graph.nodes[nodes.at(-1) ?? 0];
  if (end !== undefined) line.push(end);
  return line.map(({ longitude, latitude }) => [longitude, latitude]);
}

/** Metres from the middle of the town, as the crow flies. */
function distanceOf({ graph, center }: Town, node: number): number {
  const place = graph.nodes[node];
  return place === undefined ? Number.POSITIVE_INFINITY : distanceM(center, place);
}

function schoolOf(town: Town) {
  return town.places.find(({ kind }) => kind === 'school');
}

function schoolNode(town: Town): number {
  return schoolOf(town)?.nodeId ?? nearestNode(town.graph, town.center)?.id ?? 0;
}

/** The start, a node every few hundred metres of the way, and its end. */
function stopsOnTheWay(way: Way, graph: RoadGraph, start: number): number[] {
  const nodes = [start];
  let sinceM = 0;
  for (const stretch of way.stretches) {
    sinceM += stretch.lengthM;
    if (sinceM < STOP_SPACING_M || nodes.length === STOPS_MAX) continue;
    const node = nearestNode(graph, stretch.to)?.id;
    if (node === undefined || node === way.end || nodes.includes(node)) continue;
    nodes.push(node);
    sinceM = 0;
  }
  // Two stops in sight of each other are one.
  if (sinceM < STOP_SPACING_M / 2 && nodes.length > 1) nodes.pop();
  return way.stretches.length === 0 ? [] : [...nodes, way.end];
}

function cornerName(graph: RoadGraph, node: number): string {
  const names = (graph.edgesAt[node] ?? []).flatMap((id) => graph.edges[id]?.name ?? []);
  return [...new Set(names)].slice(0, 2).join(' / ') || `Stop ${node}`;
}
