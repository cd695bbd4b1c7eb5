import { wallText } from '../../../kernel/wall-text.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { FeedTrip, FeedTrips } from '../../../ports/feed-trips.ts';
import type { Tenants } from '../../../ports/tenants.ts';
import type { Prediction, TripPredictions } from '../../../ports/trip-predictions.ts';
import type { StoredVisit, TripVisits } from '../../../ports/trip-visits.ts';
import type { ListedTrip, TripCursor, TripFilter, Trips } from '../../../ports/trips.ts';

const DAY_MS = 86_400_000;
const AT_ONCE = 500;
/** A feed of more would be too large for whoever reads it each half a minute. */
const MAX_TRIPS = 5000;

export interface FeedTripsParts {
  readonly trips: Pick<Trips, 'page'>;
  readonly visits: Pick<TripVisits, 'of'>;
  readonly predictions: Pick<TripPredictions, 'newest'>;
  readonly tenants: Pick<Tenants, 'settings'>;
  readonly clock: Clock;
}

/** Trips as the feeds of public transport tell of them, by what is stored: every server answers alike. */
export function createFeedTrips({ trips, visits, predictions, tenants, clock }: FeedTripsParts): FeedTrips {
  async function listed(tenant: string, filter: TripFilter): Promise<ListedTrip[]> {
    const found: ListedTrip[] = [];
    for (let after: TripCursor | undefined; found.length < MAX_TRIPS; after = found.at(-1)) {
      const page = await trips.page(tenant, filter, AT_ONCE, after);
      found.push(...page);
      if (page.length < AT_ONCE) break;
    }
    return found;
  }

  return {
    async of(tenant) {
      const { timeZone } = await tenants.settings(tenant);
      const dayAt = (time: number): string => wallText(time, timeZone).slice(0, 10);
      const now = clock.now();
      const today = await listed(tenant, { serviceDate: dayAt(now) });
      const late = await listed(tenant, { serviceDate: dayAt(now - DAY_MS), status: 'IN_PROGRESS' });
      const told = [...late, ...today].filter(({ status }) => status !== 'COMPLETED');
      const feed: FeedTrip[] = [];
      for (let at = 0; at < told.length; at += AT_ONCE) {
        const part = told.slice(at, at + AT_ONCE);
        const ids = part.map(({ tripId }) => tripId);
        const [been, expected] = await Promise.all([visits.of(tenant, ids), predictions.newest(tenant, ids)]);
        for (const trip of part)
          feed.push(feedTrip(trip, been.get(trip.tripId) ?? [], expected.get(trip.tripId)));
      }
      return feed;
    },
  };
}

function feedTrip(
  trip: ListedTrip,
  visits: readonly StoredVisit[],
  prediction: Prediction | undefined,
): FeedTrip {
  const { tripId, routeId, serviceDate, vehicleId, reason, scheduledStart, scheduledEnd, plan, status } =
    trip;
  const bySequence = new Map(visits.map((visit) => [visit.sequence, visit]));
  const etas = new Map(prediction?.stops.map((stop) => [stop.sequence, stop]));
  return {
    ...{ tripId, routeId, serviceDate, vehicleId, reason, scheduledStart, scheduledEnd },
    isCancelled: status === 'CANCELLED',
    isExtra: plan.made?.by === 'hand',
    offRouteSince: prediction?.state.offRouteSince ?? null,
    delayS: prediction?.state.delayS ?? null,
    madeAt: prediction?.madeAt ?? null,
    stops: plan.stops.map(({ stopId, sequence, arrival }) => {
      const visit = bySequence.get(sequence);
      const eta = visit?.arrivedAt == null ? etas.get(sequence) : undefined;
      return {
        ...{ stopId, sequence, scheduledAt: arrival },
        arrivedAt: visit?.arrivedAt ?? null,
        departedAt: visit?.departedAt ?? null,
        skipped: visit?.skipped ?? false,
        eta: eta === undefined ? null : { eta: eta.predictedAt, p10: eta.p10, p90: eta.p90 },
      };
    }),
  };
}
