import { ERRORS, errorOfCloseCode } from '@waycast/contract';
import WebSocket from 'ws';
import type { Ack, TransportClient } from '../../../src/conformance/transport-suite.ts';
import { asAck } from './acks.ts';
import { EventLog, isRecord } from './event-log.ts';

/** Connects the stock `ws` client; resolves when the connection is open. */
export async function connectWebSocket(url: string, token?: string): Promise<TransportClient> {
  const ws = new WebSocket(
    token === undefined ? url : `${url}?token=${encodeURIComponent(token)}`,
    'waycast.v1',
  );
  const log = new EventLog();
  const acks = new Map<number, (ack: Ack) => void>();
  ws.on('message', (data) => {
    const message: unknown = JSON.parse(String(data));
    if (!isRecord(message)) throw new Error('a frame is not an object');
    const { type, id, ...rest } = message;
    if (type === 'ack') {
      log.addAck();
      acks.get(Number(id))?.(asAck(rest));
    } else log.add(String(type), EVENTS.includes(type) ? rest : message);
  });
  ws.on('error', () => undefined);
  ws.on('close', (code) => {
    const reason = errorOfCloseCode(code);
    log.end({
      code: reason ?? (code === 1009 ? 'too_large' : undefined),
      retries: reason !== undefined && ERRORS[reason].retry,
    });
  });
  await new Promise<void>((resolve) => {
    ws.once('open', resolve);
    ws.once('close', () => resolve());
  });
  return clientOf(ws, log, acks);
}

/** What is none of these is an announcement, whose type is its own. */
const EVENTS: readonly unknown[] = [
  'location:update',
  'locations:batch',
  'geofence:alert',
  'geofence:dwell',
  'trip:update',
  'order:update',
  'order_viewers',
  'offers:update',
  'message:new',
  'message:changed',
  'message:read',
  'conversation:update',
  'typing',
  'presence',
  'token:expiring',
  'server:moving',
  'error',
];

function clientOf(ws: WebSocket, log: EventLog, acks: Map<number, (ack: Ack) => void>): TransportClient {
  let lastId = 0;
  return {
    received: log.received,
    arrivals: log.arrivals,
    ended: log.ended,
    until: (matches) => log.until(matches),
    ask(name, input = {}) {
      const id = ++lastId;
      const { promise, resolve, reject } = Promise.withResolvers<Ack>();
      acks.set(id, resolve);
      void log.ended.then(({ code }) =>
        reject(new Error(`the connection ended (${code}) before the ack came`)),
      );
      ws.send(JSON.stringify({ type: name, id, ...input }));
      return promise;
    },
    tell: (name, input = {}) => ws.send(JSON.stringify({ type: name, ...input })),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
    sendGarbage: () => ws.send('{"half":'),
    sendLarge: (bytes) => ws.send(JSON.stringify({ type: 'heartbeat', filler: 'x'.repeat(bytes) })),
    async close() {
      ws.terminate();
      await log.ended;
    },
  };
}
