import { distanceM, type Place, type Random, type Town } from '@waycast/geo';
import type { VehicleKind } from './kinds.ts';

/** Says where a vehicle goes next, given the node at which it is. */
export type Itinerary = (here: number) => number;

/** Addresses besides the named places, so that not everyone stops at the same corners. */
const ADDRESSES = 40;
const STOPS_OF_A_LINE = 8;

/** Makes itineraries in one town. */
export function createItineraries(town: Town, random: Random): (kind: VehicleKind) => Itinerary {
  const { nodes } = town.graph;
  const addresses = Array.from({ length: ADDRESSES }, () => Math.floor(random.next() * nodes.length));
  const anywhere = [...town.places.map(({ nodeId }) => nodeId), ...addresses];
  return ({ goesTo }) => {
    if (goesTo === 'line') return thereAndBack(drawLine(town, random));
    if (goesTo === 'anywhere') return randomly(anywhere, random);
    return randomly(
      town.places.filter(({ kind }) => goesTo.includes(kind)).map(({ nodeId }) => nodeId),
      random,
    );
  };
}

function randomly(nodes: readonly number[], random: Random): Itinerary {
  return (here) => {
    const others = nodes.filter((node) => node !== here);
    return others[Math.floor(random.next() * others.length)] ?? here;
  };
}

function thereAndBack(line: readonly number[]): Itinerary {
  const round = [...line, ...line.slice(1, -1).toReversed()];
  let next = 0;
  return () => round[next++ % round.length] ?? 0;
}

/** Starts at some stop and always goes on to the nearest that the line does not have yet. */
function drawLine(town: Town, random: Random): number[] {
  const open = town.places.filter(({ kind }) => kind === 'stop');
  const line: Place[] = open.splice(Math.floor(random.next() * open.length), 1);
  while (line.length < STOPS_OF_A_LINE && open.length > 0) {
    const last = line.at(-1);
    if (last === undefined) break;
    open.sort((a, b) => distanceM(last, a) - distanceM(last, b));
    line.push(...open.splice(0, 1));
  }
  return line.map(({ nodeId }) => nodeId);
}
