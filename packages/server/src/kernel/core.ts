import type { Subject, Topic } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { ConversationCalls } from '../ports/conversation-desk.ts';
import type { ConversationRights } from '../ports/conversation-rights.ts';
import type { Grants } from '../ports/grants.ts';
import type { GuardianRights } from '../ports/guardian-rights.ts';
import type { History } from '../ports/history.ts';
import type { KeyedState, Live } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Newcomers } from '../ports/newcomers.ts';
import type { OrderCalls } from '../ports/order-calls.ts';
import type { OrderRights } from '../ports/order-rights.ts';
import type { Presence } from '../ports/presence.ts';
import type { OpenSilenceWatch } from '../ports/silence.ts';
import type { Tokens } from '../ports/tokens.ts';
import type { TripRights } from '../ports/trip-rights.ts';
import type { Viewers } from '../ports/viewers.ts';
import { type Access, type Authorize, createAccess, type Right } from './access.ts';
import { createCommands } from './commands.ts';
import { timeDeliveries } from './delivery-times.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { createEndOfTurn } from './end-of-turn.ts';
import { createFixQuota } from './fix-quota.ts';
import { createFleetFeeds } from './fleet-feed.ts';
import { GrantWatch } from './grant-watch.ts';
import { createHub, type Hub } from './hub.ts';
import { createIngest, type Ingest } from './ingest.ts';
import { createLoopLoad } from './loop-load.ts';
import { createNewest, type Newest } from './newest-values.ts';
import { OrderViews } from './order-views.ts';
import { OwnViewers } from './own-viewers.ts';
import { createPositions, type Positions } from './positions.ts';
import { type RegionHazards, Regions } from './regions.ts';
import { RiderWatch } from './rider-watch.ts';
import { createSessions, type SessionLimits, type Sessions } from './sessions.ts';
import { Subscribe } from './subscribe.ts';
import { TopicViews } from './topic-views.ts';

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
  /** Absent: nobody looks at orders, and nobody has conversations open. */
  readonly viewers?: Viewers;
  /** Absent: there are no orders. */
  readonly orderCalls?: OrderCalls;
  /** Absent: nobody has conversations. */
  readonly conversationRights?: ConversationRights;
  /** Absent: there are no conversations. */
  readonly conversationCalls?: () => ConversationCalls | undefined;
  /** Called when a session begins to follow something, with the right to it. */
  readonly followed?: (subject: Subject, topic: Topic, right: Right) => void;
  /** Called once it follows it, and when that was checked again: with the right that it has now. */
  readonly allowed?: (subject: Subject, topic: Topic, right: Right) => void;
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
  /** Looks after what is followed by grants until it is closed. */
  readonly granted: GrantWatch;
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
  const { newcomers } = ports;
  const ingest = createIngest({ access, quota, positions, history, clock, metrics, newcomers });
  const fleets = createFleetFeeds(hub, positions, clock, createLoopLoad());
  const newest = createNewest({ ...ports, live, positions });
  const { viewers, orderCalls, orderRights: rights, conversationCalls } = ports;
  const followed: CorePorts['followed'] = (subject, topic, right) => {
    ports.followed?.(subject, topic, right);
    riders?.began(subject.tenant, subject.id, topic, right);
  };
  const allowed: CorePorts['allowed'] = (subject, topic, right) => {
    granted.holds(subject, topic, right);
    riders?.began(subject.tenant, subject.id, topic, right);
    ports.allowed?.(subject, topic, right);
  };
  const subscribe = new Subscribe({ access, hub, live, newest, fleets, followed, allowed, viewers });
  const own = viewers === undefined ? undefined : new OwnViewers({ viewers, log });
  const views = viewers && own && new OrderViews({ viewers, own, subscribe, access, live, log });
  const listener = own && new TopicViews(own);
  const sessions = createSessions({
    ...{ tokens, hub, subscribe, presence, views, listener, clock, log, metrics, limits, endOfTurn },
  });
  const riders = rights === undefined ? undefined : new RiderWatch({ rights, sessions, clock, log });
  const granted = new GrantWatch({ grants, sessions, clock, log });
  const regions = new Regions({ presence, subscribe, live, log });
  const commands = createCommands({
    ...{ ingest, subscribe, regions, views, orderCalls, conversationCalls, clock },
  });
  const dispatch = createDispatch({ sessions, access, commands, log, metrics });
  return { access, hub, positions, ingest, sessions, subscribe, dispatch, regions, riders, granted };
}
