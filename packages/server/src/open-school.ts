import type { Topic } from '@waycast/contract';
import type { Closers } from './closers.ts';
import type { WaycastConfig } from './config.ts';
import type { TripParts } from './fleet.ts';
import type { Core, CorePorts } from './kernel/core.ts';
import type { Alarms } from './ports/alarms.ts';
import type { Clock } from './ports/clock.ts';
import type { EtaDesk } from './ports/eta-desk.ts';
import type { FeedTrips } from './ports/feed-trips.ts';
import type { KeyedState, Live } from './ports/live.ts';
import type { Log } from './ports/log.ts';
import type { People } from './ports/people-desk.ts';
import type { PersonalPush } from './ports/personal-push.ts';
import type { SchoolPlanDesk } from './ports/school-plan-desk.ts';
import type { Tenants } from './ports/tenants.ts';
import type { TripDesk } from './ports/trip-desk.ts';
import { openSchoolPlan } from './school.ts';
import { openSchoolLive } from './school-live.ts';
import { openSchoolPeople } from './school-people.ts';
import { openSchoolTrips } from './school-trips.ts';
import type { Storage } from './storage.ts';

interface SchoolParts {
  readonly store: Pick<
    Storage,
    | 'schoolPlans'
    | 'schoolTenants'
    | 'trips'
    | 'tripRuns'
    | 'tripVisits'
    | 'tripPredictions'
    | 'vehicleEvents'
    | 'people'
  >;
  readonly live: Live;
  readonly tenants: Tenants;
  readonly alarms: Alarms;
  readonly personalPush: PersonalPush;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Pick<WaycastConfig, 'publicUrl' | 'alertFreshness' | 'followLogRetentionDays'>;
}

/** What the gateways take of school transport. */
interface SchoolDesks {
  readonly schoolPlan: SchoolPlanDesk;
  readonly tripDesk: TripDesk;
  readonly etas: EtaDesk;
  readonly feedTrips: FeedTrips;
  readonly people: People;
}

/** School transport, in two steps: the kernel needs who may follow what, and trips need the kernel. */
interface OpenSchool {
  /** For the kernel. */
  readonly rights: Pick<CorePorts, 'tripRights' | 'guardianRights' | 'followed' | 'allowed'> & {
    readonly newestTrip: (topic: Topic) => Promise<KeyedState | undefined>;
  };
  /** For settling. */
  readonly schoolTrips: TripParts;
  /** From now on trips are made, followed and told of. */
  start(core: Core): SchoolDesks;
}

/** The plan, the trips made of it, what becomes of them on their way, and who rides: joined, until the closers run. */
export function openSchool({ store, config, ...parts }: SchoolParts, closers: Closers): OpenSchool {
  const live = openSchoolLive({ ...store, ...parts }, closers);
  const people = openSchoolPeople(
    {
      ...parts,
      store: store.people,
      trips: store.trips,
      etasOf: (tenant, tripId) => live.etas.etasOf(tenant, tripId),
      freshnessMs: config.alertFreshness * 1000,
      keepsFollowLog: config.followLogRetentionDays > 0,
    },
    closers,
  );
  const { boardingCounts, guardianRights, followed, allowed } = people;
  const trips = openSchoolTrips({ ...store, ...parts, tripStates: live.states, boardingCounts });
  const plan = openSchoolPlan({ ...parts, schoolPlans: trips.schoolPlans, config });
  return {
    rights: { tripRights: trips.tripRights, newestTrip: trips.newestTrip, guardianRights, followed, allowed },
    schoolTrips: live.stage,
    start(core) {
      const tripDesk = trips.start(core, plan.plannedTrips, closers);
      live.start({ feed: trips.tripFeed, listeners: [people.tripProgress] });
      people.start(core.sessions);
      const { etas, feedTrips } = live;
      return { schoolPlan: plan.schoolPlan, tripDesk, etas, feedTrips, people: people.people };
    },
  };
}
