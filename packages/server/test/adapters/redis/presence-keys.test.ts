import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RedisProcess, startRedisProcess } from '../../../../../test/fixtures/redis-process.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import type { PresentSession } from '../../../src/ports/presence.ts';
import { openPresenceServer, type PresenceServer, type PresenceTimes } from './presence-servers.ts';

const CELL = 'gc5zgt';

let redis: RedisProcess;
const servers: PresenceServer[] = [];
beforeAll(async () => {
  redis = await startRedisProcess({ configuration: 'standalone' });
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => redis?.stop());

async function open(times: PresenceTimes = {}): Promise<PresenceServer> {
  const server = await openPresenceServer({ host: redis.host, port: redis.port }, { beatMs: 250, ...times });
  servers.push(server);
  return server;
}

function sessionOf(tenant: string, id = 'ann', userAgent?: string): PresentSession {
  const subject = { id, tenant, roles: new Set(['driver'] as const) };
  return { socketId: randomUUID(), subject, connectedAt: Date.now(), userAgent };
}

const cli = (...command: string[]) => redis.cli(...command);
const keysOf = (tenant: string) => cli('KEYS', `${tenant}:*`);

describe('the documented keys', () => {
  it('have the names, values and lives of the contract, without a prefix for the default tenant', async () => {
    const { presence } = await open();
    const session = sessionOf('default', 'ann', 'a browser');
    const { socketId } = session;
    await presence.open(session);
    await presence.move(socketId, CELL);
    await presence.beat(socketId, { lastLocation: { latitude: 52.66, longitude: -8.62 } });
    const stored = JSON.parse(String(await cli('GET', `session:${socketId}`)));
    expect(stored).toEqual({
      socketId,
      userId: 'ann',
      currentRegionId: CELL,
      lastLocation: { latitude: 52.66, longitude: -8.62 },
      connectedAt: new Date(session.connectedAt).toISOString(),
      lastActivityAt: expect.stringMatching(/^\d{4}-.*Z$/),
      userAgent: 'a browser',
    });
    expect(await cli('GET', `heartbeat:${socketId}`)).toMatch(/^\d{4}-.*\.\d{3}Z$/);
    expect(await cli('SMEMBERS', 'user:ann:sessions')).toEqual([socketId]);
    expect(await cli('SMEMBERS', `region:${CELL}:members`)).toEqual([socketId]);
    expect(await cli('SISMEMBER', 'active_drivers', 'ann')).toBe(1);
    const lives = ['session', 'heartbeat'].map(async (name) =>
      Number(await cli('TTL', `${name}:${socketId}`)),
    );
    const [session1h, heartbeat5m] = await Promise.all(lives);
    expect(session1h).toBeGreaterThan(3590);
    expect(session1h).toBeLessThanOrEqual(3600);
    expect(heartbeat5m).toBeGreaterThan(290);
    expect(heartbeat5m).toBeLessThanOrEqual(300);
    expect(Number(await cli('TTL', `region:${CELL}:members`))).toBeGreaterThan(3590);
    await presence.close(socketId);
    expect(await cli('KEYS', `*${socketId}*`)).toEqual([]);
    expect(await cli('EXISTS', 'active_drivers', 'user:ann:sessions', `region:${CELL}:members`)).toBe(0);
  });

  it('leave nothing when a server ends', async () => {
    const tenant = randomUUID();
    const server = await openPresenceServer({ host: redis.host, port: redis.port });
    const sessions = Array.from({ length: 30 }, (_, n) => sessionOf(tenant, `u${n}`));
    await Promise.all(sessions.map((session) => server.presence.open(session)));
    await Promise.all(sessions.map(({ socketId }) => server.presence.move(socketId, CELL)));
    await server.viewers.view({ kind: 'order', tenant, id: 'o1' }, 'u1');
    await server.close();
    expect(await keysOf(tenant)).toEqual([]);
    expect(await cli('KEYS', `waycast:server:${server.id}*`)).toEqual([]);
  });

  it('heal when they were evicted, and so does a lock', async () => {
    const tenant = randomUUID();
    // Renewed after a third of the shorter life.
    const { presence, desk } = await open({ heartbeatTtlS: 6 });
    const session = sessionOf(tenant);
    await presence.open(session);
    await presence.move(session.socketId, CELL);
    await presence.beat(session.socketId, {});
    expect(await desk.tryLock(tenant, 'o1', 'ann')).toBe(true);
    const before = await keysOf(tenant);
    expect(before).toHaveLength(7);
    for (const key of Array.isArray(before) ? before.map(String) : []) await cli('DEL', key);
    const kept = [
      `session:${session.socketId}`,
      'user:ann:sessions',
      `region:${CELL}:members`,
      'active_drivers',
    ];
    await until('they are back', async () => {
      await presence.beat(session.socketId, {});
      return Number(await cli('EXISTS', ...kept.map((key) => `${tenant}:${key}`))) === kept.length;
    });
    expect(await desk.tryLock(tenant, 'o1', 'bob')).toBe(true);
    await presence.close(session.socketId);
  });

  it('are renewed without a word from the client', async () => {
    const tenant = randomUUID();
    const { presence } = await open({ sessionTtlS: 3 });
    const session = sessionOf(tenant);
    await presence.open(session);
    const key = `${tenant}:session:${session.socketId}`;
    await cli('DEL', key);
    await until('the session is written again', async () => (await cli('EXISTS', key)) === 1);
    await presence.close(session.socketId);
  });
});

describe('Q4 D3 while Redis is away', () => {
  it('this server’s own are known, and on return everything is as it has become', async () => {
    const tenant = randomUUID();
    const { presence, desk, viewers, redis: connection } = await open();
    const what = { kind: 'order', tenant, id: 'o1' } as const;
    const [stays, leaves, comes] = [
      sessionOf(tenant, 'stays'),
      sessionOf(tenant, 'leaves'),
      sessionOf(tenant, 'comes'),
    ];
    for (const session of [stays, leaves]) {
      await presence.open(session);
      await presence.move(session.socketId, CELL);
    }
    await viewers.view(what, 'stays');
    await viewers.view(what, 'leaves');
    // What Redis knows comes back with it: what happens meanwhile must be made up for.
    redis.pause();
    await until('it is noticed', () => connection.state === 'disconnected');
    await presence.close(leaves.socketId);
    await presence.open(comes);
    await Promise.all([presence.move(comes.socketId, CELL), presence.move(stays.socketId, 'gc5zgw')]);
    expect(await presence.active(tenant, 'drivers')).toEqual(new Set(['stays', 'comes']));
    expect((await presence.region(tenant, CELL)).members).toBe(1);
    expect(await presence.servers()).toHaveLength(1);
    expect(await desk.tryLock(tenant, 'o2', 'ann')).toBe(true);
    expect(await desk.tryLock(tenant, 'o2', 'bob')).toBe(false);
    expect(await viewers.unview(what, 'leaves')).toBe(1);
    redis.resume();
    await until('all is as it has become', async () => {
      const drivers = await cli('SMEMBERS', `${tenant}:active_drivers`);
      const [cell, next] = [
        await cli('SMEMBERS', `${tenant}:region:${CELL}:members`),
        `${tenant}:region:gc5zgw:members`,
      ];
      return (
        same(drivers, ['stays', 'comes']) &&
        same(cell, [comes.socketId]) &&
        same(await cli('SMEMBERS', next), [stays.socketId]) &&
        same(await cli('SMEMBERS', `${tenant}:order_viewers:o1`), ['stays'])
      );
    });
    expect(await cli('EXISTS', `${tenant}:session:${leaves.socketId}`)).toBe(0);
  });

  it('a Redis that comes back empty is filled again, and regions are told', async () => {
    const tenant = randomUUID();
    const { presence } = await open();
    const session = sessionOf(tenant);
    await presence.open(session);
    await presence.move(session.socketId, CELL);
    const told: number[] = [];
    presence.onRegions((counts) => told.push(...counts.map(({ members }) => members)));
    await redis.kill();
    await redis.start();
    await cli('FLUSHALL');
    await until('the session is back', async () =>
      same(await cli('SMEMBERS', `${tenant}:region:${CELL}:members`), [session.socketId]),
    );
    await until('the region is told', () => told.at(-1) === 1);
  });
});

function same(reply: unknown, wanted: readonly string[]): boolean {
  return (
    Array.isArray(reply) && JSON.stringify(reply.map(String).sort()) === JSON.stringify([...wanted].sort())
  );
}
