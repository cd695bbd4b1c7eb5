import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WaycastError } from '@waycast/contract';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { signToken } from '../../src/adapters/jose/sign.ts';
import { createTokens } from '../../src/adapters/jose/tokens.ts';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { createMemoryPresence } from '../../src/adapters/memory/presence.ts';
import { createMemorySilence } from '../../src/adapters/memory/silence.ts';
import { createMemoryViewers } from '../../src/adapters/memory/viewers.ts';
import { createLog } from '../../src/adapters/pino/log.ts';
import { openPostgres, type PostgresStore } from '../../src/adapters/postgres/open-postgres.ts';
import { createMetrics } from '../../src/adapters/prometheus/metrics.ts';
import { type Identity, SUITE_AUTH_TIMEOUT_MS } from '../../src/conformance/transport-suite.ts';
import { createEntrance, type EntranceOptions } from '../../src/gateway/entrance.ts';
import { asCatalogueError, refuseRequest } from '../../src/gateway/refusal.ts';
import { attachSocketIo, type SocketIoGateway } from '../../src/gateway/socketio/attach-socketio.ts';
import { createStreams, type Streams } from '../../src/gateway/sse/streams.ts';
import { createUpgrades } from '../../src/gateway/upgrades.ts';
import { attachWebSocket, type WebSocketGateway } from '../../src/gateway/websocket/attach-websocket.ts';
import { type Core, createCore } from '../../src/kernel/core.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { Live } from '../../src/ports/live.ts';

const SECRET = 'a secret of the tests, long enough to sign';

export interface StageOptions {
  readonly entrance?: Partial<EntranceOptions>;
  readonly corsOrigins?: readonly string[];
  readonly authTimeoutMs?: number;
  readonly pingIntervalMs?: number;
  readonly pingTimeoutMs?: number;
  readonly commandsPerSecond?: number;
  /** Of an earlier stage, so that clients find the next one at the same place. */
  readonly port?: number;
}

/** A server with all socket transports over the real kernel, live in memory and a database of its own. */
export interface Stage {
  readonly port: number;
  readonly httpServer: Server;
  readonly core: Core;
  readonly live: Live;
  readonly store: PostgresStore;
  readonly socketIo: SocketIoGateway;
  readonly webSocket: WebSocketGateway;
  readonly streams: Streams;
  token(identity: Identity): Promise<string>;
  /** Reports a fix as the tenant's dispatcher. */
  report(tenant: string, fix: object): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const log = createLog('silent');
  const clock = systemClock;
  const store = await openPostgres({ url: await freshDatabase(), log, clock });
  await store.migrate();
  const live = createMemoryLive();
  const openSilence = createMemorySilence(clock);
  const presence = createMemoryPresence({ serverId: 'stage', clock });
  const viewers = createMemoryViewers({ clock });
  const metrics = createMetrics();
  const tokens = createTokens({ secret: SECRET, now: clock.now });
  const core = createCore(
    {
      live,
      history: store.history,
      grants: store.grants,
      tokens,
      presence,
      openSilence,
      viewers,
      clock,
      log,
      metrics,
    },
    { minIntervalMs: 0, offlineAfterMs: 60_000, fixesPerMinute: 0, limits: limitsOf(options) },
  );
  const httpServer = createServer({
    headersTimeout: 1_000,
    requestTimeout: 2_000,
    connectionsCheckingInterval: 200,
  });
  const gateways = openGateways(httpServer, core, options);
  await new Promise<void>((resolve) => httpServer.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = httpServer.address() as AddressInfo;
  return {
    port,
    httpServer,
    core,
    live,
    store,
    ...gateways,
    token: ({ tenant, subject, roles, vehicles, ttlS = 3600 }) =>
      signToken(SECRET, { tenant, subject, roles, ttlS, ...(vehicles === undefined ? {} : { vehicles }) }),
    async report(tenant, fix) {
      const subject = {
        id: 'reporter',
        tenant,
        roles: new Set(['dispatcher'] as const),
        vehicles: new Set<string>(),
        expiresAt: Number.MAX_SAFE_INTEGER,
      };
      await core.ingest.one(subject, fix);
    },
    async close() {
      await gateways.close();
      await new Promise<void>((resolve) => {
        httpServer.close(() => resolve());
        httpServer.closeAllConnections();
      });
      await core.positions.close();
      await core.hub.close();
      await viewers.end();
      await presence.end();
      await live.close();
      await store.close();
      metrics.close();
    },
  };
}

function limitsOf({ authTimeoutMs = SUITE_AUTH_TIMEOUT_MS, commandsPerSecond = 50 }: StageOptions) {
  const perSecond = commandsPerSecond;
  return {
    authTimeoutMs,
    connectionsPerSubject: 1000,
    commandsPerSession: { perSecond, burst: 2 * perSecond },
    commandsPerSubject: { perSecond: 10 * perSecond, burst: 20 * perSecond },
  };
}

function openGateways(httpServer: Server, core: Core, options: StageOptions) {
  const clock = systemClock;
  const upgrades = createUpgrades(httpServer, clock);
  const entrance = createEntrance({
    trustProxy: [],
    allowedOrigins: options.corsOrigins ?? [],
    publicUrl: undefined,
    connectionsPerAddress: 0,
    handshakesPerAddress: 0,
    clock,
    ...options.entrance,
  });
  const pings = {
    pingIntervalMs: options.pingIntervalMs ?? 25_000,
    pingTimeoutMs: options.pingTimeoutMs ?? 20_000,
  };
  const parts = {
    upgrades,
    entrance,
    sessions: core.sessions,
    dispatch: core.dispatch,
    clock,
    log: createLog('silent'),
    ...pings,
  };
  const socketIo = attachSocketIo({
    ...parts,
    path: '/socket.io',
    corsOrigins: options.corsOrigins ?? [],
    authTimeoutMs: options.authTimeoutMs ?? SUITE_AUTH_TIMEOUT_MS,
  });
  const webSocket = attachWebSocket(parts);
  const streams = createStreams({ sessions: core.sessions, subscribe: core.subscribe, entrance, clock });
  httpServer.on('request', (request, response) => {
    if (socketIo.handles(request)) socketIo.handleRequest(request, response);
    else void startStream(streams, request, response);
  });
  return {
    socketIo,
    webSocket,
    streams,
    async close() {
      webSocket.close();
      streams.close();
      await socketIo.close();
      upgrades.close();
    },
  };
}

/** What the HTTP gateway does for `GET /api/stream`. */
async function startStream(
  streams: Streams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, token = url.searchParams.get('token') ?? ''] =
    /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  try {
    if (url.pathname !== '/api/stream') throw new WaycastError('not_found', 'no such path');
    await streams.start({ request, response, token, topics: url.searchParams.get('topics') ?? '' });
  } catch (error) {
    refuseRequest(response, asCatalogueError(error), 'request-1');
  }
}
