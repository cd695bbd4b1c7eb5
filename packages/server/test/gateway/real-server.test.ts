import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { io } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { signToken } from '../../src/adapters/jose/sign.ts';
import { createWaycast, type Waycast } from '../../src/app.ts';
import { connectSocketIo } from './clients/socketio-client.ts';
import { openStream } from './clients/sse-client.ts';
import { connectWebSocket } from './clients/websocket-client.ts';

const jwtSecret = 'a secret of the tests, long enough to sign';
const OPTIONS = {
  host: '127.0.0.1',
  port: 0,
  dataDir: 'memory',
  jwtSecret,
  logLevel: 'silent',
  gpsMinInterval: 0,
  drainTimeout: 1,
} as const;
const FIX = { vehicleId: 'bus-7', latitude: 52.66, longitude: -8.62, timestamp: '2026-05-04T07:45:50.000Z' };

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const token = (): Promise<string> => signToken(jwtSecret, { subject: 'd', roles: ['dispatcher'], ttlS: 600 });

async function start(options: object = {}): Promise<Waycast> {
  const waycast = await createWaycast({ ...OPTIONS, ...options });
  closers.push(() => waycast.close());
  return waycast;
}

async function clientsOf(port: number) {
  const auth = await token();
  const url = `http://127.0.0.1:${port}`;
  const socketIo = await connectSocketIo({ url, namespace: '/transport', transport: 'websocket' }, auth);
  const polling = await connectSocketIo({ url, namespace: '/', transport: 'polling' }, auth);
  const ws = await connectWebSocket(`ws://127.0.0.1:${port}/ws`, auth);
  for (const client of [socketIo, polling, ws]) await client.ask('track:vehicle', { vehicleId: 'bus-7' });
  const sse = await openStream(`${url}/api/stream?topics=vehicle:bus-7`, auth);
  return [socketIo, polling, ws, sse];
}

async function post(port: number, fix: object): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/api/tracking/location`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
    body: JSON.stringify(fix),
  });
  await response.arrayBuffer();
  return response.status;
}

describe('the whole server', () => {
  it('brings a fix that came by HTTP to followers on every transport, and tells them all when it stops', async () => {
    const waycast = await start();
    const port = Number(new URL(waycast.url ?? '').port);
    const clients = await clientsOf(port);
    expect(await post(port, FIX)).toBe(202);
    for (const client of clients) {
      expect((await client.until(({ event }) => event === 'location:update')).data).toMatchObject(FIX);
    }
    await waycast.close();
    for (const client of clients) {
      expect(await client.ended).toEqual({ code: 'server_moving', retries: true });
      expect(client.received.map(({ event }) => event)).toEqual([
        'location:update',
        'server:moving',
        'error',
      ]);
    }
  });

  it('refuses streams with problem documents', async () => {
    const waycast = await start();
    const response = await fetch(`${waycast.url}/api/stream?topics=vehicle:bus-7`, {
      headers: { authorization: 'Bearer x' },
    });
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect([response.status, await response.json()]).toMatchObject([401, { code: 'unauthenticated' }]);
    const nonsense = await fetch(`${waycast.url}/api/stream?topics=nonsense&token=${await token()}`);
    expect([nonsense.status, await nonsense.json()]).toMatchObject([400, { code: 'invalid' }]);
  });

  it("leaves an application's own routes, sockets and upgrades as they are, while attached and afterwards", async () => {
    const server = await ownServer();
    const { port } = server.address() as AddressInfo;
    const waycast = await start({ server });
    waycast.io.of('/mine').on('connection', (socket) => socket.emit('hello', 'mine'));
    const socket = io(`http://127.0.0.1:${port}/mine`, { forceNew: true });
    expect(await new Promise((resolve) => socket.once('hello', resolve))).toBe('mine');
    expect(await (await fetch(`http://127.0.0.1:${port}/own`)).text()).toBe('own');
    const ws = new WebSocket(`ws://127.0.0.1:${port}/own`);
    const [, refusal] = await once(
      ws.on('error', () => undefined),
      'unexpected-response',
    );
    expect(refusal.statusCode).toBe(418);
    const [client] = await clientsOf(port);
    expect(await post(port, FIX)).toBe(202);
    await client?.until(({ event }) => event === 'location:update');
    socket.disconnect();
    await waycast.close();
    expect(await (await fetch(`http://127.0.0.1:${port}/own`)).text()).toBe('own');
  });
});

/** A server of an application, with a route and upgrades of its own. */
async function ownServer(): Promise<Server> {
  const server = createServer((_request, response) => void response.end('own'));
  server.on('upgrade', (request, socket: Socket) => {
    if (request.url === '/own') socket.end('HTTP/1.1 418 Own\r\nConnection: close\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return server;
}
