import { ERRORS, type WireError } from '@waycast/contract';
import type { Socket } from 'socket.io';
import type { Dispatch } from '../../kernel/dispatch.ts';
import type { FrameFormat } from '../../kernel/frames.ts';
import type { Connection, Session } from '../../kernel/session.ts';
import type { Sessions } from '../../kernel/sessions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { Inbox, type SendAck } from '../inbox.ts';
import { readArguments } from './arguments.ts';
import { type EnginePath, enginePathOf } from './engine-path.ts';
import { NamespaceSink } from './sink.ts';

export interface GuestParts {
  readonly format: FrameFormat;
  readonly sessions: Sessions;
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly log: Log;
  readonly addressOf: (socket: Socket) => string;
  /** How long a client that was let in may take to arrive; afterwards its session is forgotten. */
  readonly arrivalTimeoutMs: number;
}

/** Lets the client into the namespace, or tells it why not. */
export type Next = (error?: Error) => void;

/** What is needed until the client has arrived, and takes memory no longer. */
interface Entering {
  /** Undefined once it is let in or refused. */
  next: Next | undefined;
  /** Sends what authentication released. */
  release: (() => void) | undefined;
  readonly cancelWatch: () => void;
  readonly onClose: () => void;
}

/**
 * One client in a namespace, as its session knows it. The session exists before the client is let in, for the token
 * is judged first:
 *
 *   enter ──token holds──▶ let in ──▶ arrive ──disconnect──▶ gone
 *      └──refused──▶ gone     └──another middleware refused it, the connection closed──▶ gone
 */
export class Guest implements Connection {
  readonly address: string;
  readonly sink: NamespaceSink;
  readonly #socket: Socket;
  readonly #parts: GuestParts;
  readonly #session: Session;
  readonly #inbox: Inbox;
  readonly #path: EnginePath;
  #entering: Entering | undefined;

  constructor(socket: Socket, parts: GuestParts, next: Next) {
    this.#socket = socket;
    this.#parts = parts;
    this.address = parts.addressOf(socket);
    this.#path = enginePathOf(socket.conn);
    this.sink = new NamespaceSink({ socket, path: this.#path, format: parts.format, guest: this });
    this.#session = parts.sessions.open(this);
    this.#inbox = new Inbox({ ...parts, session: this.#session, sink: this.sink });
    this.#path.enter(this);
    const gone = (): void => this.gone();
    this.#entering = {
      next,
      release: undefined,
      cancelWatch: parts.clock.after(parts.arrivalTimeoutMs, gone),
      onClose: gone,
    };
    // One that leaves before it is let in never disconnects.
    socket.conn.on('close', gone);
  }

  get id(): string {
    return this.#socket.id;
  }

  get transport(): 'socketio' {
    return 'socketio';
  }

  get userAgent(): string | undefined {
    return this.#socket.handshake.headers['user-agent'];
  }

  /** The application's own, named like the topics. */
  get rooms(): Pick<Guest, 'join' | 'leave'> {
    return this;
  }

  join(room: string): void {
    this.#changeRoom(room, this.#socket.join(room));
  }

  leave(room: string): void {
    this.#changeRoom(room, this.#socket.leave(room));
  }

  /** Judges the token of the handshake, if there is one. */
  async enter(): Promise<void> {
    const entering = this.#entering;
    const token: unknown = this.#socket.handshake.auth.token;
    if (token !== undefined && token !== null && token !== '') {
      const reply = await this.#inbox.authenticate(token);
      if (!reply.ok) this.refuse(reply.error);
      else if (entering !== undefined) entering.release = reply.release;
    }
    // The kernel may have closed the session meanwhile.
    const next = entering?.next;
    if (entering === undefined || next === undefined) return this.gone();
    entering.next = undefined;
    next();
  }

  /** The client has arrived in the namespace. */
  arrive(): void {
    const release = this.#entering?.release;
    this.#endEntering();
    release?.();
  }

  receive(event: unknown, args: readonly unknown[]): void {
    const { input, ack } = readArguments(event, args);
    this.#inbox.take(event, input, ack && this.#behindEvents(ack));
  }

  /** Socket.IO writes acks itself, past the outbox. */
  #behindEvents(ack: SendAck): SendAck {
    return (fields) => {
      this.#session.outbox.flush();
      ack(fields);
    };
  }

  /**
   * Tells a client that is not let in yet why it is not. The stock client gives up after a connect_error, so what will
   * pass by itself cuts the connection instead.
   */
  refuse(error: WireError): void {
    const next = this.#entering?.next;
    if (this.#entering === undefined || next === undefined) return;
    this.#entering.next = undefined;
    if (ERRORS[error.code].retry && error.code !== 'rate_limited') return void this.#socket.conn.close();
    next(Object.assign(new Error(error.message), { data: error }));
  }

  drained(): void {
    this.#session.outbox.drained();
  }

  /** The client has left, or never arrived. */
  gone(): void {
    this.#endEntering();
    this.#path.leave(this);
    this.#parts.sessions.gone(this.#session);
  }

  #endEntering(): void {
    const entering = this.#entering;
    if (entering === undefined) return;
    this.#entering = undefined;
    entering.cancelWatch();
    this.#socket.conn.off('close', entering.onClose);
  }

  #changeRoom(room: string, changed: Promise<void> | void): void {
    changed?.catch((error) =>
      this.#parts.log.error({ err: error, room }, 'a socket could not change a room'),
    );
  }
}
