import type { TripToStore } from '../ports/trips.ts';

const MINUTE = 60_000;
/** When the sample trip is to start. */
export const TRIP_START = Date.parse('2026-05-04T06:30:00.000Z');

/** A trip of two stops and half an hour, run by bus-7. */
export function sampleTrip(tenant: string, more: Partial<TripToStore> = {}): TripToStore {
  const scheduledStart = more.scheduledStart ?? TRIP_START;
  const scheduledEnd = more.scheduledEnd ?? scheduledStart + 30 * MINUTE;
  const vehicleId = more.vehicleId === undefined ? 'bus-7' : more.vehicleId;
  const run = (id: string) => ({
    vehicleId: id,
    fromAt: scheduledStart - 90 * MINUTE,
    untilAt: scheduledEnd + 240 * MINUTE,
  });
  return {
    tenant,
    tripId: 'morning~2026-05-04',
    scheduleId: 'morning',
    routeId: 'north',
    serviceDate: '2026-05-04',
    status: 'SCHEDULED',
    vehicleId,
    driverId: 'dora',
    scheduledStart,
    scheduledEnd,
    startedAt: null,
    startedBy: null,
    endedAt: null,
    endedBy: null,
    reason: null,
    plan: samplePlan(scheduledStart, scheduledEnd),
    vehicles: vehicleId === null ? [] : [run(vehicleId)],
    ...more,
  };
}

function samplePlan(first: number, last: number): TripToStore['plan'] {
  const stop = { radiusM: 50, approachM: 500, approachS: null };
  return {
    name: 'Morning, north',
    direction: 'to_school',
    line: [
      [-8.63, 52.66],
      [-8.62, 52.66],
    ],
    stops: [
      {
        ...stop,
        ...{ stopId: 'gate', name: 'Gate', sequence: 1, latitude: 52.66, longitude: -8.63, alongM: 0 },
        ...{ arrival: first, departure: first },
      },
      {
        ...stop,
        ...{ stopId: 'school', name: 'School', sequence: 2, latitude: 52.66, longitude: -8.62, alongM: 674 },
        ...{ arrival: last, departure: null },
      },
    ],
  };
}
