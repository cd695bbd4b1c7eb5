import type { Clock } from '../ports/clock.ts';
import type { Grants } from '../ports/grants.ts';
import type { History } from '../ports/history.ts';
import type { Live } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Tokens } from '../ports/tokens.ts';
import { type Access, type Authorize, createAccess } from './access.ts';
import { createCommands } from './commands.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { createEndOfTurn } from './end-of-turn.ts';
import { createFixQuota } from './fix-quota.ts';
import { createFleetFeeds } from './fleet-feed.ts';
import { createHub, type Hub } from './hub.ts';
import { createIngest, type Ingest } from './ingest.ts';
import { createPositions, type Positions } from './positions.ts';
import { createSessions, type SessionLimits, type Sessions } from './sessions.ts';
import { Subscribe } from './subscribe.ts';

/** What the kernel needs from outside. */
export interface CorePorts {
  readonly live: Live;
  readonly history: History;
  readonly grants: Grants;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly authorize?: Authorize;
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
}

/** Joins the kernel's parts over the given ports. Nothing is started; `positions.restore` fills an empty live. */
export function createCore(ports: CorePorts, settings: CoreSettings): Core {
  const { live, history, grants, tokens, clock, log, metrics } = ports;
  const access = createAccess(grants, clock.now, ports.authorize);
  const hub = createHub(live, clock, log);
  const { fixesPerMinute, limits, ...positionSettings } = settings;
  const positions = createPositions({ live, history, clock, log, metrics, ...positionSettings });
  const quota = createFixQuota(fixesPerMinute);
  const ingest = createIngest({ access, quota, positions, history, clock, metrics });
  const fleets = createFleetFeeds(hub, live, clock);
  const subscribe = new Subscribe({ access, hub, live, positions, fleets });
  const endOfTurn = createEndOfTurn();
  const sessions = createSessions({ tokens, hub, subscribe, clock, log, metrics, limits, endOfTurn });
  const commands = createCommands({ ingest, subscribe, clock });
  const dispatch = createDispatch({ sessions, access, commands, log, metrics });
  return { access, hub, positions, ingest, sessions, subscribe, dispatch };
}
