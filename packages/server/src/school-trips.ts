import type { Topic } from '@waycast/contract';
import type { Closers } from './closers.ts';
import type { Core } from './kernel/core.ts';
import { createTripDesk } from './modules/school/trips/create-trip-desk.ts';
import { driverRights } from './modules/school/trips/driver-rights.ts';
import { NO_COUNTS, NO_STATES } from './modules/school/trips/nothing-known.ts';
import { sweepTrips } from './modules/school/trips/sweep-trips.ts';
import { LiveTripFeed } from './modules/school/trips/trip-feed.ts';
import { TripMaker } from './modules/school/trips/trip-maker.ts';
import { watchPlan } from './modules/school/trips/watch-plan.ts';
import type { BoardingCounts } from './ports/boarding-counts.ts';
import type { Clock } from './ports/clock.ts';
import type { KeyedState, Live } from './ports/live.ts';
import type { Log } from './ports/log.ts';
import type { SchoolPlan } from './ports/school-plan.ts';
import type { PlanStore } from './ports/school-plan-store.ts';
import type { SchoolTenants } from './ports/school-tenants.ts';
import type { Tenants } from './ports/tenants.ts';
import type { TripDesk } from './ports/trip-desk.ts';
import type { TripRights } from './ports/trip-rights.ts';
import type { TripFeed, TripStates } from './ports/trip-states.ts';
import type { Trips } from './ports/trips.ts';

export interface SchoolTripsParts {
  readonly trips: Trips;
  readonly schoolTenants: SchoolTenants;
  readonly schoolPlans: PlanStore;
  readonly tenants: Tenants;
  readonly live: Live;
  readonly clock: Clock;
  readonly log: Log;
  /** Absent: nothing is known of what becomes of trips on their way. */
  readonly tripStates?: TripStates;
  /** Absent: nobody boards. */
  readonly boardingCounts?: BoardingCounts;
  /** Of those who are no drivers. */
  readonly moreTripRights?: readonly TripRights[];
}

/** Trips of school buses, in two steps: the kernel needs who may follow them, and they need the kernel. */
export interface OpenSchoolTrips {
  /** The same plans; what changes in them is made into trips a moment later. */
  readonly schoolPlans: PlanStore;
  readonly tripRights: readonly TripRights[];
  readonly newestTrip: (topic: Topic) => Promise<KeyedState | undefined>;
  readonly tripFeed: TripFeed;
  /** From now on trips are made as they are planned, and ended when everybody has forgotten them. */
  start(core: Pick<Core, 'access' | 'positions'>, plan: SchoolPlan, closers: Closers): TripDesk;
}

export function openSchoolTrips(parts: SchoolTripsParts): OpenSchoolTrips {
  const { trips, tripStates: states = NO_STATES, boardingCounts: counts = NO_COUNTS } = parts;
  const feed = new LiveTripFeed({ ...parts, states, counts });
  let maker: TripMaker | undefined;
  const schoolPlans = watchPlan(parts.schoolPlans, (tenant) => maker?.planChanged(tenant));
  return {
    schoolPlans,
    tripRights: [driverRights(trips), ...(parts.moreTripRights ?? [])],
    newestTrip: (topic) => feed.newest(topic),
    tripFeed: feed,
    start({ access, positions }, plan, closers) {
      const made = new TripMaker({ ...parts, plan });
      maker = made;
      const lastHeard = async (tenant: string, vehicleId: string) =>
        (await positions.newest(tenant, vehicleId))?.version;
      closers.push(
        () => feed.close(),
        // Of trips that were only made nobody needs to be told: whoever joins reads them.
        trips.onChanged(({ tenant, tripId, revision }) => {
          if (revision > 0) feed.changed(tenant, tripId);
        }),
        counts.onBoarded((tenant, tripId) => feed.changed(tenant, tripId)),
        sweepTrips({ ...parts, lastHeard }),
        () => made.close(),
      );
      return createTripDesk({ ...parts, plan, states, counts, access });
    },
  };
}
