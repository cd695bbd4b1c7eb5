import { z } from 'zod';
import type { StoredTrip, TripChange } from '../../../ports/trips.ts';
import type { VehicleEvent } from '../../../ports/vehicle-events.ts';
import { END_REASONS, type EndReason } from '../running/running-state.ts';
import { DID_NOT_RUN, startedRun } from '../trips/trip-times.ts';

const AUTOMATIC = 'automatic';

const RunData = z.object({
  tripId: z.string(),
  ended: z.object({ why: z.enum(Object.keys(END_REASONS) as EndReason[]) }).optional(),
});

/** Ends that complete a trip; the others were given by somebody, or the trip goes on with another vehicle. */
const COMPLETES: ReadonlySet<EndReason> = new Set<EndReason>([
  'left_last_stop',
  'stood_at_last_stop',
  'silent_at_last_stop',
  'next_trip',
  'silence',
]);

/** Undefined: it tells of no run. */
export function tripIdOfRun({ finding }: VehicleEvent): string | undefined {
  return finding.kind === 'run' ? RunData.parse(finding.data).tripId : undefined;
}

/** What a run that begins, ends or turns out not to have been makes of its trip; nobody's word is overruled by it. */
export function changeBy(event: VehicleEvent, trip: StoredTrip): TripChange | undefined {
  const { action, finding, vehicleId } = event;
  if (action === 'withdrawn') return withdrawn(trip, vehicleId);
  const { ended } = RunData.parse(finding.data);
  const begun = begin(trip, finding.startsAt, vehicleId);
  const now = { ...trip, ...begun };
  const over =
    finding.endsAt !== null && ended !== undefined && COMPLETES.has(ended.why)
      ? complete(now, finding.endsAt, vehicleId)
      : reopen(now, finding.endsAt, vehicleId);
  return begun === undefined && over === undefined ? undefined : { ...begun, ...over };
}

function begin(trip: StoredTrip, at: number, vehicleId: string): TripChange | undefined {
  // One that is not planned any more stays cancelled, wherever its vehicle drives.
  const wasGivenUp = trip.status === 'CANCELLED' && trip.endedBy === AUTOMATIC && trip.reason === DID_NOT_RUN;
  if (trip.status === 'SCHEDULED' || wasGivenUp)
    return {
      ...{
        status: 'IN_PROGRESS',
        startedAt: at,
        startedBy: AUTOMATIC,
        endedAt: null,
        endedBy: null,
        reason: null,
      },
      vehicles: startedRun(trip.vehicles, at),
    };
  const isFirst = trip.vehicles[0]?.vehicleId === vehicleId;
  return isFirst && trip.startedBy === AUTOMATIC && trip.startedAt !== at ? { startedAt: at } : undefined;
}

function complete(trip: StoredTrip, at: number, vehicleId: string): TripChange | undefined {
  if (trip.vehicleId !== vehicleId) return undefined;
  const endedAt = Math.max(at, trip.startedAt ?? at);
  if (trip.status === 'IN_PROGRESS') return { status: 'COMPLETED', endedAt, endedBy: AUTOMATIC };
  const isOurs = trip.status === 'COMPLETED' && trip.endedBy === AUTOMATIC;
  return isOurs && trip.endedAt !== endedAt ? { endedAt } : undefined;
}

/** It had seemed to be over, and a fix that came late says that it goes on. */
function reopen(trip: StoredTrip, endsAt: number | null, vehicleId: string): TripChange | undefined {
  const seemedOver =
    trip.status === 'COMPLETED' && trip.endedBy === AUTOMATIC && trip.vehicleId === vehicleId;
  return endsAt === null && seemedOver ? { status: 'IN_PROGRESS', endedAt: null, endedBy: null } : undefined;
}

function withdrawn(trip: StoredTrip, vehicleId: string): TripChange | undefined {
  const [only, another] = trip.vehicles;
  const isOurs = trip.startedBy === AUTOMATIC && only?.vehicleId === vehicleId && another === undefined;
  const mayBeUndone =
    trip.status === 'IN_PROGRESS' || (trip.status === 'COMPLETED' && trip.endedBy === AUTOMATIC);
  if (!isOurs || !mayBeUndone) return undefined;
  return { status: 'SCHEDULED', startedAt: null, startedBy: null, endedAt: null, endedBy: null };
}
