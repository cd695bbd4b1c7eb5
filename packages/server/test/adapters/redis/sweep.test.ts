import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exited, waitForLine } from '../../../../../test/fixtures/processes.ts';
import { startRedis } from '../../../../../test/fixtures/redis.ts';
import { startRedisCluster } from '../../../../../test/fixtures/redis-cluster.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import type { RedisConnection } from '../../../src/adapters/redis/open-redis.ts';
import type { ViewersThen } from '../../../src/ports/viewers.ts';
import { openPresenceServer, type PresenceServer } from './presence-servers.ts';
import { placeOfCluster } from './servers.ts';

const OWNER = fileURLToPath(new URL('fixtures/presence-owner.ts', import.meta.url));
const SESSIONS = 700;
/** Quicker than in earnest, and slow enough for a machine that is busy. */
const QUICK = { beatMs: 250, silentAfterMs: 4_000 };
const CELL = 'gc5zgt';

/** Whether half of so many sessions are drivers', half of other users, and all of them in the region. */
async function isThere({ presence }: PresenceServer, tenant: string, sessions: number): Promise<boolean> {
  const { members } = await presence.region(tenant, CELL);
  const [drivers, users] = await Promise.all([
    presence.active(tenant, 'drivers'),
    presence.active(tenant, 'users'),
  ]);
  return members === sessions && drivers.size === sessions / 2 && users.size === sessions / 2;
}

const places = [
  ['Redis', () => startRedis().then(({ url, stop }) => ({ place: { url }, stop }))],
  [
    'a Redis Cluster',
    () => startRedisCluster().then((all) => ({ place: placeOfCluster(all), stop: all.stop })),
  ],
] as const;

describe.each(places)('what a killed server owned in %s', (_name, start) => {
  const children: ChildProcess[] = [];
  let place: Partial<RedisConnection>;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ place, stop } = await start());
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
      await exited(child);
    }
  });
  afterAll(() => stop?.());

  /** A process that owns sessions of the tenant. */
  async function startOwner(tenant: string, sessions = SESSIONS): Promise<ChildProcess> {
    const args = ['-C', 'waycast-source', OWNER, JSON.stringify(place), String(sessions), tenant];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    await waitForLine(child, /^ready$/);
    return child;
  }

  /** Keys of the tenant, whatever they hold. */
  async function keysOf({ redis }: PresenceServer, tenant: string): Promise<string[]> {
    const replies = await redis.onEveryMaster(['KEYS', `${tenant}:*`]);
    return replies.flatMap((reply) => (Array.isArray(reply) ? reply.map(String) : []));
  }

  async function ownedBy({ redis }: PresenceServer): Promise<string[]> {
    const replies = await redis.onEveryMaster(['KEYS', 'waycast:server:*']);
    return replies.flatMap((reply) => (Array.isArray(reply) ? reply.map(String) : []));
  }

  it('Q2 is removed by a server that lives, and followers of its region are told', async () => {
    const tenant = randomUUID();
    const server = await openPresenceServer(place, QUICK);
    const owner = await startOwner(tenant);
    await until('all of it is there', () => isThere(server, tenant, SESSIONS));
    expect(await server.viewers.count({ kind: 'order', tenant, id: 'order-1' })).toBe(3);
    expect(await server.viewers.count({ kind: 'conversation', tenant, id: 'conversation-1' })).toBe(3);
    const told: number[] = [];
    const viewers = new Map<string, ViewersThen>();
    server.viewers.onViewers((news) => {
      for (const one of news) viewers.set(one.kind, one);
    });
    let left = 0;
    server.presence.onRegions((counts) => {
      told.push(...counts.map(({ members }) => members));
      for (const count of counts) left += count.left ?? 0;
    });
    owner.kill('SIGKILL');
    await until('nothing of the tenant is left', async () => (await keysOf(server, tenant)).length === 0);
    await until('the empty region is told', () => told.at(-1) === 0);
    // The region may have been counted between the last removal and the note of it.
    await until('all of them are told to have left', () => left >= SESSIONS);
    await until('so is the order that nobody looks at', () => viewers.get('order')?.count === 0);
    await until('so is who left the conversation', () => {
      const online = viewers.get('conversation')?.online;
      return online?.size === 3 && [...online.values()].every((there) => !there);
    });
    await until(
      'the dead server is off the list',
      async () => (await server.presence.servers()).length === 1,
    );
    expect((await ownedBy(server)).filter((key) => !key.includes(server.id))).toEqual([]);
    expect(left).toBe(SESSIONS);
    await server.close();
  });

  it('Q2 is removed by a server that starts afterwards, once, whoever else would', async () => {
    const tenant = randomUUID();
    const owner = await startOwner(tenant, 50);
    owner.kill('SIGKILL');
    await exited(owner);
    const servers = await Promise.all([1, 2, 3].map(() => openPresenceServer(place, QUICK)));
    const [first] = servers;
    if (first === undefined) throw new Error('no server was opened');
    await until('nothing of the tenant is left', async () => (await keysOf(first, tenant)).length === 0);
    const removals = () =>
      servers.flatMap(({ log }) =>
        log.lines.filter(({ message }) => message === 'removed what a dead server left'),
      );
    // The last key is gone a moment before it is said.
    await until('a server says that it did it', () => removals().length > 0);
    for (const server of servers) await server.close();
    expect(removals()).toHaveLength(1);
  });

  it('Q2 leaves those alone who are also connected elsewhere', async () => {
    const tenant = randomUUID();
    const server = await openPresenceServer(place, QUICK);
    const owner = await startOwner(tenant, 4);
    const subject = { id: 'user-0', tenant, roles: new Set(['driver'] as const) };
    await server.presence.open({ socketId: randomUUID(), subject, connectedAt: Date.now(), userAgent: 'x' });
    owner.kill('SIGKILL');
    await until('the dead server’s own are gone', async () => {
      const drivers = await server.presence.active(tenant, 'drivers');
      return drivers.size === 1 && drivers.has('user-0');
    });
    await server.close();
    expect(await keysOf(await reopened(), tenant)).toEqual([]);
  });

  it('Q2 a server that was only paused has its sessions again after it was taken for dead', async () => {
    const tenant = randomUUID();
    const server = await openPresenceServer(place, QUICK);
    const owner = await startOwner(tenant, 20);
    owner.kill('SIGSTOP');
    await until('it is taken for dead', async () => (await keysOf(server, tenant)).length === 0);
    owner.kill('SIGCONT');
    await until('its sessions are back', () => isThere(server, tenant, 20));
    await server.close();
  });

  const open: PresenceServer[] = [];
  async function reopened(): Promise<PresenceServer> {
    const server = await openPresenceServer(place, QUICK);
    open.push(server);
    return server;
  }
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });
});
