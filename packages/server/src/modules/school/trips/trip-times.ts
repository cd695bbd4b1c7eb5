import type { StoredTrip, TripVehicle } from '../../../ports/trips.ts';

const HOUR_MS = 3_600_000;
/** A vehicle's fixes may be of the trip from so long before its planned start … */
const RUN_BEFORE_MS = 1.5 * HOUR_MS;
/** … to so long after its planned end. */
const RUN_AFTER_MS = 4 * HOUR_MS;
/** A trip cannot start earlier than this before its planned start: somebody took the wrong one. */
export const EARLIEST_START_MS = 3 * HOUR_MS;
/** Clocks of phones are allowed to be so far ahead. */
export const AHEAD_MS = 120_000;
/** A trip that nobody started by so long after its planned end did not run. */
export const DID_NOT_RUN_MS = 4 * HOUR_MS;
/** Why it was cancelled then; fixes that come later still may say that it did. */
export const DID_NOT_RUN = 'it did not run: nobody started it, and no vehicle was seen on its way';
/** A running trip whose vehicle is silent is ended so long after its planned end … */
export const FORGOTTEN_MS = 2 * HOUR_MS;
/** … when it has been silent for so long, */
export const SILENT_MS = HOUR_MS / 2;
/** … and whatever its vehicle does so long after it. */
export const OVER_MS = 12 * HOUR_MS;

type Planned = Pick<StoredTrip, 'scheduledStart' | 'scheduledEnd'>;

/** The vehicle of a trip that has none before. */
export function plannedRun(vehicleId: string | null, trip: Planned): TripVehicle[] {
  if (vehicleId === null) return [];
  return [
    {
      vehicleId,
      fromAt: trip.scheduledStart - RUN_BEFORE_MS,
      untilAt: trip.scheduledEnd + RUN_AFTER_MS,
    },
  ];
}

/** The vehicles of a trip when another one takes over at a moment that is not before the present one did. */
export function takenOver(trip: StoredTrip, vehicleId: string, at: number): TripVehicle[] {
  const [planned] = plannedRun(vehicleId, trip);
  const last = trip.vehicles.at(-1);
  if (planned === undefined) return [...trip.vehicles];
  const untilAt = Math.max(planned.untilAt, at + RUN_AFTER_MS);
  if (last === undefined) return [{ ...planned, fromAt: Math.min(planned.fromAt, at), untilAt }];
  if (at <= last.fromAt) return [...trip.vehicles.slice(0, -1), { vehicleId, fromAt: last.fromAt, untilAt }];
  const before = { ...last, untilAt: Math.min(last.untilAt, at) };
  return [...trip.vehicles.slice(0, -1), before, { vehicleId, fromAt: at, untilAt }];
}

/** The vehicles of a trip that starts at a moment: the first may have begun earlier than was planned, or run later. */
export function startedRun(vehicles: readonly TripVehicle[], at: number): TripVehicle[] {
  return vehicles.map((run, index) => ({
    ...run,
    fromAt: index === 0 ? Math.min(run.fromAt, at) : run.fromAt,
    untilAt: index === vehicles.length - 1 ? Math.max(run.untilAt, at + RUN_AFTER_MS) : run.untilAt,
  }));
}
