import type { LatLng, Town } from '@waycast/geo';

/** Further from every street than this, a vehicle is not on one. */
const REACH_M = 45;
const CELL_DEGREES = 0.003;
const METRES_PER_DEGREE = 111_195;

/** Answers on which street of the town a position lies; undefined when it lies on none. */
export type StreetFinder = (position: LatLng) => string | undefined;

/** Indexes the town's streets by a coarse raster. */
export function createStreetFinder(town: Town): StreetFinder {
  const { nodes, edges } = town.graph;
  const shrink = Math.cos((town.center.latitude * Math.PI) / 180);
  const cells = new Map<string, number[]>();
  const cellOf = ({ latitude, longitude }: LatLng, dx = 0, dy = 0): string =>
    `${Math.floor(longitude / CELL_DEGREES) + dx} ${Math.floor(latitude / CELL_DEGREES) + dy}`;
  for (const edge of edges) {
    for (const end of [edge.from, edge.to]) {
      const node = nodes[end];
      if (node === undefined) continue;
      const key = cellOf(node);
      cells.set(key, [...(cells.get(key) ?? []), edge.id]);
    }
  }

  function distanceToEdgeM(position: LatLng, edgeId: number): number {
    const edge = edges[edgeId];
    const [a, b] = edge === undefined ? [] : [nodes[edge.from], nodes[edge.to]];
    if (a === undefined || b === undefined) return Infinity;
    const plane = ({ latitude, longitude }: LatLng): [number, number] => [
      (longitude - position.longitude) * METRES_PER_DEGREE * shrink,
      (latitude - position.latitude) * METRES_PER_DEGREE,
    ];
    return distanceFromOrigin(plane(a), plane(b));
  }

  return (position) => {
    let best: { edgeId: number; distanceM: number } | undefined;
    for (const dx of [-1, 0, 1]) {
      for (const dy of [-1, 0, 1]) {
        for (const edgeId of cells.get(cellOf(position, dx, dy)) ?? []) {
          const distanceM = distanceToEdgeM(position, edgeId);
          if (distanceM < (best?.distanceM ?? REACH_M)) best = { edgeId, distanceM };
        }
      }
    }
    return best === undefined ? undefined : edges[best.edgeId]?.name;
  };
}

function distanceFromOrigin([ax, ay]: [number, number], [bx, by]: [number, number]): number {
  const length2 = (bx - ax) ** 2 + (by - ay) ** 2;
  const along = length2 === 0 ? 0 : -(ax * (bx - ax) + ay * (by - ay)) / length2;
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(ax + t * (bx - ax), ay + t * (by - ay));
}
