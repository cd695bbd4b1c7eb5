import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WEBSOCKET_SUBPROTOCOL } from '@waycast/contract';
import { WebSocketServer } from 'ws';
import type { Dispatch } from '../../kernel/dispatch.ts';
import type { Sessions } from '../../kernel/sessions.ts';
import type { Clock } from '../../ports/clock.ts';
import { destroyAfterGrace, SHUTDOWN_GRACE_MS } from '../closing.ts';
import type { Entrance } from '../entrance.ts';
import { tokenOf } from '../handshake-token.ts';
import { asCatalogueError, refuseUpgrade } from '../refusal.ts';
import { createSameText } from '../same-text.ts';
import type { Upgrades } from '../upgrades.ts';
import { type ClientParts, ClientSocket, WebSocketClient } from './connection.ts';
import { createLiveness } from './liveness.ts';

/**
 * Bytes at which `ws` ends a connection by itself, with its own close code 1009. What is between a frame's limit and
 * this is read and answered with the catalogue's code.
 */
const HARD_FRAME_BYTES = 128 * 1024;

/** Close code of RFC 6455 for what was not drained before. */
const GOING_AWAY = 1001;

/** Pages of other origins that may connect as well. */
interface ForeignPages {
  allows(origin: string): Promise<boolean>;
}

export interface WebSocketParts {
  readonly upgrades: Upgrades;
  readonly entrance: Entrance;
  readonly sessions: Sessions;
  readonly dispatch: Dispatch;
  readonly foreign?: ForeignPages;
  readonly clock: Clock;
  /** Where clients connect; `/ws` when absent. */
  readonly path?: string;
  /** WS_PING_INTERVAL and WS_PING_TIMEOUT. */
  readonly pingIntervalMs: number;
  readonly pingTimeoutMs: number;
}

/** Raw WebSocket: JSON text frames, for clients without a library. */
export interface WebSocketGateway {
  readonly connections: number;
  /** Takes no new connections and ends those that are open; sessions are drained before. */
  close(): void;
}

/** Serves raw WebSocket at `path`. The token comes as `?token=`, as a bearer token, or in the first message. */
export function attachWebSocket(parts: WebSocketParts): WebSocketGateway {
  const { upgrades, entrance, path = '/ws' } = parts;
  const open = new Set<WebSocketClient>();
  const liveness = createLiveness(parts.clock, parts.pingIntervalMs, parts.pingTimeoutMs);
  const sameText = createSameText();
  const clientParts: ClientParts = {
    ...parts,
    liveness,
    closed(client) {
      open.delete(client);
      entrance.leave(client.address);
    },
  };
  const server = new WebSocketServer<typeof ClientSocket>({
    WebSocket: ClientSocket,
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: HARD_FRAME_BYTES,
    handleProtocols: (offered) => (offered.has(WEBSOCKET_SUBPROTOCOL) ? WEBSOCKET_SUBPROTOCOL : false),
  });

  function take(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      const address = entrance.addressOf(request);
      entrance.admit(address);
      const accept = (): void =>
        server.handleUpgrade(request, socket, head, (ws) => welcome(ws, socket, request, address));
      if (entrance.isOwnPage(request)) accept();
      else void takeForeign(parts, request, socket, accept);
    } catch (error) {
      refuseUpgrade(socket, asCatalogueError(error), randomUUID());
    }
  }

  function welcome(ws: ClientSocket, socket: Duplex, request: IncomingMessage, address: string): void {
    entrance.enter(address);
    const userAgent = sameText(request.headers['user-agent']);
    const client = new WebSocketClient(ws, socket, { address, userAgent }, clientParts);
    open.add(client);
    const token = tokenOf(request);
    if (token !== undefined) void client.enterWith(token);
  }

  const unclaim = upgrades.claim((pathname) => pathname === path, take);
  return {
    get connections() {
      return open.size;
    },
    close() {
      unclaim();
      liveness.close();
      for (const client of open) {
        client.end(GOING_AWAY);
        destroyAfterGrace(parts.clock, client.socket, SHUTDOWN_GRACE_MS);
      }
      server.close();
    },
  };
}

/** A page of another origin, which a company may allow to show its chat. */
async function takeForeign(
  { entrance, foreign }: Pick<WebSocketParts, 'entrance' | 'foreign'>,
  request: IncomingMessage,
  socket: Duplex,
  accept: () => void,
): Promise<void> {
  const lost = (): void => void socket.destroy();
  socket.on('error', lost);
  try {
    const { origin = '' } = request.headers;
    if (!((await foreign?.allows(origin)) ?? false)) entrance.checkOrigin(request);
    socket.off('error', lost);
    if (!socket.destroyed) accept();
  } catch (error) {
    socket.off('error', lost);
    refuseUpgrade(socket, asCatalogueError(error), randomUUID());
  }
}
