import type { Closers } from './closers.ts';
import type { TripParts } from './fleet.ts';
import type { Demand } from './modules/fleet/settling/settle-vehicles.ts';
import { startable } from './modules/fleet/settling/stage-run.ts';
import { Approaches } from './modules/school/live/approaches.ts';
import { EtaModels } from './modules/school/live/eta-models.ts';
import { scoreEtas } from './modules/school/live/eta-scores.ts';
import { createFeedTrips } from './modules/school/live/feed-trips.ts';
import { FollowTrips } from './modules/school/live/follow-trips.ts';
import { KnownTrips } from './modules/school/live/known-trips.ts';
import { PredictionLog } from './modules/school/live/prediction-log.ts';
import { readTripEvents } from './modules/school/live/read-trip-events.ts';
import { rejudgedFrom } from './modules/school/live/rejudge.ts';
import { TripOutlook } from './modules/school/live/trip-outlook.ts';
import { tripStage } from './modules/school/running/trip-stage.ts';
import type { Clock } from './ports/clock.ts';
import type { EtaDesk } from './ports/eta-desk.ts';
import type { FeedTrips } from './ports/feed-trips.ts';
import type { Live } from './ports/live.ts';
import type { Log } from './ports/log.ts';
import type { Tenants } from './ports/tenants.ts';
import type { TripPredictions } from './ports/trip-predictions.ts';
import type { TripProgressListener } from './ports/trip-progress.ts';
import type { TripRuns } from './ports/trip-runs.ts';
import type { TripFeed, TripStates } from './ports/trip-states.ts';
import type { TripVisits } from './ports/trip-visits.ts';
import type { StoredTrip, Trips } from './ports/trips.ts';
import type { VehicleEvents } from './ports/vehicle-events.ts';

/** Other servers know of a change by then. */
const KNOWN_EVERYWHERE_MS = 12_000;
/** Changes that wait for that. */
const MAX_SECOND_LOOKS = 5000;

export interface SchoolLiveParts {
  readonly trips: Trips;
  readonly tripRuns: TripRuns;
  readonly tripVisits: TripVisits;
  readonly tripPredictions: TripPredictions;
  readonly tenants: Pick<Tenants, 'settings'>;
  readonly vehicleEvents: VehicleEvents;
  readonly live: Live;
  readonly clock: Clock;
  readonly log: Log;
}

/** What follows from the fixes of vehicles on school trips. */
export interface SchoolLive {
  readonly states: TripStates;
  readonly etas: EtaDesk;
  /** For feeds of public transport. */
  readonly feedTrips: FeedTrips;
  /** For settling. */
  readonly stage: TripParts;
  /** From now on what trips come to is stored and told. */
  start(told: { readonly feed: TripFeed; readonly listeners: readonly TripProgressListener[] }): void;
}

export function openSchoolLive(parts: SchoolLiveParts, closers: Closers): SchoolLive {
  const { tripRuns: runs, tripVisits: visits, tripPredictions, live, clock, log } = parts;
  const trips = new KnownTrips({ runs, clock });
  const models = new EtaModels({ visits, runs, tenants: parts.tenants, clock, log });
  const predictions = new PredictionLog({ predictions: tripPredictions, clock, log });
  const approaches = new Approaches({ visits, trips, live, clock, log });
  closers.push(
    () => predictions.close(),
    () => approaches.close(),
    () => models.close(),
  );
  let feed: TripFeed = UNTOLD;
  let listeners: readonly TripProgressListener[] = [];
  const followed = new FollowTrips({
    ...{ trips, models, predictions, approaches, log },
    feed: { progressed: (trip, state) => feed.progressed(trip, state) },
    listeners: () => listeners,
  });
  const outlook = new TripOutlook({ trips, followed, predictions: tripPredictions, visits, models, clock });
  return {
    states: outlook,
    etas: {
      etasOf: (tenant, tripId) => outlook.etasOf(tenant, tripId),
      accuracy: (tenant, filter) => scoreEtas(tripPredictions, tenant, filter),
    },
    feedTrips: createFeedTrips({ ...parts, visits, predictions: tripPredictions }),
    stage: {
      vehicleTrips: trips,
      stage: startable(tripStage),
      onJudged: (vehicles) =>
        followed.judged(
          vehicles.flatMap(({ tenant, vehicleId, stateOf }) => {
            const state = stateOf(tripStage);
            return state === undefined || state.runs.length === 0 ? [] : [{ tenant, vehicleId, state }];
          }),
        ),
      onSettling: (demand) => closers.push(rejudgeChanged(parts, trips, demand)),
    },
    start(told) {
      ({ feed, listeners } = told);
      closers.push(readTripEvents({ ...parts, events: parts.vehicleEvents, visits, feed }));
    },
  };
}

const UNTOLD: TripFeed = { progressed: () => undefined, changed: () => undefined };

/** Has vehicles judged again whose trips somebody has changed: at once, and when every server knows the change. */
function rejudgeChanged(
  { trips, clock }: Pick<SchoolLiveParts, 'trips' | 'clock'>,
  known: KnownTrips,
  demand: (demands: readonly Demand[]) => void,
): () => void {
  const waiting = new Set<() => void>();
  const end = trips.onChanged((trip: StoredTrip) => {
    const vehicles = known.changed(trip);
    const lateFrom = rejudgedFrom(trip);
    if (lateFrom === undefined) return;
    const demands = vehicles.map((vehicle) => ({ ...vehicle, lateFrom, rejudge: true as const }));
    demand(demands);
    if (waiting.size >= MAX_SECOND_LOOKS) return;
    const cancel = clock.after(KNOWN_EVERYWHERE_MS, () => {
      waiting.delete(cancel);
      demand(demands);
    });
    waiting.add(cancel);
  });
  return () => {
    end();
    for (const cancel of waiting) cancel();
  };
}
