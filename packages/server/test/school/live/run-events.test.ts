import { expect, it } from 'vitest';
import { sampleTrip, TRIP_START } from '../../../src/conformance/trip-samples.ts';
import { changeBy } from '../../../src/modules/school/live/run-events.ts';
import { DID_NOT_RUN } from '../../../src/modules/school/trips/trip-times.ts';
import type { VehicleEvent } from '../../../src/ports/vehicle-events.ts';

const event: VehicleEvent = {
  ...{ id: 1, tenant: 'default', vehicleId: 'bus-7', action: 'opened', at: TRIP_START, late: true },
  finding: {
    ...{ id: 'run', kind: 'run', startsAt: TRIP_START, endsAt: null, severity: null },
    data: { tripId: 'morning~2026-05-04' },
  } as unknown as VehicleEvent['finding'],
};

it.each([
  ['automatic', DID_NOT_RUN, 'IN_PROGRESS'],
  ['automatic', 'it is not planned any more', undefined],
  ['dispatcher:olga', 'snow', undefined],
])(
  'a trip that %s cancelled, since %s, becomes by the fixes of its vehicle: %s',
  (endedBy, reason, status) => {
    const cancelled = { status: 'CANCELLED', endedBy, reason, endedAt: TRIP_START } as const;
    const trip = { ...sampleTrip('default'), ...cancelled, revision: 1, updatedAt: TRIP_START };
    expect(changeBy(event, trip)?.status).toBe(status);
  },
);
