import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { WaycastError } from '@waycast/contract';
import { type RawData, WebSocket } from 'ws';
import type { Dispatch } from '../../kernel/dispatch.ts';
import type { Connection, Session } from '../../kernel/session.ts';
import type { Sessions } from '../../kernel/sessions.ts';
import type { Clock } from '../../ports/clock.ts';
import { destroyAfterGrace } from '../closing.ts';
import { MAX_FRAME_BYTES } from '../frame-limit.ts';
import { errorEvent, Inbox, type SendAck } from '../inbox.ts';
import { textFrame } from '../websocket-frame.ts';
import type { Liveness, Pulse } from './liveness.ts';
import { type MessageId, readMessage } from './message.ts';
import { WebSocketSink } from './sink.ts';

const NO_TYPE =
  'the message has no "type"; it takes the name of a command, such as {"type":"heartbeat","id":1}';

/** A WebSocket that knows its client, so that all can have the same listeners: those of its own are what memory goes into. */
export class ClientSocket extends WebSocket {
  client: WebSocketClient | undefined;
}

export interface ClientParts {
  readonly sessions: Sessions;
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly liveness: Liveness;
  /** The connection has closed. */
  readonly closed: (client: WebSocketClient) => void;
}

export interface ClientHandshake {
  readonly address: string;
  readonly userAgent: string | undefined;
}

/** One WebSocket and its session, joined both ways until it closes. */
export class WebSocketClient implements Connection, Pulse {
  readonly id = randomUUID();
  readonly address: string;
  readonly userAgent: string | undefined;
  readonly sink: WebSocketSink;
  /** The connection below the WebSocket. */
  readonly socket: Duplex;
  heardAt: number;
  pingedAt = 0;
  readonly #ws: ClientSocket;
  readonly #parts: ClientParts;
  readonly #session: Session;
  readonly #inbox: Inbox;

  constructor(ws: ClientSocket, socket: Duplex, { address, userAgent }: ClientHandshake, parts: ClientParts) {
    this.address = address;
    this.userAgent = userAgent;
    this.socket = socket;
    this.heardAt = parts.clock.now();
    this.#ws = ws;
    this.#parts = parts;
    this.sink = new WebSocketSink(ws, socket, parts.clock, this);
    this.#session = parts.sessions.open(this);
    this.#inbox = new Inbox({ ...parts, session: this.#session, sink: this.sink });
    ws.client = this;
    ws.on('message', onMessage).on('pong', onPong).on('error', onError).on('close', onClose);
    parts.liveness.watch(this);
  }

  get transport(): 'websocket' {
    return 'websocket';
  }

  ping(): void {
    this.#ws.ping();
  }

  lost(): void {
    this.#ws.terminate();
  }

  end(closeCode: number): void {
    this.#ws.close(closeCode);
  }

  drained(): void {
    this.#session.outbox.drained();
  }

  heard(): void {
    this.heardAt = this.#parts.clock.now();
  }

  /** A token of the handshake that is refused ends the connection: nobody waits there to send a better one. */
  async enterWith(token: string): Promise<void> {
    const reply = await this.#inbox.authenticate(token);
    if (reply.ok) return reply.release?.();
    this.#session.outbox.pushLog(errorEvent(reply.error));
    this.#parts.sessions.close(this.#session, reply.error.code);
  }

  receive(data: RawData, isBinary: boolean): void {
    this.heard();
    // Server sockets are left at their default binary type, which gives one Buffer a message.
    if (isBinary || !Buffer.isBuffer(data)) {
      return this.#inbox.refuse(
        new WaycastError('invalid', 'binary frames are not accepted; send JSON as text frames'),
      );
    }
    if (data.length > MAX_FRAME_BYTES) return this.#parts.sessions.close(this.#session, 'too_large');
    let message: ReturnType<typeof readMessage>;
    try {
      message = readMessage(data.toString());
    } catch (error) {
      return this.#inbox.refuse(
        error instanceof WaycastError
          ? error
          : new WaycastError('invalid', 'the message could not be read', { cause: error }),
      );
    }
    const ack = message.id === undefined ? undefined : ackTo(message.id, this.#session);
    if (message.name === undefined) return this.#inbox.refuse(new WaycastError('invalid', NO_TYPE), ack);
    this.#inbox.take(message.name, message.input, ack);
  }

  /** A violation of the protocol: ws has answered it with its close code, which the peer may not take. */
  failed(): void {
    destroyAfterGrace(this.#parts.clock, this.socket);
  }

  closed(): void {
    this.#parts.liveness.unwatch(this);
    this.#parts.sessions.gone(this.#session);
    this.#parts.closed(this);
  }
}

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  clientOf(this)?.receive(data, isBinary);
}

function onPong(this: WebSocket): void {
  clientOf(this)?.heard();
}

function onError(this: WebSocket): void {
  clientOf(this)?.failed();
}

function onClose(this: WebSocket): void {
  clientOf(this)?.closed();
}

function clientOf(ws: WebSocket): WebSocketClient | undefined {
  return ws instanceof ClientSocket ? ws.client : undefined;
}

function ackTo(id: MessageId, { outbox }: Session): SendAck {
  return (ack) => outbox.pushAnswer(textFrame(JSON.stringify({ type: 'ack', id, ...ack })));
}
