import { createServer } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../fixtures/database.ts';
import { waitForLine } from '../fixtures/processes.ts';
import { type RedisServer, startRedis } from '../fixtures/redis.ts';
import { tokenFor } from '../fixtures/token.ts';
import { startWaycastHost, type WaycastHost } from '../fixtures/waycast-host.ts';

const WORKERS = 3;

let redis: RedisServer;
let env: Record<string, string>;

beforeAll(async () => {
  redis = await startRedis();
  env = {
    WORKERS: String(WORKERS),
    REDIS_URL: redis.url,
    DATABASE_URL: await freshDatabase(),
    DRAIN_TIMEOUT: '3',
  };
});
afterAll(() => redis?.stop());

async function start(more: Readonly<Record<string, string>> = {}): Promise<WaycastHost> {
  const host = await startWaycastHost({ ...env, ...more });
  onTestFinished(host.remove);
  return host;
}

/** A stock client, and a connection of its own for each of its requests: any worker may get any of them. */
function connect(host: WaycastHost, transports?: string[]): Socket {
  const socket = io(host.url, {
    auth: { token: tokenFor('olga', 'dispatcher') },
    forceNew: true,
    reconnectionDelay: 20,
    reconnectionDelayMax: 100,
    ...(transports === undefined ? {} : { transports }),
  });
  onTestFinished(() => void socket.disconnect());
  return socket;
}

const once = (socket: Socket, event: string) =>
  new Promise<unknown>((resolve) => socket.once(event, (data: unknown) => resolve(data)));

async function upgraded(socket: Socket): Promise<string> {
  const { engine } = socket.io;
  if (engine.transport.name !== 'websocket') await new Promise((resolve) => engine.once('upgrade', resolve));
  return engine.transport.name;
}

/** The process ids of the workers, as their log lines tell them. */
function pidsOf(host: WaycastHost): Map<number, number> {
  const pids = new Map<number, number>();
  for (const [, pid, worker] of host.output().matchAll(/"pid":(\d+),"worker":(\d+)/g))
    pids.set(Number(worker), Number(pid));
  return pids;
}

describe('several processes on one port', () => {
  it('answer polls and upgrades of any client, whichever of them gets the connection', async () => {
    const host = await start();
    expect([...pidsOf(host).keys()].sort()).toEqual([1, 2, 3]);
    const polling = Array.from({ length: 9 }, () => connect(host, ['polling']));
    const stock = Array.from({ length: 9 }, () => connect(host));
    await Promise.all([...polling, ...stock].map((socket) => once(socket, 'connect')));
    expect(new Set(await Promise.all(stock.map(upgraded)))).toEqual(new Set(['websocket']));
    for (const socket of [...polling, ...stock])
      expect(await socket.emitWithAck('heartbeat')).toMatchObject({ ok: true });
    const owners = new Set(polling.map((socket) => socket.io.engine.id?.slice(-2)));
    expect(owners.size).toBeGreaterThan(1);
    const metrics = await (await fetch(`${host.url}/metrics`)).text();
    expect(metrics).toContain('waycast_connections{transport="socketio"} 18');
  });

  it('are told to end in step: every socket is moved, and the command ends well', async () => {
    const host = await start();
    const sockets = Array.from({ length: 12 }, (_, index) =>
      connect(host, index % 2 ? ['polling'] : undefined),
    );
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    await Promise.all(sockets.filter((_, index) => index % 2 === 0).map(upgraded));
    expect((await fetch(`${host.url}/health/ready`)).status).toBe(200);
    const told = Promise.all(sockets.map((socket) => once(socket, 'server:moving')));
    const reasons = Promise.all(sockets.map((socket) => once(socket, 'error')));
    const ended = host.end('SIGTERM');
    const delays = (await told).map((data) => (data as { delayMs: number }).delayMs);
    expect(new Set(delays).size).toBeGreaterThan(1);
    expect((await fetch(`${host.url}/health/ready`)).status).toBe(503);
    for (const reason of await reasons) expect(reason).toMatchObject({ code: 'server_moving' });
    expect(await ended).toBe(0);
  });

  it('end at once by a second signal, with sockets still open', async () => {
    const host = await start({ DRAIN_TIMEOUT: '600' });
    const sockets = Array.from({ length: 6 }, () => connect(host, ['websocket']));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    const cut = Promise.all(sockets.map((socket) => once(socket, 'disconnect')));
    const told = Promise.all(sockets.map((socket) => once(socket, 'server:moving')));
    host.child.kill('SIGTERM');
    await told;
    expect(await host.end('SIGTERM')).toBe(1);
    await cut;
    await expect(fetch(host.url)).rejects.toThrow();
  });

  it('are replaced when they die, and their clients come back', async () => {
    const host = await start();
    const sockets = Array.from({ length: 9 }, () => connect(host, ['websocket']));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    const victim = pidsOf(host).get(2) ?? 0;
    const again = waitForLine(host.child, /"worker":2,.*Waycast is ready/);
    const lost = Promise.race(sockets.map((socket) => once(socket, 'disconnect').then(() => socket)));
    process.kill(victim, 'SIGKILL');
    const back = once(await lost, 'connect');
    await back;
    await again;
    expect(host.output()).toMatch(/worker 2 ended with SIGKILL; another takes its place in 250 ms/);
    expect(pidsOf(host).get(2)).not.toBe(victim);
    expect(await host.end('SIGTERM')).toBe(0);
  });

  it('say why they cannot start, and the command ends with it', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(start({ PORT: String(port) })).rejects.toThrow(
      /ended with 1 .*is in use by another program/s,
    );
  });
});
