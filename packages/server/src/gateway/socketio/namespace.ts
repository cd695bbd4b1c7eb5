import { ERRORS, isCommandName, type WireError } from '@waycast/contract';
import type { Namespace, Socket } from 'socket.io';
import type { Dispatch } from '../../kernel/dispatch.ts';
import type { FrameFormat } from '../../kernel/frames.ts';
import type { Connection, Session } from '../../kernel/session.ts';
import type { Sessions } from '../../kernel/sessions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { Inbox } from '../inbox.ts';
import { readArguments } from './arguments.ts';
import { enginePathOf } from './engine-path.ts';
import { socketIoFormat } from './frame-format.ts';
import { NamespaceSink } from './sink.ts';

export interface NamespaceParts {
  readonly sessions: Sessions;
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly log: Log;
  readonly addressOf: (socket: Socket) => string;
  /** How long a client that was let in may take to arrive; afterwards its session is forgotten. */
  readonly arrivalTimeoutMs: number;
}

type Next = (error?: Error) => void;

/** A client of the namespace: its session exists before it is let in, for the token is judged first. */
interface Guest {
  readonly inbox: Inbox;
  /** Sends what authentication released; called once the client is in. */
  release: () => void;
  /** The client is in: ends the watch over its arrival. */
  arrived(): void;
}

/**
 *   CONNECT ──▶ middleware: session, token ──▶ let in ──▶ connection: events ⇄ commands ──▶ disconnect
 *                              └─ refused: connect_error, or the connection is cut where trying again helps
 */
export function serveNamespace(namespace: Namespace, parts: NamespaceParts): void {
  const format = socketIoFormat(namespace.name);
  const guests = new WeakMap<Socket, Guest>();

  namespace.use((socket, next) => {
    const letIn = (guest: Guest): void => {
      guests.set(socket, guest);
      next();
    };
    admit(socket, format, parts, letIn, (error) => refuseConnect(socket, error, next)).catch((error) => {
      parts.log.error({ err: error, socket: socket.id }, 'a socket could not be admitted');
      socket.conn.close();
    });
  });

  namespace.on('connection', (socket) => {
    const guest = guests.get(socket);
    if (guest === undefined) return void socket.disconnect();
    guest.arrived();
    socket.onAny((event, ...args) => receive(socket, guest.inbox, event, args));
    guest.release();
  });
}

async function admit(
  socket: Socket,
  format: FrameFormat,
  parts: NamespaceParts,
  letIn: (guest: Guest) => void,
  refuse: (error: WireError) => void,
): Promise<void> {
  const { sessions, dispatch } = parts;
  let answered = false;
  const refuseOnce = (error: WireError): void => {
    if (answered) return;
    answered = true;
    refuse(error);
  };
  const path = enginePathOf(socket.conn);
  const sink = new NamespaceSink({ socket, path, format, refuse: refuseOnce });
  const session = sessions.open(connectionOf(socket, sink, parts));
  const inbox = new Inbox({ session, sink, sessions, dispatch });
  const guest: Guest = { inbox, release: () => undefined, arrived: watchArrival(socket, session, parts) };
  const gone = endWith(
    socket,
    guest,
    session,
    parts,
    path.onDrain(() => session.outbox.drained()),
  );

  const token: unknown = socket.handshake.auth.token;
  if (token !== undefined && token !== null && token !== '') {
    const reply = await inbox.authenticate(token);
    if (!reply.ok) {
      refuseOnce(reply.error);
      return gone();
    }
    guest.release = reply.release ?? guest.release;
  }
  // The kernel may have closed the session meanwhile.
  if (answered) return gone();
  answered = true;
  letIn(guest);
}

/** Ends the session with its socket. One that leaves before it is let in never disconnects, but its connection closes. */
function endWith(
  socket: Socket,
  guest: Guest,
  session: Session,
  { sessions }: NamespaceParts,
  offDrain: () => void,
): () => void {
  const gone = (): void => {
    offDrain();
    guest.arrived();
    socket.conn.off('close', gone);
    sessions.gone(session);
  };
  socket.conn.once('close', gone);
  socket.once('disconnect', gone);
  return gone;
}

/** Forgets a session whose client was let in here but did not arrive: the application's own middleware refused it. */
function watchArrival(
  socket: Socket,
  session: Session,
  { clock, sessions, arrivalTimeoutMs }: NamespaceParts,
): () => void {
  return clock.after(arrivalTimeoutMs, () => {
    if (!socket.connected) sessions.gone(session);
  });
}

function connectionOf(socket: Socket, sink: NamespaceSink, { addressOf, log }: NamespaceParts): Connection {
  const failed = (room: string) => (error: unknown) =>
    log.error({ err: error, room }, 'a socket could not change a room');
  return {
    id: socket.id,
    transport: 'socketio',
    sink,
    address: addressOf(socket),
    userAgent: socket.handshake.headers['user-agent'],
    rooms: {
      join: (room) => void Promise.resolve(socket.join(room)).catch(failed(room)),
      leave: (room) => void Promise.resolve(socket.leave(room)).catch(failed(room)),
    },
  };
}

/** The stock client gives up after a connect_error, so what will pass by itself cuts the connection instead. */
function refuseConnect(socket: Socket, error: WireError, next: Next): void {
  if (ERRORS[error.code].retry && error.code !== 'rate_limited') return void socket.conn.close();
  next(Object.assign(new Error(error.message), { data: error }));
}

function receive(socket: Socket, inbox: Inbox, event: unknown, args: readonly unknown[]): void {
  if (isOfApplication(socket, event)) return;
  const { input, ack } = readArguments(event, args);
  inbox.take(event, input, ack);
}

/** Events that the embedding application listens for are its own, unless they are commands. */
function isOfApplication(socket: Socket, event: unknown): boolean {
  // Socket.IO itself listens for `error`, lest it throws.
  if (typeof event !== 'string' || event === 'error' || isCommandName(event)) return false;
  return socket.listenerCount(event) > 0;
}
