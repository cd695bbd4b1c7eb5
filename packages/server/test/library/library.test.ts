import { BatchReceipt, ROUTES } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { type RedisServer, startRedis } from '../../../../test/fixtures/redis.ts';
import { signToken, type TokenClaims } from '../../src/adapters/jose/sign.ts';
import { createWaycast, type Waycast } from '../../src/app.ts';
import type { WaycastOptions } from '../../src/config.ts';
import { connectSocketIo } from '../gateway/clients/socketio-client.ts';

const jwtSecret = 'a secret of the tests, long enough to sign';
const database = freshDatabase();
const NONE = { channels: 0, subscriptions: 0, published: 0, received: 0, errors: 0 };

async function start(options: Pick<WaycastOptions, 'redisUrl' | 'profile'>): Promise<Waycast> {
  return createWaycast({
    host: '127.0.0.1',
    port: 0,
    databaseUrl: await database,
    jwtSecret,
    logLevel: 'silent',
    drainTimeout: 0,
    ...options,
  });
}

async function connect(waycast: Waycast, claims: Pick<TokenClaims, 'subject' | 'roles' | 'tenant'>) {
  const token = await signToken(jwtSecret, { ttlS: 600, ...claims });
  const url = waycast.url ?? '';
  const client = await connectSocketIo({ url, namespace: '/transport', transport: 'websocket' }, token);
  onTestFinished(() => client.close());
  return client;
}

let redis: RedisServer;
/** Two servers over Redis, and one alone for both parts, with the profile `school`. */
const servers: Record<string, readonly [Waycast, Waycast]> = {};

beforeAll(async () => {
  redis = await startRedis();
  const overRedis = { redisUrl: redis.url };
  const school = { profile: 'school' } as const;
  const [one, other, alone] = await Promise.all([start(overRedis), start(overRedis), start(school)]);
  servers['over two servers'] = [one, other];
  servers['without Redis'] = [alone, alone];
});
afterAll(async () => {
  await Promise.all(Object.values(servers).flatMap((pair) => [...new Set(pair)].map((one) => one.close())));
  await redis.stop();
});

describe.each(['over two servers', 'without Redis'])('library functions %s', (place) => {
  const pair = () => servers[place] ?? [];

  test('an order is locked by one driver at a time, for each tenant', async () => {
    const [one, other] = pair();
    expect(await one?.tryLockOrder('o-1', 'dave')).toBe(true);
    expect(await other?.tryLockOrder('o-1', 'dora')).toBe(false);
    expect(await other?.tryLockOrder('o-1', 'dora', { tenant: 'acme' })).toBe(true);
    expect(await other?.releaseOrderLock('o-1', 'dora')).toBe(false);
    expect(await other?.releaseOrderLock('o-1', 'dave')).toBe(true);
    expect(await other?.tryLockOrder('o-1', 'dora')).toBe(true);
    expect(await one?.getOrderViewerCount('o-1')).toBe(0);
  });

  test("a company's agents hear what is emitted to it, and no other tenant's", async () => {
    const [one, other] = pair();
    if (one === undefined || other === undefined) throw new Error('no servers');
    const agent = await connect(other, { subject: 'ann', roles: ['agent'] });
    const stranger = await connect(other, { subject: 'ann', roles: ['agent'], tenant: 'acme' });
    for (const client of [agent, stranger])
      expect(await client.ask('join:company', { companyId: 'c-1' })).toMatchObject({ ok: true });
    const offset = await one.emitToCompany('c-1', 'ticket:new', { ticketId: 't-1' });
    const { data } = await agent.until(({ event }) => event === 'ticket:new');
    expect(data).toMatchObject({ ticketId: 't-1', offset });
    await one.emitToCompany('c-1', 'ticket:new', { ticketId: 't-2' }, { tenant: 'acme' });
    const theirs = await stranger.until(({ event }) => event === 'ticket:new');
    expect(theirs.data).toMatchObject({ ticketId: 't-2' });
  });

  test('messages reach the drivers and everybody else', async () => {
    const [one, other] = pair();
    if (one === undefined || other === undefined) throw new Error('no servers');
    const driver = await connect(other, { subject: 'dave', roles: ['driver'] });
    const viewer = await connect(other, { subject: 'vera', roles: ['viewer'] });
    await one.broadcastToAllDrivers({ type: 'road', closed: 'Main Street' });
    await one.broadcastToAllUsers({ type: 'delay', minutes: 5 });
    expect((await driver.until(({ event }) => event === 'message')).data).toMatchObject({ type: 'road' });
    expect((await viewer.until(({ event }) => event === 'message')).data).toMatchObject({ type: 'delay' });
  });

  test('ids that are none are refused', async () => {
    const [one] = pair();
    const invalid = { code: 'invalid' };
    await expect(one?.tryLockOrder('not an id', 'dave')).rejects.toMatchObject(invalid);
    await expect(one?.releaseOrderLock('o-1', '')).rejects.toMatchObject(invalid);
    await expect(one?.getOrderViewerCount('o-1', { tenant: 'Not One' })).rejects.toMatchObject(invalid);
    await expect(one?.emitToCompany('c-1', 'disconnect', {})).rejects.toMatchObject(invalid);
  });
});

test('pub/sub is counted with Redis and all zero without', async () => {
  const [one, other] = servers['over two servers'] ?? [];
  if (one === undefined || other === undefined) throw new Error('no servers');
  const before = one.getPubSubStats();
  expect(Object.keys(before)).toEqual(Object.keys(NONE));
  const driver = await connect(other, { subject: 'dave', roles: ['driver'] });
  await one.broadcastToAllDrivers({ type: 'counted' });
  await driver.until(({ data }) => 'type' in data && data.type === 'counted');
  expect(one.getPubSubStats().published).toBeGreaterThan(before.published);
  expect(other.getPubSubStats().channels).toBeGreaterThan(0);
  expect(other.getPubSubStats().received).toBeGreaterThan(0);
  expect(servers['without Redis']?.[0].getPubSubStats()).toEqual(NONE);
});

describe.each([
  ['fleet', 'over two servers', 500],
  ['school', 'without Redis', 6000],
])('a server with the profile %s', (profile, place, leastMs) => {
  test('says how often a vehicle may report, takes all that comes no faster, and refuses one more', async () => {
    const url = servers[place]?.[0].url ?? '';
    const token = await signToken(jwtSecret, { ttlS: 600, subject: 'olga', roles: ['dispatcher'] });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/me`, { headers });
    const me = ROUTES.me.response.parse(await answer.json());
    expect(me).toMatchObject({ profile, minReportIntervalMs: leastMs, reportIntervalMs: 15_000 });

    async function report(times: readonly number[]): Promise<BatchReceipt> {
      const updates = times.map((time) => ({
        ...{ vehicleId: `bus-${profile}`, latitude: 52.66, longitude: -8.63 },
        timestamp: new Date(time).toISOString(),
      }));
      const body = JSON.stringify({ updates });
      const reply = await fetch(`${url}/api/tracking/batch`, { method: 'POST', headers, body });
      return BatchReceipt.parse(await reply.json());
    }
    // Three minutes, of which the second is whole; they begin somewhere within one.
    const minute = Math.floor(Date.now() / 60_000) * 60_000 - 300_000;
    const times = Array.from({ length: 180_000 / leastMs }, (_, index) => minute + 137 + index * leastMs);
    expect(await report(times)).toEqual({ accepted: times.length, rejected: [] });
    const { rejected } = await report([minute + 60_001]);
    expect(rejected).toMatchObject([{ index: 0, code: 'rate_limited' }]);
  });
});
