import { LookAgain } from '../../../kernel/look-again.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { ListedTrip, StoredTrip, TripChange, Trips } from '../../../ports/trips.ts';
import { DID_NOT_RUN, DID_NOT_RUN_MS, FORGOTTEN_MS, OVER_MS, SILENT_MS } from './trip-times.ts';

const SWEEP_MS = 60_000;
/** Trips of one look; the rest are seen in the next. */
const AT_ONCE = 1000;

export interface SweepTripsParts {
  readonly trips: Pick<Trips, 'overdue' | 'change'>;
  /** Device time of a vehicle's newest fix, epoch ms; undefined: it never reported. */
  readonly lastHeard: (tenant: string, vehicleId: string) => Promise<number | undefined>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * What becomes of a trip that nobody has ended, undefined: nothing yet. One that never started did not run; one that
 * did is over when its vehicle has fallen silent, with its last fix.
 */
export function overdue(
  trip: Pick<StoredTrip, 'status' | 'scheduledEnd' | 'startedAt'>,
  heardAt: number | undefined,
  now: number,
): TripChange | undefined {
  const late = now - trip.scheduledEnd;
  if (trip.status === 'SCHEDULED' && late >= DID_NOT_RUN_MS)
    return {
      ...{ status: 'CANCELLED', endedAt: now, endedBy: 'automatic' },
      reason: DID_NOT_RUN,
    };
  if (trip.status !== 'IN_PROGRESS' || late < FORGOTTEN_MS) return undefined;
  const silentMs = now - (heardAt ?? Number.NEGATIVE_INFINITY);
  if (silentMs < SILENT_MS && late < OVER_MS) return undefined;
  const startedAt = trip.startedAt ?? trip.scheduledEnd;
  const isSilent = silentMs >= SILENT_MS;
  return {
    ...{ status: 'COMPLETED', endedBy: 'automatic' },
    endedAt: Math.max(startedAt, Math.min(now, heardAt ?? trip.scheduledEnd)),
    reason: isSilent
      ? 'nobody completed it, and its vehicle sends nothing any more'
      : 'nobody completed it, and its time is long over',
  };
}

/** Looks each minute for trips that are long over. Returns what ends it. */
export function sweepTrips({ trips, lastHeard, clock, log }: SweepTripsParts): () => Promise<void> {
  const looks = new LookAgain({
    ...{ everyMs: SWEEP_MS, clock, log, look: sweep },
    failed: 'could not end trips that are long over; trying again',
  });

  async function sweep(): Promise<void> {
    const now = clock.now();
    for (const trip of await trips.overdue(now - FORGOTTEN_MS, AT_ONCE)) {
      if (looks.closed) return;
      const heardAt = await heard(trip);
      if (overdue(trip, heardAt, now) === undefined) continue;
      await trips.change(trip.tenant, trip.tripId, (found) => overdue(found, heardAt, now));
    }
  }

  async function heard({ tenant, status, vehicleId }: ListedTrip): Promise<number | undefined> {
    return status === 'IN_PROGRESS' && vehicleId !== null ? lastHeard(tenant, vehicleId) : undefined;
  }

  looks.wait();
  return () => looks.close();
}
