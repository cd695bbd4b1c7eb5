import { createRandom, createTown, type LatLng, nearestNode, type Town } from '@waycast/geo';
import { createItineraries } from './itinerary.ts';
import { kindOf } from './kinds.ts';
import { createVehicle, type Vehicle } from './vehicle.ts';
import { createWayFinder } from './way.ts';

export interface FleetInput {
  readonly vehicles: number;
  /** The same seed gives the same town, vehicles and ways. */
  readonly seed: number;
  /** Absent: that of the seed. */
  readonly town?: Town;
  /** Where vehicles were last seen, by id; the others start somewhere. */
  readonly lastSeen?: ReadonlyMap<string, LatLng>;
}

/** Seconds driven before anyone looks, so that vehicles are on the way and not all at a stop. */
const HEAD_START_S = 240;

/** A mixed fleet in the generated town. Two vehicles never share an id: `bus-1`, `taxi-1`, `van-1`, `bike-1`, … */
export function createFleet({
  vehicles,
  seed,
  town = createTown(seed),
  lastSeen = new Map(),
}: FleetInput): Vehicle[] {
  const random = createRandom(seed + 1);
  const itineraryFor = createItineraries(town, random);
  const findWay = createWayFinder(town.graph);
  const numbers = new Map<string, number>();
  return Array.from({ length: vehicles }, (_, index) => {
    const kind = kindOf(index);
    const number = (numbers.get(kind.name) ?? 0) + 1;
    numbers.set(kind.name, number);
    const id = `${kind.name}-${number}`;
    const itinerary = itineraryFor(kind);
    const seen = lastSeen.get(id);
    const start = (seen === undefined ? undefined : nearestNode(town.graph, seen)?.id) ?? itinerary(0);
    const position = town.graph.nodes[start] ?? town.center;
    const vehicle = createVehicle({ id, kind, start, position, itinerary, findWay, random });
    if (seen === undefined) vehicle.advance(random.between(0, HEAD_START_S));
    return vehicle;
  });
}
