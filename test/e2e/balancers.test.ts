import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { BALANCERS, startBalancer } from '../fixtures/balancer.ts';
import { freshDatabase } from '../fixtures/database.ts';
import { type RedisServer, startRedis } from '../fixtures/redis.ts';
import { tokenFor } from '../fixtures/token.ts';
import { startWaycastHost, type WaycastHost } from '../fixtures/waycast-host.ts';

/** Clients at addresses of their own, by which they are told apart. */
const ADDRESSES = Array.from({ length: 8 }, (_, index) => `127.0.0.${index + 10}`);

let redis: RedisServer;
const hosts: WaycastHost[] = [];

beforeAll(async () => {
  redis = await startRedis();
  const env = {
    WORKERS: '2',
    REDIS_URL: redis.url,
    DATABASE_URL: await freshDatabase(),
    TRUST_PROXY: 'loopback',
    GPS_MIN_INTERVAL: '0',
    GPS_RATE_LIMIT_MAX: '0',
    DRAIN_TIMEOUT: '1',
  };
  // One after the other, so that none is left over when one fails.
  for (let host = 1; host <= 2; host++) hosts.push(await startWaycastHost(env));
}, 120_000);
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.remove()));
  await redis?.stop();
});

function connect(url: string, localAddress: string, transports?: string[]): Socket {
  const socket = io(url, {
    auth: { token: tokenFor('olga', 'dispatcher') },
    forceNew: true,
    reconnection: false,
    // In Node the client takes any agent there; its types know the browser only.
    agent: new Agent({ localAddress }) as never,
    ...(transports === undefined ? {} : { transports }),
  });
  onTestFinished(() => void socket.disconnect());
  return socket;
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
}

async function upgraded({ io: { engine } }: Socket): Promise<void> {
  if (engine.transport.name !== 'websocket') await new Promise((resolve) => engine.once('upgrade', resolve));
}

/** Resolves with the vehicle's next location at that time. */
function told(socket: Socket, timestamp: string): Promise<void> {
  return new Promise((resolve) => {
    socket.on('location:update', (update: { timestamp: string }) => {
      if (update.timestamp === timestamp) resolve();
    });
  });
}

async function post(url: string, vehicleId: string, timestamp: string): Promise<number> {
  const response = await fetch(`${url}/api/tracking/location`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokenFor('olga', 'dispatcher')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ vehicleId, latitude: 52.66, longitude: -8.62, timestamp }),
  });
  return response.status;
}

function nextMessage(ws: WebSocket): Promise<unknown> {
  return new Promise((resolve) => {
    ws.addEventListener('message', ({ data }) => resolve(JSON.parse(data)), { once: true });
  });
}

async function socketsAt(host: WaycastHost): Promise<number> {
  const metrics = await (await fetch(`${host.url}/metrics`)).text();
  return Number(/^waycast_connections\{transport="socketio"\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
}

describe.each(BALANCERS)('two hosts with two processes each behind %s', (name) => {
  const open = async () => {
    const balancer = await startBalancer(
      name,
      hosts.map(({ port }) => port),
    );
    onTestFinished(balancer.stop);
    return balancer.url;
  };

  it.each([
    ['as it comes', undefined, 'websocket'],
    ['with long polling only', ['polling'], 'polling'],
    ['with WebSocket only', ['websocket'], 'websocket'],
  ])('serve the stock client %s', async (how, transports, finally_) => {
    const url = await open();
    const vehicle = `${name}-${how.replaceAll(' ', '-')}`;
    const sockets = ADDRESSES.map((address) => connect(url, address, transports));
    await Promise.all(sockets.map(connected));
    if (finally_ === 'websocket') await Promise.all(sockets.map(upgraded));
    for (const socket of sockets)
      expect(await socket.emitWithAck('track:vehicle', vehicle)).toMatchObject({ ok: true });
    for (const host of hosts) expect(await socketsAt(host)).toBeGreaterThan(0);
    const times = [1, 2, 3].map((second) => new Date(Date.now() - 10_000 + second * 1000).toISOString());
    for (const time of times) {
      const everyone = Promise.all(sockets.map((socket) => told(socket, time)));
      expect(await post(url, vehicle, time)).toBe(202);
      await everyone;
    }
    expect(sockets.map(({ io: { engine } }) => engine.transport.name)).toEqual(sockets.map(() => finally_));
    expect(sockets.every(({ connected: still }) => still)).toBe(true);
  });

  it('serve raw WebSocket and Server-Sent Events', async () => {
    const url = await open();
    const time = new Date().toISOString();
    const ws = new WebSocket(`${url.replace('http', 'ws')}/ws?token=${tokenFor('olga', 'dispatcher')}`);
    onTestFinished(() => ws.close());
    await new Promise((resolve) => ws.addEventListener('open', resolve, { once: true }));
    ws.send(JSON.stringify({ type: 'track:vehicle', id: 1, vehicleId: `${name}-raw` }));
    expect(await nextMessage(ws)).toMatchObject({ type: 'ack', ok: true });
    const abort = new AbortController();
    onTestFinished(() => abort.abort());
    const stream = await fetch(`${url}/api/stream?topics=vehicle:${name}-raw`, {
      headers: { authorization: `Bearer ${tokenFor('olga', 'dispatcher')}` },
      signal: abort.signal,
    });
    const event = nextMessage(ws);
    expect(await post(url, `${name}-raw`, time)).toBe(202);
    expect(await event).toMatchObject({ type: 'location:update', timestamp: time });
    let streamed = '';
    for await (const chunk of stream.body ?? []) {
      streamed += Buffer.from(chunk).toString();
      if (streamed.includes(time)) break;
    }
    expect(streamed).toContain('event: location:update');
  });
});

it('keep sockets open for an hour and more', async () => {
  const read = (file: string) => readFile(join(import.meta.dirname, '../../deploy', file), 'utf8');
  const hours = (text: string, setting: RegExp) =>
    [...text.matchAll(setting)].map(([, value]) => Number(value));
  const nginx = await read('nginx.conf');
  expect(Math.min(...hours(nginx, /proxy_send_timeout (\d+)h/g))).toBeGreaterThanOrEqual(1);
  expect(hours(nginx, /proxy_read_timeout (\d+)h/g)).toHaveLength(3);
  expect(hours(await read('haproxy.cfg'), /timeout tunnel (\d+)h/g)).toEqual([2]);
});
