import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { ERROR_CODES } from '@waycast/contract';
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { connectSocketIo } from './clients/socketio-client.ts';
import { connectWebSocket } from './clients/websocket-client.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let token = '';
const failures: unknown[] = [];
const note = (error: unknown): void => void failures.push(error);

beforeAll(async () => {
  stage = await openStage({ authTimeoutMs: 300, commandsPerSecond: 100_000 });
  process.on('uncaughtExceptionMonitor', note).on('unhandledRejection', note);
});
beforeEach(async () => {
  token = await stage.token({ tenant: 'fuzz', subject: 'd', roles: ['dispatcher'] });
});
afterEach(async () => {
  await expect.poll(() => stage.core.sessions.all.size, { timeout: 20_000 }).toBe(0);
  await expect.poll(() => stage.webSocket.connections, { timeout: 20_000 }).toBe(0);
  expect(failures).toEqual([]);
});
afterAll(async () => {
  process.off('uncaughtExceptionMonitor', note).off('unhandledRejection', note);
  await stage?.close();
});

const KEY = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
const HANDSHAKES = {
  '/ws': () => `GET /ws?token=${token} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${KEY}\r\n\r\n`,
  'Socket.IO': () => `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${KEY}\r\n\r\n`,
};

/** Writes bytes into a connection of its own, ends it, and waits until the server has let go of it. */
async function hurl(...parts: readonly (string | Uint8Array)[]): Promise<void> {
  const socket: Socket = connect({ port: stage.port, host: '127.0.0.1' });
  socket.on('error', () => undefined).resume();
  for (const part of parts) socket.write(part);
  socket.end();
  await once(socket, 'close');
}

/** A client frame of RFC 6455 with any opcode and flags; masked, as clients must, or not. */
const anyFrame = fc
  .record({
    first: fc.integer({ min: 0, max: 255 }),
    masked: fc.boolean(),
    payload: fc.oneof(fc.uint8Array({ maxLength: 125 }), fc.json().map((text) => Buffer.from(text.slice(0, 125)))),
    claimed: fc.option(fc.constantFrom(126, 127, 0), { nil: undefined }),
  })
  .map(({ first, masked, payload, claimed }) => {
    const length = claimed ?? payload.length;
    return Buffer.concat([Buffer.from([first, (masked ? 0x80 : 0) | length]), masked ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
  });

/** A text frame as a client sends it, masked with zeros. */
function textFrame(text: string | Uint8Array): Buffer {
  const payload = Buffer.from(text);
  const header = payload.length < 126 ? Buffer.from([0x81, 0x80 | payload.length]) : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([header, Buffer.alloc(4), payload]);
}

/** Names and inputs from the sensible to the absurd. */
const anyName = fc.oneof(
  fc.constantFrom('track:vehicle', 'untrack:vehicle', 'track:fleet', 'untrack:fleet', 'location:update', 'heartbeat', 'subscribe', 'unsubscribe', 'authenticate'),
  fc.string({ maxLength: 40 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'message', 'error'),
);
const anyInput = fc.oneof(
  fc.jsonValue({ maxDepth: 6 }),
  fc.record({ vehicleId: fc.jsonValue(), topic: fc.jsonValue(), since: fc.jsonValue(), bbox: fc.jsonValue(), tickMs: fc.jsonValue() }, { requiredKeys: [] }),
  fc.record({ vehicleId: fc.string(), latitude: fc.double(), longitude: fc.double(), timestamp: fc.oneof(fc.string(), fc.double()) }),
  fc.record({ topic: fc.constantFrom('vehicle:a', 'drivers', 'users', 'fleet', 'geofence:a', 'vehicle:', ':', 'drivers:x'), since: fc.record({ epoch: fc.string(), offset: fc.integer() }) }),
);

function expectCatalogue(error: unknown): void {
  expect(error).toMatchObject({ code: expect.toBeOneOf([...ERROR_CODES]), message: expect.any(String), requestId: expect.any(String) });
  expect(error).not.toMatchObject({ code: 'internal' });
}

describe('hostile input', () => {
  it('survives bytes that are no HTTP', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), (bytes) => hurl(bytes)), { numRuns: 40 });
  });

  it.each(Object.entries(HANDSHAKES))('survives a handshake to %s that breaks off anywhere', async (_name, handshake) => {
    const text = handshake();
    await fc.assert(fc.asyncProperty(fc.nat(text.length), (length) => hurl(text.slice(0, length))), { numRuns: 25 });
  });

  it.each(Object.entries(HANDSHAKES))('survives any frames after a handshake to %s', async (_name, handshake) => {
    await fc.assert(fc.asyncProperty(fc.array(anyFrame, { maxLength: 10 }), (frames) => hurl(handshake(), ...frames)), { numRuns: 80 });
  });

  it.each(Object.entries(HANDSHAKES))('survives any bytes after a handshake to %s', async (_name, handshake) => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), (bytes) => hurl(handshake(), bytes)), { numRuns: 60 });
  });

  it('survives text that is no UTF-8', async () => {
    for (const bytes of [[0xc3, 0x28], [0xff], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80]]) {
      await hurl(HANDSHAKES['/ws'](), textFrame(Uint8Array.from(bytes)));
      await hurl(HANDSHAKES['Socket.IO'](), textFrame(Uint8Array.from([0x34, ...bytes])));
    }
  });

  it('survives any Engine.IO and Socket.IO packets', async () => {
    const packet = fc.tuple(fc.constantFrom('0', '1', '2', '3', '4', '40', '41', '42', '43', '44', '45', '45-', '451-', '4511-', '46', '40/transport,', '42/transport,', '9', 'b'), fc.oneof(fc.json(), fc.string())).map(([type, rest]) => textFrame((type + rest).slice(0, 2_000)));
    const open = textFrame(`40/transport,${JSON.stringify({ token })}`);
    await fc.assert(fc.asyncProperty(fc.array(packet, { maxLength: 8 }), fc.boolean(), (packets, joined) => hurl(HANDSHAKES['Socket.IO'](), ...(joined ? [open] : []), ...packets)), { numRuns: 120 });
  });

  it('survives any bodies of long polling', async () => {
    const url = `http://127.0.0.1:${stage.port}/socket.io/?EIO=4&transport=polling`;
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))), async (body) => {
        const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1));
        const response = await fetch(`${url}&sid=${sid}`, { method: 'POST', body });
        await response.arrayBuffer();
        await (await fetch(`${url}&sid=${sid}`, { method: 'POST', body: '1' })).arrayBuffer();
      }),
      { numRuns: 40 },
    );
  });

  it('refuses bodies of long polling beyond the limit', async () => {
    const url = `http://127.0.0.1:${stage.port}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1));
    expect((await fetch(`${url}&sid=${sid}`, { method: 'POST', body: 'x'.repeat(70_000) })).status).toBe(413);
    await (await fetch(`${url}&sid=${sid}`, { method: 'POST', body: '1' })).arrayBuffer();
  });

  it('answers any command on a raw WebSocket with an ack or an error of the catalogue', async () => {
    const client = await connectWebSocket(`ws://127.0.0.1:${stage.port}/ws`, token);
    await fc.assert(
      fc.asyncProperty(anyName, anyInput, async (name, input) => {
        const fields = typeof input === 'object' && input !== null && !Array.isArray(input) ? input : { value: input };
        const ack = await client.ask(name === '' ? 'x' : name, fields);
        if (!ack.ok) expectCatalogue(ack.error);
      }),
      { numRuns: 300 },
    );
    await client.close();
  });

  it('answers any command on Socket.IO with an ack or an error of the catalogue', async () => {
    const socket = io(`http://127.0.0.1:${stage.port}/transport`, { auth: { token }, forceNew: true, transports: ['websocket'] });
    const reserved = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];
    await fc.assert(
      fc.asyncProperty(anyName.filter((name) => !reserved.includes(name)), fc.array(anyInput, { maxLength: 3 }), async (name, args) => {
        const ack: unknown = await socket.emitWithAck(name, ...args);
        if (typeof ack === 'object' && ack !== null && 'error' in ack) expectCatalogue(ack.error);
        else expect(ack).toMatchObject({ ok: true });
      }),
      { numRuns: 300 },
    );
    socket.disconnect();
  });

  it('answers any message on a raw WebSocket, in whatever shape', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string(), fc.uint8Array().map((bytes) => Buffer.from(bytes))), async (message) => {
        const ws = new WebSocket(`ws://127.0.0.1:${stage.port}/ws?token=${token}`);
        await once(ws, 'open');
        const answer = once(ws, 'message');
        ws.send(message);
        const [data] = await answer;
        const { type, error, ...rest } = JSON.parse(String(data));
        if (type === 'error') expectCatalogue(rest);
        else expectCatalogue(error);
        ws.terminate();
      }),
      { numRuns: 60 },
    );
  });

  it('ends a client that floods without reading, and holds no more for it than its bound', async () => {
    const client = await connectWebSocket(`ws://127.0.0.1:${stage.port}/ws`, token);
    await client.ask('heartbeat');
    const session = [...stage.core.sessions.all].at(-1);
    client.pause();
    for (let n = 0; session?.phase.name !== 'closed'; n++) {
      for (let burst = 0; burst < 1_000; burst++) client.tell('subscribe', { topic: `nonsense-${'x'.repeat(90)}` });
      await new Promise((resolve) => setImmediate(resolve));
      expect(n).toBeLessThan(5_000);
    }
    await client.close();
  });

  it('survives streams that are asked for in any way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 100 }), fc.string({ maxLength: 50 }), async (topics, id) => {
        const query = new URLSearchParams({ topics, lastEventId: id, token });
        const abort = new AbortController();
        const response = await fetch(`http://127.0.0.1:${stage.port}/api/stream?${query}`, { signal: abort.signal });
        if (response.status !== 200) {
          const { detail, ...problem } = JSON.parse(await response.text());
          expectCatalogue({ ...problem, message: detail });
        }
        abort.abort();
      }),
      { numRuns: 60 },
    );
  });

  it('serves others meanwhile', async () => {
    const client = await connectSocketIo({ url: `http://127.0.0.1:${stage.port}`, namespace: '/', transport: 'websocket' }, token);
    await Promise.all(Array.from({ length: 20 }, () => hurl(randomBytes(500))));
    await expect(client.ask('heartbeat')).resolves.toMatchObject({ ok: true });
    await client.close();
  });
});
