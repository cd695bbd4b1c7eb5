import type { Passenger, TripStop } from '@waycast/contract';
import { distanceM, type LatLng } from '@waycast/geo';

/**
 * The stop that the driver is at or goes to next: where the phone says it is, else the first that the server has not
 * seen left behind; the last one once all are.
 */
export function currentStop(stops: readonly TripStop[], position: LatLng | null): number {
  const left = stops.findLastIndex(({ departedAt, skipped }) => departedAt !== null || skipped);
  const ahead = stops.findIndex(
    (stop, index) => index > left && position !== null && distanceM(position, stop) <= stop.radiusM,
  );
  return Math.min(Math.max(ahead, left + 1), Math.max(0, stops.length - 1));
}

/** Passengers as the driver deals with them at a stop. */
export interface AtStop {
  readonly toBoard: readonly Passenger[];
  readonly toAlight: readonly Passenger[];
  readonly onBoard: readonly Passenger[];
  /** Should have got on at an earlier stop. */
  readonly missed: readonly Passenger[];
  readonly later: readonly Passenger[];
  readonly done: readonly Passenger[];
}

/** Sorts them for the stop with this place in the order, from 1. */
export function passengersAt(students: readonly Passenger[], sequence: number): AtStop {
  const sorted = [...students].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const of = (test: (one: Passenger) => boolean): Passenger[] => sorted.filter(test);
  const waits = ({ state, boardSequence }: Passenger): number | null =>
    state === 'EXPECTED' ? boardSequence : null;
  return {
    toBoard: of((one) => waits(one) === sequence),
    toAlight: of(({ state, alightSequence }) => state === 'BOARDED' && alightSequence === sequence),
    onBoard: of(({ state, alightSequence }) => state === 'BOARDED' && alightSequence !== sequence),
    missed: of((one) => (waits(one) ?? Infinity) < sequence),
    later: of((one) => (waits(one) ?? -1) > sequence),
    done: of(({ state }) => state === 'ALIGHTED' || state === 'ABSENT'),
  };
}
