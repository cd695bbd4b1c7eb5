import type { StopEta, TripEtas } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { PredictedStop, Prediction, TripPredictions } from '../../../ports/trip-predictions.ts';
import type { TripState, TripStates, TripVisit } from '../../../ports/trip-states.ts';
import type { StoredVisit, TripVisits } from '../../../ports/trip-visits.ts';
import type { ListedTrip } from '../../../ports/trips.ts';
import type { EtaModels } from './eta-models.ts';
import { etaPlanOf } from './eta-plans.ts';
import type { FollowTrips } from './follow-trips.ts';
import type { KnownTrips } from './known-trips.ts';
import { nextStopOf, stopOf } from './trip-moment.ts';

/** A trip that has not begun so long after its end is looked at as on its day. */
const LONG_OVER_MS = 4 * 3_600_000;

export interface TripOutlookParts {
  readonly trips: Pick<KnownTrips, 'find'>;
  readonly followed: Pick<FollowTrips, 'momentOf'>;
  readonly predictions: Pick<TripPredictions, 'newest'>;
  readonly visits: Pick<TripVisits, 'of'>;
  readonly models: Pick<EtaModels, 'ready'>;
  readonly clock: Clock;
}

/** Where trips stand, whichever server their vehicles report to: by what this one knows, or the newest prediction stored. */
export class TripOutlook implements TripStates {
  readonly #parts: TripOutlookParts;

  constructor(parts: TripOutlookParts) {
    this.#parts = parts;
  }

  async of(tenant: string, tripIds: readonly string[]): Promise<ReadonlyMap<string, TripState>> {
    const found = new Map<string, TripState>();
    const stored = await this.#parts.predictions.newest(tenant, tripIds);
    for (const tripId of tripIds) {
      const moment = this.#parts.followed.momentOf(tenant, tripId);
      const prediction = stored.get(tripId);
      if (moment !== undefined && moment.at >= (prediction?.madeAt ?? 0)) found.set(tripId, moment.state);
      else if (prediction !== undefined) found.set(tripId, await this.#stateOf(prediction));
    }
    return found;
  }

  async visitsOf(tenant: string, tripId: string): Promise<ReadonlyMap<number, TripVisit>> {
    const visits = (await this.#parts.visits.of(tenant, [tripId])).get(tripId) ?? [];
    return new Map(visits.map((visit) => [visit.sequence, visit]));
  }

  /** Undefined: there is no such trip. */
  async etasOf(tenant: string, tripId: string): Promise<TripEtas | undefined> {
    const known = await this.#parts.trips.find(tenant, tripId);
    if (known === undefined) return undefined;
    const { trip } = known;
    const { status } = trip;
    if (status === 'COMPLETED' || status === 'CANCELLED') return { tripId, status, madeAt: null, etas: [] };
    const visits = (await this.#parts.visits.of(tenant, [tripId])).get(tripId) ?? [];
    const newest = await this.#newestOf(trip);
    const { at, stops } = newest ?? (await this.#reckoned(trip, visits));
    const over = new Set(visits.filter(isOver).map(({ sequence }) => sequence));
    const etas = stops.filter(({ sequence }) => !over.has(sequence)).flatMap((stop) => stopEta(trip, stop));
    return { tripId, status, madeAt: at === null ? null : isoTime(at), etas };
  }

  async #newestOf({ tenant, tripId }: ListedTrip) {
    const moment = this.#parts.followed.momentOf(tenant, tripId);
    const stored = (await this.#parts.predictions.newest(tenant, [tripId])).get(tripId);
    if (moment !== undefined && moment.at >= (stored?.madeAt ?? 0)) return moment;
    return stored === undefined ? undefined : { at: stored.madeAt, stops: stored.stops };
  }

  /** From the visits, or the schedule alone. */
  async #reckoned(trip: ListedTrip, visits: readonly StoredVisit[]) {
    const model = await this.#parts.models.ready(trip.tenant);
    const last = visits.findLast(({ arrivedAt }) => arrivedAt !== null);
    const now = this.#parts.clock.now();
    const isOld = now - trip.scheduledEnd > LONG_OVER_MS;
    const lastCall =
      last === undefined || last.arrivedAt === null
        ? null
        : { stopSequence: last.sequence, arrivedAt: last.arrivedAt, departedAt: last.departedAt };
    const at = isOld ? (lastCall?.departedAt ?? lastCall?.arrivedAt ?? trip.scheduledStart) : now;
    const predicted = model.predict(etaPlanOf(trip), { lastCall, position: null }, at);
    return {
      at: lastCall === null ? null : (lastCall.departedAt ?? lastCall.arrivedAt),
      stops: predicted.map(({ stopSequence, ...eta }): PredictedStop => ({ sequence: stopSequence, ...eta })),
    };
  }

  async #stateOf({ tenant, tripId, madeAt, stops, state }: Prediction): Promise<TripState> {
    const known = await this.#parts.trips.find(tenant, tripId);
    return { ...state, nextStop: known === undefined ? null : nextStopOf(known.trip, stops), at: madeAt };
  }
}

function isOver({ arrivedAt, skipped }: StoredVisit): boolean {
  return arrivedAt !== null || skipped;
}

function stopEta({ plan }: ListedTrip, { sequence, predictedAt, p10, p50, p90 }: PredictedStop): StopEta[] {
  const stop = stopOf(plan, sequence);
  if (stop === undefined) return [];
  return [
    {
      ...{ stopId: stop.stopId, stopSequence: sequence, name: stop.name },
      scheduledAt: stop.arrival === null ? null : isoTime(stop.arrival),
      ...{ eta: isoTime(predictedAt), p10: isoTime(p10), p50: isoTime(p50), p90: isoTime(p90) },
    },
  ];
}
