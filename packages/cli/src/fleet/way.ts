import {
  bearingDegrees,
  bearingDifference,
  type LatLng,
  quickestWay,
  ROAD_SPEED_MPS,
  type RoadGraph,
} from '@waycast/geo';

/** One straight stretch of a way. */
export interface Stretch {
  readonly from: LatLng;
  readonly to: LatLng;
  readonly toNode: number;
  readonly lengthM: number;
  readonly bearing: number;
  /** Metres per second that traffic does here. */
  readonly limit: number;
  /** Speed at its end, so that the next corner and the stop at the way's end can be made. */
  readonly endSpeed: number;
}

/** A way from node to node, ready to be driven. */
export interface Way {
  readonly stretches: readonly Stretch[];
  /** Node at its end. */
  readonly end: number;
}

/** Metres per second squared, comfortable for standing passengers. */
export const BRAKING = 1.6;
const STRAIGHT_DEGREES = 15;

/** Itineraries ask for the same ways again; those who are sent about ask for others every time. */
const MAX_KNOWN = 5000;

/** Finds ways and remembers the latest that were new. */
export function createWayFinder(graph: RoadGraph): (from: number, to: number) => Way {
  const known = new Map<number, Way>();
  return (from, to) => {
    const key = from * graph.nodes.length + to;
    const way = known.get(key) ?? findWay(graph, from, to);
    known.set(key, way);
    const [oldest] = known.keys();
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
    return way;
  };
}

function findWay(graph: RoadGraph, from: number, to: number): Way {
  const legs = quickestWay(graph, from, to) ?? [];
  const stretches: Stretch[] = [];
  let next: Stretch | undefined;
  for (const { edge, ...leg } of legs.toReversed()) {
    const [a, b] = [graph.nodes[leg.from], graph.nodes[leg.to]];
    if (a === undefined || b === undefined) continue;
    const bearing = bearingDegrees(a, b);
    const stretch = {
      from: a,
      to: b,
      toNode: leg.to,
      lengthM: edge.lengthM,
      bearing,
      limit: ROAD_SPEED_MPS[edge.roadClass],
      endSpeed: endSpeed(bearing, next),
    };
    stretches.unshift(stretch);
    next = stretch;
  }
  return { stretches, end: stretches.length === 0 ? from : to };
}

/** Slow enough for the corner, and for everything that comes after it; 0 at the end of the way. */
function endSpeed(bearing: number, next: Stretch | undefined): number {
  if (next === undefined) return 0;
  const braking = Math.sqrt(next.endSpeed ** 2 + 2 * BRAKING * next.lengthM);
  return Math.min(cornerSpeed(bearingDifference(bearing, next.bearing)), next.limit, braking);
}

/** 4 m/s round a right angle, 2 m/s back again; no limit nearly straight on. */
function cornerSpeed(turn: number): number {
  if (turn <= STRAIGHT_DEGREES) return Infinity;
  return turn <= 90 ? 4 + (90 - turn) * 0.12 : 2 + (180 - turn) * 0.022;
}
