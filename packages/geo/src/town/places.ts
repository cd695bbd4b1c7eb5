import { distanceM } from '../distance.ts';
import type { LatLng } from '../position.ts';
import type { Random } from './random.ts';
import { nearestNode, type RoadEdge, type RoadGraph } from './road-graph.ts';

export const PLACE_KINDS = ['school', 'depot', 'station', 'hospital', 'shop', 'stop'] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

/** Somewhere that vehicles go. `nodeId` is the street node in front of it. */
export interface Place extends LatLng {
  readonly id: string;
  readonly kind: PlaceKind;
  readonly name: string;
  readonly nodeId: number;
}

const STOP_SPACING_M = 330;
const STOPS_MAX = 44;
const SHOPS = [
  'Corner Bakery',
  'Riverside Books',
  'Old Mill Hardware',
  'Market Hall',
  'Green Grocer',
  'Fish & Net',
  'Bicycle Works',
  'Pharmacy on Main',
  'Tea Rooms',
  'Record Exchange',
];

/** Landmarks, each with the street node in front of it. */
export function placeLandmarks(
  graph: RoadGraph,
  landmarks: readonly (LatLng & { readonly kind: PlaceKind; readonly name: string })[],
): Place[] {
  return landmarks.map(({ kind, name, latitude, longitude }) => {
    const nodeId = nearestNode(graph, { latitude, longitude })?.id ?? 0;
    return { id: kind, kind, name, nodeId, latitude, longitude };
  });
}

/** Bus stops on the larger streets, each named for its street and the one that crosses there. */
export function placeStops(graph: RoadGraph): Place[] {
  const stops: Place[] = [];
  for (const node of graph.nodes) {
    const edges = (graph.edgesAt[node.id] ?? []).flatMap((id) => graph.edges[id] ?? []);
    const main = edges.find(({ roadClass }) => roadClass === 'primary' || roadClass === 'secondary');
    const cross = edges.find(
      ({ name }) => main !== undefined && name !== main.name && !name.endsWith('Bridge'),
    );
    if (edges.some(({ roadClass }) => roadClass === 'trunk')) continue;
    if (main === undefined || cross === undefined || main.name.endsWith('Bridge')) continue;
    if (stops.length >= STOPS_MAX || stops.some((stop) => distanceM(stop, node) < STOP_SPACING_M)) continue;
    const { latitude, longitude, id: nodeId } = node;
    const name = `${main.name} / ${cross.name}`;
    stops.push({ id: `stop-${stops.length + 1}`, kind: 'stop', name, nodeId, latitude, longitude });
  }
  return stops;
}

/** Shops at random corners inside the ring. */
export function placeShops(graph: RoadGraph, random: Random): Place[] {
  const corners = graph.nodes.filter(({ id }) => {
    const edges = (graph.edgesAt[id] ?? []).flatMap((edge) => graph.edges[edge] ?? []);
    return edges.length >= 3 && edges.some(isShoppingStreet);
  });
  return SHOPS.flatMap((name, i) => {
    const corner = corners[Math.floor(random.next() * corners.length)];
    if (corner === undefined) return [];
    const { latitude, longitude, id: nodeId } = corner;
    return [{ id: `shop-${i + 1}`, kind: 'shop' as const, name, nodeId, latitude, longitude }];
  });
}

function isShoppingStreet({ roadClass }: RoadEdge): boolean {
  return roadClass === 'secondary' || roadClass === 'residential';
}
