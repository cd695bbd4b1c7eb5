import { once } from 'node:events';
import { ERROR_CODES } from '@waycast/contract';
import fc from 'fast-check';
import { io } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { connectWebSocket } from './clients/websocket-client.ts';
import { besiege } from './siege.ts';

const siege = besiege();

/** Names and inputs from the sensible to the absurd. */
const anyName = fc.oneof(
  fc.constantFrom(
    'track:vehicle',
    'untrack:vehicle',
    'track:fleet',
    'untrack:fleet',
    'location:update',
    'heartbeat',
    'subscribe',
    'unsubscribe',
    'authenticate',
  ),
  fc.string({ maxLength: 40 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'message', 'error'),
);
const anyInput = fc.oneof(
  fc.jsonValue({ maxDepth: 6 }),
  fc.record(
    {
      vehicleId: fc.jsonValue(),
      topic: fc.jsonValue(),
      since: fc.jsonValue(),
      bbox: fc.jsonValue(),
      tickMs: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
  fc.record({
    vehicleId: fc.string(),
    latitude: fc.double(),
    longitude: fc.double(),
    timestamp: fc.oneof(fc.string(), fc.double()),
  }),
  fc.record({
    topic: fc.constantFrom(
      'vehicle:a',
      'drivers',
      'users',
      'fleet',
      'geofence:a',
      'vehicle:',
      ':',
      'drivers:x',
    ),
    since: fc.record({ epoch: fc.string(), offset: fc.integer() }),
  }),
);

function expectCatalogue(error: unknown): void {
  expect(error).toMatchObject({
    code: expect.toBeOneOf([...ERROR_CODES]),
    message: expect.any(String),
    requestId: expect.any(String),
  });
  expect(error).not.toMatchObject({ code: 'internal' });
}

describe('hostile messages', () => {
  it('answers any command on a raw WebSocket with an ack or an error of the catalogue', async () => {
    const client = await connectWebSocket(`ws://127.0.0.1:${siege.stage().port}/ws`, siege.token());
    await fc.assert(
      fc.asyncProperty(anyName, anyInput, async (name, input) => {
        const fields =
          typeof input === 'object' && input !== null && !Array.isArray(input) ? input : { value: input };
        const ack = await client.ask(name === '' ? 'x' : name, fields);
        if (!ack.ok) expectCatalogue(ack.error);
      }),
      { numRuns: 300 },
    );
    await client.close();
  });

  it('answers any command on Socket.IO with an ack or an error of the catalogue', async () => {
    const socket = io(`http://127.0.0.1:${siege.stage().port}/transport`, {
      auth: { token: siege.token() },
      forceNew: true,
      transports: ['websocket'],
    });
    const reserved = [
      'connect',
      'connect_error',
      'disconnect',
      'disconnecting',
      'newListener',
      'removeListener',
    ];
    await fc.assert(
      fc.asyncProperty(
        anyName.filter((name) => !reserved.includes(name)),
        fc.array(anyInput, { maxLength: 3 }),
        async (name, args) => {
          const ack: unknown = await socket.emitWithAck(name, ...args);
          if (typeof ack === 'object' && ack !== null && 'error' in ack) expectCatalogue(ack.error);
          else expect(ack).toMatchObject({ ok: true });
        },
      ),
      { numRuns: 300 },
    );
    socket.disconnect();
  });

  it('answers any message on a raw WebSocket, in whatever shape', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        ),
        async (message) => {
          const ws = new WebSocket(`ws://127.0.0.1:${siege.stage().port}/ws?token=${siege.token()}`);
          await once(ws, 'open');
          const answer = once(ws, 'message');
          ws.send(message);
          const [data] = await answer;
          const { type, error, ...rest } = JSON.parse(String(data));
          if (type === 'error') expectCatalogue(rest);
          else expectCatalogue(error);
          ws.terminate();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('ends a client that floods without reading, and holds no more for it than its bound', async () => {
    const client = await connectWebSocket(`ws://127.0.0.1:${siege.stage().port}/ws`, siege.token());
    await client.ask('heartbeat');
    const session = [...siege.stage().core.sessions.all].at(-1);
    client.pause();
    for (let n = 0; session?.phase.name !== 'closed'; n++) {
      for (let burst = 0; burst < 1_000; burst++)
        client.tell('subscribe', { topic: `nonsense-${'x'.repeat(90)}` });
      await new Promise((resolve) => setImmediate(resolve));
      expect(n).toBeLessThan(5_000);
    }
    await client.close();
  });

  it('survives streams that are asked for in any way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 100 }), fc.string({ maxLength: 50 }), async (topics, id) => {
        const query = new URLSearchParams({ topics, lastEventId: id, token: siege.token() });
        const abort = new AbortController();
        const response = await fetch(`http://127.0.0.1:${siege.stage().port}/api/stream?${query}`, {
          signal: abort.signal,
        });
        if (response.status !== 200) {
          const { detail, ...problem } = JSON.parse(await response.text());
          expectCatalogue({ ...problem, message: detail });
        }
        abort.abort();
      }),
      { numRuns: 60 },
    );
  });
});
