import type { Subject, Topic } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { Grants } from '../ports/grants.ts';
import type { GuardianRights } from '../ports/guardian-rights.ts';
import type { History } from '../ports/history.ts';
import type { KeyedState, Live } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Newcomers } from '../ports/newcomers.ts';
import type { OrderCalls } from '../ports/order-calls.ts';
import type { OrderDesk } from '../ports/order-desk.ts';
import type { OrderRights } from '../ports/order-rights.ts';
import type { Presence } from '../ports/presence.ts';
import type { OpenSilenceWatch } from '../ports/silence.ts';
import type { Tokens } from '../ports/tokens.ts';
import type { TripRights } from '../ports/trip-rights.ts';
import { type Access, type Authorize, createAccess, type Right } from './access.ts';
import { createCommands } from './commands.ts';
import { timeDeliveries } from './delivery-times.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { createEndOfTurn } from './end-of-turn.ts';
import { createFixQuota } from './fix-quota.ts';
import { createFleetFeeds } from './fleet-feed.ts';
import { createHub, type Hub } from './hub.ts';
import { createIngest, type Ingest } from './ingest.ts';
import { createLoopLoad } from './loop-load.ts';
import { createNewest, type Newest } from './newest-values.ts';
import { OrderViews } from './order-views.ts';
import { createPositions, type Positions } from './positions.ts';
import { type RegionHazards, Regions } from './regions.ts';
import { RiderWatch } from './rider-watch.ts';
import { createSessions, type SessionLimits, type Sessions } from './sessions.ts';
import { Subscribe } from './subscribe.ts';

/** What the kernel needs from outside. */
export interface CorePorts {
  readonly live: Live;
  readonly history: History;
  readonly openSilence: OpenSilenceWatch;
  readonly grants: Grants;
  readonly tokens: Tokens;
  readonly presence: Presence;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly authorize?: Authorize;
  /** Absent: whoever may report is taken without being noted. */
  readonly newcomers?: Newcomers;
  /** Absent: nobody but dispatchers and admins may follow trips. */
  readonly tripRights?: readonly TripRights[];
  /** Absent: nobody is a guardian. */
  readonly guardianRights?: GuardianRights;
  /** Absent: nobody has orders. */
  readonly orderRights?: OrderRights;
  /** Absent: nobody looks at orders. */
  readonly orderDesk?: OrderDesk;
  /** Absent: there are no orders. */
  readonly orderCalls?: OrderCalls;
  /** Called when a session begins to follow something, with the right to it. */
  readonly followed?: (subject: Subject, topic: Topic, right: Right) => void;
  /** How a trip is now, where live has forgotten it; undefined: there is none. Absent: there are no trips. */
  readonly newestTrip?: Newest;
  /** What a driver is offered now, likewise. */
  readonly newestOffers?: Newest;
  /** Absent: nobody tells of hazards. */
  readonly regionHazards?: RegionHazards;
  /** A vehicle went OFFLINE; see positions. */
  readonly onOffline?: (topic: Topic, last: KeyedState) => void;
}

export interface CoreSettings {
  /** GPS_MIN_INTERVAL in ms. */
  readonly minIntervalMs: number;
  /** A vehicle silent for this long is OFFLINE. */
  readonly offlineAfterMs: number;
  /** GPS_RATE_LIMIT_MAX. */
  readonly fixesPerMinute: number;
  readonly limits: SessionLimits;
  /** Vehicles that the server remembers beside live; see positions. */
  readonly maxRemembered?: number;
}

/** The kernel's parts, as gateways use them. */
export interface Core {
  readonly access: Access;
  readonly hub: Hub;
  readonly positions: Positions;
  readonly ingest: Ingest;
  readonly sessions: Sessions;
  readonly subscribe: Subscribe;
  readonly dispatch: Dispatch;
  readonly regions: Regions;
  /** Looks after what riders follow until it is closed; absent where nobody has orders. */
  readonly riders: RiderWatch | undefined;
}

/** Joins the kernel's parts over the given ports. Nothing is started; `positions.restore` fills an empty live. */
export function createCore(ports: CorePorts, settings: CoreSettings): Core {
  const { history, grants, tokens, presence, clock, log, metrics } = ports;
  const endOfTurn = createEndOfTurn();
  const live = timeDeliveries(ports.live, metrics, endOfTurn);
  const access = createAccess(grants, clock.now, ports.authorize, ports);
  const hub = createHub(live, clock, log);
  const { fixesPerMinute, limits, ...positionSettings } = settings;
  const positions = createPositions({
    live,
    history,
    openSilence: ports.openSilence,
    onOffline: ports.onOffline,
    clock,
    log,
    metrics,
    ...positionSettings,
  });
  const quota = createFixQuota(fixesPerMinute);
  const ingest = createIngest({
    access,
    quota,
    positions,
    history,
    clock,
    metrics,
    newcomers: ports.newcomers,
  });
  const fleets = createFleetFeeds(hub, positions, clock, createLoopLoad());
  const newest = createNewest({ ...ports, live, positions });
  const { orderDesk: desk, orderCalls, orderRights: rights } = ports;
  const followed: CorePorts['followed'] = (subject, topic, right) => {
    ports.followed?.(subject, topic, right);
    riders?.began(subject.tenant, subject.id, topic, right);
  };
  const viewersOf = desk?.viewers.bind(desk);
  const subscribe = new Subscribe({ access, hub, live, newest, fleets, followed, viewersOf });
  const views = desk === undefined ? undefined : new OrderViews({ desk, subscribe, access, live, log });
  const sessions = createSessions({
    tokens,
    hub,
    subscribe,
    presence,
    views,
    clock,
    log,
    metrics,
    limits,
    endOfTurn,
  });
  const riders = rights === undefined ? undefined : new RiderWatch({ rights, sessions, clock, log });
  const regions = new Regions({ presence, subscribe, live, log });
  const commands = createCommands({ ingest, subscribe, regions, views, orderCalls, clock });
  const dispatch = createDispatch({ sessions, access, commands, log, metrics });
  return { access, hub, positions, ingest, sessions, subscribe, dispatch, regions, riders };
}
