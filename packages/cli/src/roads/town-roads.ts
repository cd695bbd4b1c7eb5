import {
  createRandom,
  DEMO_TOWN_SEED,
  type LatLng,
  type RoadClass,
  type RoadEdge,
  type Town,
} from '@waycast/geo';
import { NearestRoad } from '../eval/roads/nearest-road.ts';

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

/** The streets of a town with their true roughness, the same every time. */
export class TownRoads {
  readonly roads: readonly TownRoad[];
  readonly #town: Town;
  readonly #nearest: NearestRoad;
  readonly #byId: ReadonlyMap<string, TownRoad>;

  constructor(town: Town) {
    this.#town = town;
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
    this.#byId = new Map(this.roads.map((road) => [road.id, road]));
    this.#nearest = new NearestRoad(
      this.roads.map(({ id, edge }) => ({ segmentId: id, line: this.#lineOf(edge), oneWay: false })),
    );
  }

  /** As a file that `POST /api/roads/segments/import` takes. */
  geoJson() {
    return {
      type: 'FeatureCollection' as const,
      features: this.roads.map(({ id, edge }) => ({
        type: 'Feature',
        id,
        properties: { name: edge.name, highway: edge.roadClass },
        geometry: {
          type: 'LineString',
          coordinates: this.#lineOf(edge).map(([latitude, longitude]) => [longitude, latitude]),
        },
      })),
    };
  }

  /** The road that a place is on or nearest to; undefined: none is near. */
  at(place: LatLng): TownRoad | undefined {
    return this.#byId.get(this.#nearest.of(place) ?? '');
  }

  #lineOf({ from, to }: RoadEdge): (readonly [latitude: number, longitude: number])[] {
    const { nodes } = this.#town.graph;
    return [nodes[from], nodes[to]].flatMap((node) => (node ? [[node.latitude, node.longitude]] : []));
  }
}
