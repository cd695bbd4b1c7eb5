import type { FixInput } from '@waycast/contract';
import type { Random, Town } from '@waycast/geo';
import type { VehicleKind } from '../fleet/kinds.ts';
import { createVehicle } from '../fleet/vehicle.ts';
import type { FindWay } from './school-line.ts';

const SCHOOL_BUS: VehicleKind = {
  name: 'bus',
  pace: 0.85,
  topSpeed: 13,
  acceleration: 0.8,
  stopS: [20, 40],
  goesTo: 'line',
  share: 0,
};

export interface SchoolBusInput {
  readonly vehicleId: string;
  /** Nodes of the stops, in order. */
  readonly nodes: readonly number[];
  readonly town: Town;
  readonly findWay: FindWay;
  readonly random: Random;
  /** It leaves a stop, or has stood at the last one for a while; the index is from 0. */
  readonly leaves: (index: number) => void;
}

/** A bus on one trip. */
export interface SchoolBus {
  /** Lets time pass, in seconds. */
  advance(seconds: number): void;
  fix(time: number): FixInput;
}

export function createSchoolBus(input: SchoolBusInput): SchoolBus {
  const { vehicleId: id, nodes, town, findWay, random, leaves } = input;
  const start = nodes[0] ?? 0;
  let at = 0;
  let ended = false;
  const itinerary = (here: number): number => {
    if (ended) return here;
    leaves(at);
    const next = nodes[at + 1];
    ended = next === undefined;
    at += 1;
    return next ?? here;
  };
  const position = town.graph.nodes[start] ?? town.center;
  return createVehicle({ id, kind: SCHOOL_BUS, start, position, itinerary, findWay, random });
}

const STEP_S = 1;
const LONGEST_S = 3 * 3600;

/** Seconds after its start at which a bus leaves each stop, as a timetable is made of them. */
export function timesOfWay(input: Omit<SchoolBusInput, 'leaves' | 'vehicleId'>): number[] {
  const times: number[] = [];
  let seconds = 0;
  const bus = createSchoolBus({ ...input, vehicleId: 'timetable', leaves: () => times.push(seconds) });
  while (times.length < input.nodes.length && seconds < LONGEST_S) {
    bus.advance(STEP_S);
    seconds += STEP_S;
  }
  return times;
}
