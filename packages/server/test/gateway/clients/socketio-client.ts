import { commandDefinition, isCommandName } from '@waycast/contract';
import { io, type Socket } from 'socket.io-client';
import type { Ack, TransportClient } from '../../../src/conformance/transport-suite.ts';
import { asAck } from './acks.ts';
import { EventLog, isRecord } from './event-log.ts';

export interface SocketIoTarget {
  readonly url: string;
  readonly namespace: string;
  readonly transport: 'websocket' | 'polling';
  readonly path?: string;
}

/** Connects the stock Socket.IO client; resolves when it is in, or refused. */
export async function connectSocketIo(target: SocketIoTarget, token?: string): Promise<TransportClient> {
  const socket = io(target.url + target.namespace, {
    path: target.path ?? '/socket.io',
    transports: [target.transport],
    forceNew: true,
    reconnection: false,
    ...(token === undefined ? {} : { auth: { token } }),
  });
  const log = new EventLog();
  const connected = Promise.withResolvers<void>();
  socket.onAny((event: string, data: unknown) => log.add(event, data));
  socket.on('connect', connected.resolve);
  socket.on('connect_error', (error) => {
    log.end({ code: codeOf(error), retries: socket.active });
    socket.disconnect();
    connected.resolve();
  });
  socket.on('disconnect', () => log.end({ code: log.lastError, retries: socket.active }));
  await connected.promise;
  return clientOf(socket, log);
}

function clientOf(socket: Socket, log: EventLog): TransportClient {
  return {
    received: log.received,
    arrivals: log.arrivals,
    ended: log.ended,
    until: (matches) => log.until(matches),
    ask(name, input) {
      const { promise, resolve } = Promise.withResolvers<Ack>();
      socket.emit(name, ...argumentsOf(name, input), (ack: unknown) => {
        log.addAck();
        resolve(asAck(ack));
      });
      return Promise.race([promise, failing(log)]);
    },
    tell: (name, input) => void socket.emit(name, ...argumentsOf(name, input)),
    pause: () => rawSocketOf(socket).pause(),
    resume: () => rawSocketOf(socket).resume(),
    // Packet type 9 does not exist.
    sendGarbage: () => socket.io.engine.write('9["nonsense"]'),
    sendLarge: (bytes) => void socket.emit('heartbeat', { filler: 'x'.repeat(bytes) }),
    async close() {
      if (log.isOver) return;
      socket.disconnect();
      await log.ended;
    },
  };
}

/** Positional arguments stand alone, as Socket.IO users write them. */
function argumentsOf(name: string, input: object | undefined): unknown[] {
  if (input === undefined) return [];
  const positional = isCommandName(name) ? commandDefinition(name).positional : [];
  return positional.length === 0 ? [input] : positional.map((field) => Reflect.get(input, field));
}

async function failing(log: EventLog): Promise<never> {
  const { code } = await log.ended;
  throw new Error(`the connection ended (${code}) before the ack came`);
}

interface Pausable {
  pause(): void;
  resume(): void;
}

/** The WebSocket below the client, to stop reading from it. */
function rawSocketOf(socket: Socket): Pausable {
  const ws: unknown = Reflect.get(socket.io.engine.transport, 'ws');
  if (isPausable(ws)) return ws;
  throw new Error('the client is not on a WebSocket');
}

function isPausable(value: unknown): value is Pausable {
  return isRecord(value) && 'pause' in value && 'resume' in value;
}

function codeOf(error: Error): string | undefined {
  const data: unknown = Reflect.get(error, 'data');
  return isRecord(data) && typeof data.code === 'string' ? data.code : undefined;
}
