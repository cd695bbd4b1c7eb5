import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WaycastError } from '@waycast/contract';
import type { RawData, WebSocket } from 'ws';
import { Batch } from '../../kernel/batch.ts';
import type { Dispatch } from '../../kernel/dispatch.ts';
import type { Session } from '../../kernel/session.ts';
import type { Sessions } from '../../kernel/sessions.ts';
import type { Clock } from '../../ports/clock.ts';
import { destroyAfterGrace } from '../closing.ts';
import { MAX_FRAME_BYTES } from '../frame-limit.ts';
import { tokenOf } from '../handshake-token.ts';
import { errorEvent, Inbox, type SendAck } from '../inbox.ts';
import { textFrame } from '../websocket-frame.ts';
import type { Liveness, Pulse } from './liveness.ts';
import { type MessageId, readMessage } from './message.ts';
import { WebSocketSink } from './sink.ts';

const NO_TYPE =
  'the message has no "type"; it takes the name of a command, such as {"type":"heartbeat","id":1}';

export interface ConnectionParts {
  readonly ws: WebSocket;
  readonly socket: Duplex;
  readonly request: IncomingMessage;
  readonly address: string;
  readonly sessions: Sessions;
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly liveness: Liveness;
}

/** Joins one WebSocket to a session, both ways, until it closes. */
export function openConnection(parts: ConnectionParts): void {
  const { ws, socket, request, sessions, dispatch, clock } = parts;
  const sink = new WebSocketSink(ws, socket, clock);
  const session = sessions.open({
    id: randomUUID(),
    transport: 'websocket',
    sink,
    address: parts.address,
    userAgent: request.headers['user-agent'],
  });
  const inbox = new Inbox({ session, sink, sessions, dispatch });
  const pulse: Pulse = {
    heardAt: clock.now(),
    pingedAt: 0,
    ping: () => ws.ping(),
    lost: () => ws.terminate(),
  };
  const unwatch = parts.liveness.watch(pulse);

  ws.on('message', (data, isBinary) => {
    pulse.heardAt = clock.now();
    receive({ sessions, session, inbox, sink }, data, isBinary);
  });
  ws.on('pong', () => {
    pulse.heardAt = clock.now();
  });
  // A violation of the protocol: ws has answered it with its close code, which the peer may not take.
  ws.on('error', () => destroyAfterGrace(clock, socket));
  ws.once('close', () => {
    unwatch();
    sessions.gone(session);
  });
  socket.on('drain', () => session.outbox.drained());

  const token = tokenOf(request);
  if (token !== undefined) void enterWith(token, { sessions, session, inbox });
}

/** A token of the handshake that is refused ends the connection: nobody waits there to send a better one. */
async function enterWith(token: string, { sessions, session, inbox }: Entering): Promise<void> {
  const reply = await inbox.authenticate(token);
  if (reply.ok) return reply.release?.();
  session.outbox.pushLog(errorEvent(reply.error));
  sessions.close(session, reply.error.code);
}

interface Entering {
  readonly sessions: Sessions;
  readonly session: Session;
  readonly inbox: Inbox;
}

function receive(to: Entering & { readonly sink: WebSocketSink }, data: RawData, isBinary: boolean): void {
  const { sessions, session, inbox, sink } = to;
  // Server sockets are left at their default binary type, which gives one Buffer a message.
  if (isBinary || !Buffer.isBuffer(data)) {
    return inbox.refuse(
      new WaycastError('invalid', 'binary frames are not accepted; send JSON as text frames'),
    );
  }
  if (data.length > MAX_FRAME_BYTES) return sessions.close(session, 'too_large');
  let message: ReturnType<typeof readMessage>;
  try {
    message = readMessage(data.toString());
  } catch (error) {
    return inbox.refuse(
      error instanceof WaycastError
        ? error
        : new WaycastError('invalid', 'the message could not be read', { cause: error }),
    );
  }
  const ack = message.id === undefined ? undefined : ackTo(message.id, sink);
  if (message.name === undefined) return inbox.refuse(new WaycastError('invalid', NO_TYPE), ack);
  inbox.take(message.name, message.input, ack);
}

function ackTo(id: MessageId, sink: WebSocketSink): SendAck {
  return (ack) => sink.write(Batch.of(textFrame(JSON.stringify({ type: 'ack', id, ...ack }))));
}
