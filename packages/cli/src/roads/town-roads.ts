import {
  createRandom,
  DEMO_TOWN_SEED,
  FlatPlane,
  type LatLng,
  type RoadClass,
  type RoadEdge,
  type Town,
} from '@waycast/geo';

/** m/s² that a road of its class has on average, at the speed that estimates are for. */
const USUAL: Readonly<Record<RoadClass, number>> = {
  trunk: 0.45,
  primary: 0.65,
  secondary: 0.85,
  residential: 1.2,
  lane: 2.1,
};
/** Streets are better or worse than others of their class, and each has its stretches. */
const STREET = [0.55, 2.1] as const;
const STRETCH = [0.8, 1.3] as const;

/** A stretch of road of the demo's town, and how it really is. */
export interface TownRoad {
  readonly id: string;
  readonly edge: RoadEdge;
  /** m/s². */
  readonly roughness: number;
}

/** From a to b in metres. */
interface FlatRoad {
  readonly road: TownRoad;
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
}

/** The streets of a town with their true roughness, the same every time. */
export class TownRoads {
  readonly roads: readonly TownRoad[];
  readonly #town: Town;
  readonly #plane: FlatPlane;
  readonly #lines: readonly FlatRoad[];

  constructor(town: Town) {
    this.#town = town;
    this.#plane = new FlatPlane(town.center);
    const random = createRandom(DEMO_TOWN_SEED + 23);
    const streets = new Map<string, number>();
    this.roads = town.graph.edges.map((edge) => {
      const street = streets.get(edge.name) ?? random.between(...STREET);
      streets.set(edge.name, street);
      return {
        id: `edge-${edge.id}`,
        edge,
        roughness: USUAL[edge.roadClass] * street * random.between(...STRETCH),
      };
    });
    this.#lines = this.roads.map((road) => this.#lineOf(road));
  }

  /** As a file that `POST /api/roads/segments/import` takes. */
  geoJson() {
    const { nodes } = this.#town.graph;
    return {
      type: 'FeatureCollection' as const,
      features: this.roads.map(({ id, edge }) => ({
        type: 'Feature',
        id,
        properties: { name: edge.name, highway: edge.roadClass },
        geometry: {
          type: 'LineString',
          coordinates: [nodes[edge.from], nodes[edge.to]].map((node) => [node?.longitude, node?.latitude]),
        },
      })),
    };
  }

  /** The road that a place is on or nearest to. */
  at(place: LatLng): TownRoad | undefined {
    const [x, y] = [this.#plane.east(place.longitude), this.#plane.north(place.latitude)];
    let best: TownRoad | undefined;
    let bestM = Number.POSITIVE_INFINITY;
    for (const { road, ax, ay, bx, by } of this.#lines) {
      const [dx, dy] = [bx - ax, by - ay];
      const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      const awayM = (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2;
      if (awayM < bestM) [best, bestM] = [road, awayM];
    }
    return best;
  }

  /** In metres east and north of the town's middle. */
  #lineOf(road: TownRoad): FlatRoad {
    const { nodes } = this.#town.graph;
    const [from = this.#plane.origin, to = this.#plane.origin] = [nodes[road.edge.from], nodes[road.edge.to]];
    const at = ({ latitude, longitude }: LatLng) =>
      [this.#plane.east(longitude), this.#plane.north(latitude)] as const;
    const [[ax, ay], [bx, by]] = [at(from), at(to)];
    return { road, ax, ay, bx, by };
  }
}
