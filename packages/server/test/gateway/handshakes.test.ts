import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from './stage.ts';

const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];
const SOCKETS = ['/ws', '/socket.io/?EIO=4&transport=websocket'];
const POLLING = '/socket.io/?EIO=4&transport=polling';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    corsOrigins: ['https://web.example.com'],
    entrance: { connectionsPerAddress: 3 },
  });
});
afterAll(() => stage?.close());

/** Sends a request head and resolves to the connection and everything it answers until it ends or `enough` came. */
async function send(
  path: string,
  headers: readonly string[],
  enough = /\r\n\r\n/,
): Promise<{ text: string; socket: Socket }> {
  const socket = connect(stage.port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${stage.port}\r\n${headers.join('\r\n')}\r\n\r\n`);
  let text = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (enough.test(text)) break;
  }
  return { text, socket };
}

async function statusOf(path: string, headers: readonly string[]): Promise<number> {
  const { text, socket } = await send(path, headers);
  socket.destroy();
  return Number(text.split(' ')[1]);
}

const connections = (): number => stage.socketIo.connections + stage.webSocket.connections;

describe('handshakes', () => {
  it.each(SOCKETS)(
    'opens %s for a page of the server itself, of an allowed origin, and for no page',
    async (path) => {
      expect(await statusOf(path, UPGRADE)).toBe(101);
      expect(await statusOf(path, [...UPGRADE, `Origin: http://127.0.0.1:${stage.port}`])).toBe(101);
      expect(await statusOf(path, [...UPGRADE, 'Origin: https://web.example.com'])).toBe(101);
    },
  );

  it.each(SOCKETS)(
    '[P59] refuses %s to a page of another origin with 403 and a problem document',
    async (path) => {
      const { text, socket } = await send(path, [...UPGRADE, 'Origin: https://evil.example.com'], /\}$/);
      socket.destroy();
      expect(text).toMatch(/^HTTP\/1\.1 403 /);
      expect(text).toContain('application/problem+json');
      expect(JSON.parse(text.slice(text.indexOf('{')))).toMatchObject({ status: 403, code: 'forbidden' });
    },
  );

  it('refuses long polling to a page of another origin, and lets an allowed one read', async () => {
    const refused = await fetch(`http://127.0.0.1:${stage.port}${POLLING}`, {
      headers: { origin: 'https://evil.example.com' },
    });
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'forbidden' }]);
    const allowed = await fetch(`http://127.0.0.1:${stage.port}${POLLING}`, {
      headers: { origin: 'https://web.example.com' },
    });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://web.example.com');
    const { sid } = JSON.parse((await allowed.text()).slice(1));
    // Packet 1 closes the connection, which would otherwise stay until it misses its pings.
    await fetch(`http://127.0.0.1:${stage.port}${POLLING}&sid=${sid}`, { method: 'POST', body: '1' });
  });

  it('refuses further connections of an address that holds its limit, and takes them again later', async () => {
    await expect.poll(connections).toBe(0);
    const held = await Promise.all([1, 2, 3].map(() => send('/ws', UPGRADE)));
    const { text, socket } = await send('/ws', UPGRADE, /\}$/);
    socket.destroy();
    expect(text).toMatch(/^HTTP\/1\.1 429 /);
    expect(text).toMatch(/Retry-After: \d+/);
    const left = Promise.all(held.map(({ socket: one }) => once(one, 'close')));
    for (const one of held) one.socket.destroy();
    await left;
    await expect.poll(() => statusOf('/ws', UPGRADE)).toBe(101);
  });

  it('refuses an upgrade to a path that nobody serves with 404', async () => {
    expect(await statusOf('/elsewhere', UPGRADE)).toBe(404);
    expect(await statusOf('/ws/', UPGRADE)).toBe(404);
  });

  it('leaves upgrades of other paths to an application that listens for them', async () => {
    const take = (_request: unknown, socket: Socket): void => void socket.end('HTTP/1.1 101 Mine\r\n\r\n');
    stage.httpServer.on('upgrade', take);
    try {
      expect((await send('/elsewhere', UPGRADE)).text).toContain('Mine');
    } finally {
      stage.httpServer.off('upgrade', take);
    }
  });

  it.each([
    [
      'another version',
      [
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 99',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ],
    ],
    ['no key', ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']],
    ['another protocol', ['Connection: Upgrade', 'Upgrade: smtp']],
  ])('refuses a WebSocket handshake with %s', async (_what, headers) => {
    expect(await statusOf('/ws', headers)).toBe(400);
  });

  it('ends a handshake that is only half sent', async () => {
    const socket = connect(stage.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    socket.write('GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: webso');
    await once(socket, 'close');
  });

  it('ends a Socket.IO connection that enters no namespace in time', async () => {
    const { text, socket } = await send('/socket.io/?EIO=4&transport=websocket', UPGRADE);
    expect(text).toMatch(/^HTTP\/1\.1 101 /);
    socket.resume();
    await once(socket, 'close');
    await expect.poll(connections).toBe(0);
  });
});
