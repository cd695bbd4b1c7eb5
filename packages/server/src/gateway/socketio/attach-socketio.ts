import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import type { Dispatch } from '../../kernel/dispatch.ts';
import type { Sessions } from '../../kernel/sessions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { destroyAfterGrace, SHUTDOWN_GRACE_MS } from '../closing.ts';
import type { Entrance } from '../entrance.ts';
import { MAX_FRAME_BYTES } from '../frame-limit.ts';
import { asCatalogueError, refuseRequest, refuseUpgrade } from '../refusal.ts';
import { pathnameOf, type Upgrades } from '../upgrades.ts';
import type { OwnClients, Siblings } from '../workers/siblings.ts';
import { type EngineConnection, enginePathOf } from './engine-path.ts';
import { handshakeRequest } from './handshake-request.ts';
import { serveNamespace } from './namespace.ts';

/** Namespaces with Waycast's commands and events; an application may have others beside them. */
const NAMESPACES = ['/', '/transport'] as const;

export interface SocketIoParts {
  readonly upgrades: Upgrades;
  readonly entrance: Entrance;
  readonly sessions: Sessions;
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly log: Log;
  /** SOCKET_IO_PATH. */
  readonly path: string;
  /** SOCKET_IO_CORS_ORIGIN, for long polling from pages. */
  readonly corsOrigins: readonly string[];
  /** WS_PING_INTERVAL and WS_PING_TIMEOUT. */
  readonly pingIntervalMs: number;
  readonly pingTimeoutMs: number;
  /** AUTH_TIMEOUT: a connection that enters no namespace by then is closed. */
  readonly authTimeoutMs: number;
  /** The other processes on the same port, if there are any: they may get what belongs to a client of this one. */
  readonly siblings?: Siblings | undefined;
  /** Carries the application's own rooms and events between servers; this process alone when absent. */
  readonly adapter?: ServerOptions['adapter'] | undefined;
}

export interface SocketIoGateway {
  /** For the embedding application: its own namespaces, rooms and events. */
  readonly io: Server;
  /** Whether an HTTP request is one of long polling; the HTTP server must hand those over and leave them alone. */
  handles(request: IncomingMessage): boolean;
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  /** For what siblings got and pass here. */
  readonly ownClients: OwnClients;
  /** Open connections, each with one or more namespaces. */
  readonly connections: number;
  /**
   * Takes no new connections and closes those that are open; sessions are drained before. The HTTP server stays, and
   * must go on handing over requests until this has resolved.
   */
  close(): Promise<void>;
}

/** Serves Socket.IO v4 at `path`: WebSocket through `upgrades`, long polling through `handleRequest`. */
export function attachSocketIo(parts: SocketIoParts): SocketIoGateway {
  const { upgrades, entrance, clock, siblings } = parts;
  const io = createIo(parts);
  const isOurs = (pathname: string): boolean => pathname.startsWith(`${parts.path}/`);
  const open = new Map<EngineConnection, string>();
  io.engine.use((request: IncomingMessage, response: object, next: () => void) => {
    if (!(response instanceof ServerResponse) || mayAsk(entrance, request, response)) next();
  });
  keepOpen(io, open, parts);
  if (siblings !== undefined) io.engine.generateId = () => siblings.newEngineId();
  const ownClients: OwnClients = {
    request: (request, response) => io.engine.handleRequest(request, response),
    upgrade: (request, socket, head) => {
      if (mayUpgrade(entrance, request, socket)) io.engine.handleUpgrade(request, socket, head);
    },
  };
  const unclaim = upgrades.claim(isOurs, (request, socket, head) => {
    const here = (): void => ownClients.upgrade(request, socket, head);
    if (siblings === undefined) here();
    else siblings.passUpgrade(request, socket, head, here);
  });
  const addressOf = (socket: Socket): string => entrance.addressOf(socket.request);
  for (const name of NAMESPACES)
    serveNamespace(io.of(name), { ...parts, addressOf, arrivalTimeoutMs: parts.authTimeoutMs });

  return {
    io,
    handles: (request) => isOurs(pathnameOf(request)),
    ownClients,
    handleRequest(request, response) {
      const here = (): void => ownClients.request(request, response);
      if (siblings === undefined) here();
      else siblings.passRequest(request, response, here);
    },
    get connections() {
      return open.size;
    },
    async close() {
      unclaim();
      for (const connection of open.keys()) connection.close();
      await untilEmpty(open, clock);
      const sockets = [...open.keys()].map((connection) => enginePathOf(connection).socket);
      io.engine.close();
      for (const socket of sockets)
        if (socket !== undefined) destroyAfterGrace(clock, socket, SHUTDOWN_GRACE_MS);
      await Promise.all([...io._nsps.values()].map((namespace) => namespace.adapter.close()));
    },
  };
}

/** Keeps the connections of `io`, with the addresses of their clients, until they close. */
function keepOpen(io: Server, open: Map<EngineConnection, string>, { entrance, clock }: SocketIoParts): void {
  /** One for all, which Engine.IO calls as the connection's own. */
  function onClose(this: EngineConnection): void {
    entrance.leave(open.get(this) ?? '');
    open.delete(this);
    // Engine.IO is done with it, but the peer may not answer the close of the WebSocket.
    const path = enginePathOf(this);
    path.closed();
    const { socket } = path;
    if (socket !== undefined) destroyAfterGrace(clock, socket);
  }

  io.engine.on('connection', (connection: EngineConnection) => {
    const { request } = connection;
    const address = entrance.addressOf(request);
    open.set(connection, address);
    entrance.enter(address);
    // Engine.IO has taken from it what it needs; Socket.IO reads it when a namespace is joined.
    Reflect.set(connection, 'request', handshakeRequest(request));
    connection.on('close', onClose);
  });
}

/**
 * Socket.IO attaches itself to a whole HTTP server and wraps the listeners it finds there. It gets one that never
 * listens, so that ours, or that of an embedding application, decides by path what reaches it.
 */
function createIo(parts: SocketIoParts): Server {
  return new Server(createServer(), {
    path: parts.path,
    serveClient: false,
    destroyUpgrade: false,
    perMessageDeflate: false,
    maxHttpBufferSize: MAX_FRAME_BYTES,
    pingInterval: parts.pingIntervalMs,
    pingTimeout: parts.pingTimeoutMs,
    connectTimeout: parts.authTimeoutMs,
    ...(parts.adapter === undefined ? {} : { adapter: parts.adapter }),
    ...corsOf(parts.corsOrigins),
  });
}

/** Waits for connections to close: long-polling clients take what is left with their next polls. */
function untilEmpty(open: ReadonlyMap<EngineConnection, unknown>, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(SHUTDOWN_GRACE_MS, resolve);
    const check = (): void => {
      if (open.size > 0) return;
      cancel();
      resolve();
    };
    for (const connection of open.keys()) connection.once('close', check);
    check();
  });
}

function corsOf(origins: readonly string[]): { cors?: CorsOptions } {
  if (origins.length === 0) return {};
  return { cors: origins.includes('*') ? { origin: '*' } : { origin: [...origins], credentials: true } };
}

type CorsOptions = NonNullable<ServerOptions['cors']>;

/** A handshake is judged whole; later requests of a connection only by their origin. */
function judge(entrance: Entrance, request: IncomingMessage): void {
  entrance.checkOrigin(request);
  const query = URL.parse(request.url ?? '/', 'http://localhost')?.searchParams;
  if (!query?.has('sid')) entrance.admit(entrance.addressOf(request));
}

function mayAsk(entrance: Entrance, request: IncomingMessage, response: ServerResponse): boolean {
  try {
    judge(entrance, request);
    return true;
  } catch (error) {
    refuseRequest(response, asCatalogueError(error), randomUUID());
    return false;
  }
}

function mayUpgrade(entrance: Entrance, request: IncomingMessage, socket: Duplex): boolean {
  try {
    judge(entrance, request);
    return true;
  } catch (error) {
    refuseUpgrade(socket, asCatalogueError(error), randomUUID());
    return false;
  }
}
