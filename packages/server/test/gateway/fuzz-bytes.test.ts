import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectSocketIo } from './clients/socketio-client.ts';
import { besiege } from './siege.ts';

const siege = besiege();

const KEY = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
const HANDSHAKES = {
  '/ws': () =>
    `GET /ws?token=${siege.token()} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${KEY}\r\n\r\n`,
  'Socket.IO': () =>
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${KEY}\r\n\r\n`,
};

/** Writes bytes into a connection of its own, ends it, and waits until the server has let go of it. */
async function hurl(...parts: readonly (string | Uint8Array)[]): Promise<void> {
  const socket: Socket = connect({ port: siege.stage().port, host: '127.0.0.1' });
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
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 125 }),
      fc.json().map((text) => Buffer.from(text.slice(0, 125))),
    ),
    claimed: fc.option(fc.constantFrom(126, 127, 0), { nil: undefined }),
  })
  .map(({ first, masked, payload, claimed }) => {
    const length = claimed ?? payload.length;
    return Buffer.concat([
      Buffer.from([first, (masked ? 0x80 : 0) | length]),
      masked ? Buffer.alloc(4) : Buffer.alloc(0),
      payload,
    ]);
  });

/** A text frame as a client sends it, masked with zeros. */
function textFrame(text: string | Uint8Array): Buffer {
  const payload = Buffer.from(text);
  const header =
    payload.length < 126
      ? Buffer.from([0x81, 0x80 | payload.length])
      : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([header, Buffer.alloc(4), payload]);
}

describe('hostile bytes', () => {
  it('survives bytes that are no HTTP', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), (bytes) => hurl(bytes)),
      { numRuns: 40 },
    );
  });

  it.each(Object.entries(HANDSHAKES))(
    'survives a handshake to %s that breaks off anywhere',
    async (_name, handshake) => {
      const text = handshake();
      await fc.assert(
        fc.asyncProperty(fc.nat(text.length), (length) => hurl(text.slice(0, length))),
        { numRuns: 25 },
      );
    },
  );

  it.each(Object.entries(HANDSHAKES))(
    'survives any frames after a handshake to %s',
    async (_name, handshake) => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyFrame, { maxLength: 10 }), (frames) => hurl(handshake(), ...frames)),
        { numRuns: 80 },
      );
    },
  );

  it.each(Object.entries(HANDSHAKES))(
    'survives any bytes after a handshake to %s',
    async (_name, handshake) => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), (bytes) => hurl(handshake(), bytes)),
        { numRuns: 60 },
      );
    },
  );

  it('survives text that is no UTF-8', async () => {
    for (const bytes of [[0xc3, 0x28], [0xff], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80]]) {
      await hurl(HANDSHAKES['/ws'](), textFrame(Uint8Array.from(bytes)));
      await hurl(HANDSHAKES['Socket.IO'](), textFrame(Uint8Array.from([0x34, ...bytes])));
    }
  });

  it('survives any Engine.IO and Socket.IO packets', async () => {
    const packet = fc
      .tuple(
        fc.constantFrom(
          '0',
          '1',
          '2',
          '3',
          '4',
          '40',
          '41',
          '42',
          '43',
          '44',
          '45',
          '45-',
          '451-',
          '4511-',
          '46',
          '40/transport,',
          '42/transport,',
          '9',
          'b',
        ),
        fc.oneof(fc.json(), fc.string()),
      )
      .map(([type, rest]) => textFrame((type + rest).slice(0, 2_000)));
    const open = textFrame(`40/transport,${JSON.stringify({ token: siege.token() })}`);
    await fc.assert(
      fc.asyncProperty(fc.array(packet, { maxLength: 8 }), fc.boolean(), (packets, joined) =>
        hurl(HANDSHAKES['Socket.IO'](), ...(joined ? [open] : []), ...packets),
      ),
      { numRuns: 120 },
    );
  });

  it('survives any bodies of long polling', async () => {
    const url = `http://127.0.0.1:${siege.stage().port}/socket.io/?EIO=4&transport=polling`;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ maxLength: 300 }),
          fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
        ),
        async (body) => {
          const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1));
          const response = await fetch(`${url}&sid=${sid}`, { method: 'POST', body });
          await response.arrayBuffer();
          await (await fetch(`${url}&sid=${sid}`, { method: 'POST', body: '1' })).arrayBuffer();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('refuses bodies of long polling beyond the limit', async () => {
    const url = `http://127.0.0.1:${siege.stage().port}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1));
    expect((await fetch(`${url}&sid=${sid}`, { method: 'POST', body: 'x'.repeat(70_000) })).status).toBe(413);
    await (await fetch(`${url}&sid=${sid}`, { method: 'POST', body: '1' })).arrayBuffer();
  });

  it('serves others meanwhile', async () => {
    const client = await connectSocketIo(
      { url: `http://127.0.0.1:${siege.stage().port}`, namespace: '/', transport: 'websocket' },
      siege.token(),
    );
    await Promise.all(Array.from({ length: 20 }, () => hurl(randomBytes(500))));
    await expect(client.ask('heartbeat')).resolves.toMatchObject({ ok: true });
    await client.close();
  });
});
