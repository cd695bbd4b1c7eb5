import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RedisServer, startRedis } from '../../../../../test/fixtures/redis.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import { listenByCli } from './redis-listener.ts';
import { AT, alert, geofence, moved, position, reported, vehicle } from './samples.ts';
import { type LiveServer, openLiveServer } from './servers.ts';

let redis: RedisServer;
let server: LiveServer;
beforeAll(async () => {
  redis = await startRedis();
  server = await openLiveServer({ url: redis.url });
});
afterAll(async () => {
  await server?.close();
  await redis?.stop();
});

async function keys(pattern: string): Promise<unknown> {
  return redis.cli('KEYS', pattern);
}

describe('keys that other programs read', () => {
  it.each([
    ['default', ''],
    ['acme', 'acme:'],
  ])('tenant %s', async (tenant, prefix) => {
    const topic = vehicle(tenant);
    const data = position(topic, AT, { speed: 7.25, heading: 90 });
    const trail = [AT - 2000, AT].map((at) => ({ at, data: position(topic, at) }));
    const tooOld = { at: Date.now() - 3_700_000, data: position(topic, Date.now() - 3_700_000) };
    expect(await server.live.set([{ ...moved(topic), data, trail: [tooOld, ...trail] }])).toEqual([
      'applied',
    ]);
    const key = `${prefix}location:current:vehicle:${topic.id}`;
    const text = String(await redis.cli('GET', key));
    const { _live: live, ...stored } = JSON.parse(text);
    expect(stored).toEqual(data);
    expect(live).toEqual([AT, AT, expect.any(Number)]);
    // The last field, so that the script can cut it off.
    expect(text).toMatch(/,"_live":\[\d+,\d+,\d+\]\}$/);
    expect(await redis.cli('TTL', key)).toBe(300);
    const zset = `${prefix}gps:location:${topic.id}`;
    const recent = await until('the trail is there', async () => {
      const reply = await redis.cli('ZRANGE', zset, '0', '-1', 'WITHSCORES');
      return Array.isArray(reply) && reply.length > 0 ? reply.flat() : undefined;
    });
    expect(
      recent.map((item: unknown) => (Number.isNaN(Number(item)) ? JSON.parse(String(item)) : Number(item))),
    ).toEqual(trail.flatMap(({ at, data: fix }) => [fix, at]));
    expect(Number(await redis.cli('TTL', zset))).toBeGreaterThan(3500);
    expect(await keys(`*${topic.id}*`)).toHaveLength(2);
  });

  it('a state dies after GPS_CACHE_TTL and is then absent', async () => {
    const short = await openLiveServer({ url: redis.url }, { cacheTtlS: 1 });
    const topic = vehicle();
    await short.live.set([moved(topic)]);
    await until('it has expired', async () => (await short.live.get(topic)) === undefined);
    expect(await short.live.set([{ ...moved(topic), whenAbsent: 'ask' }])).toEqual(['absent']);
    expect(await short.live.get(topic)).toBeUndefined();
    expect(await keys(`*${topic.id}*`)).toEqual([]);
    await short.close();
  });

  it('what another program left under the key is replaced', async () => {
    const topic = vehicle();
    const key = `location:current:vehicle:${topic.id}`;
    await redis.cli('SET', key, '{"lat":1,"lng":2}');
    expect(await server.live.get(topic)).toBeUndefined();
    expect(await server.live.set([moved(topic)])).toEqual(['applied']);
    expect((await server.live.get(topic))?.version).toBe(AT);
    await redis.cli('DEL', key);
    await redis.cli('RPUSH', key, 'a list');
    expect(await server.live.get(topic)).toBeUndefined();
    expect(await server.live.set([moved(topic)])).toEqual(['applied']);
  });

  it('a recent past that is another program’s is replaced, and costs no other vehicle its own', async () => {
    const topics = [vehicle(), vehicle()];
    const [odd = '', fine = ''] = topics.map(({ id }) => `gps:location:${id}`);
    await redis.cli('SET', odd, 'text');
    const now = Date.now();
    await server.live.set(
      topics.map((topic) => ({ ...moved(topic, now), trail: [{ at: now, data: position(topic, now) }] })),
    );
    await until('both are there', async () => {
      const counts = await Promise.all([redis.cli('ZCARD', odd), redis.cli('ZCARD', fine)]);
      return counts.every((count) => count === 1);
    });
  });

  it('a fix that comes alone goes into the trail, which has a life however it began', async () => {
    const topic = vehicle();
    const zset = `gps:location:${topic.id}`;
    const minute = Math.floor(AT / 60_000) * 60_000;
    const put = (at: number) => server.live.set([reported(topic, minute + at)]);
    const kept = async () => [await redis.cli('ZCARD', zset), Number(await redis.cli('TTL', zset)) > 3500];
    await server.live.seed([moved(topic, minute)]);
    expect([await put(1000), await kept()]).toEqual([['applied'], [1, true]]);
    const [first] = [await redis.cli('ZRANGE', zset, '0', '-1')].flat();
    expect(JSON.parse(String(first))).toEqual(position(topic, minute + 1000));
    await redis.cli('DEL', zset);
    expect([await put(2000), await kept()]).toEqual([['applied'], [1, true]]);
    expect([await put(500), await kept()]).toEqual([['stale'], [2, true]]);
    expect([await put(2000), await kept()]).toEqual([['duplicate'], [2, true]]);
    await redis.cli('SET', zset, 'text');
    expect([await put(3000), await kept()]).toEqual([['applied'], [1, true]]);
  });

  it('a log that is another program’s is replaced, and its entries in ours are no events', async () => {
    const topic = geofence();
    const key = `transport:geofence:${topic.id}:log`;
    await redis.cli('SET', key, 'text');
    const { position: since } = await server.live.replay(topic);
    expect(since.offset).toBe(0);
    await redis.cli('DEL', key);
    await redis.cli('RPUSH', key, 'a list');
    const first = await server.live.append(topic, 'geofence:alert', alert(topic));
    expect(first.offset).toBe(1);
    await redis.cli('XADD', key, '*', 'message', 'from a stranger');
    await server.live.append(topic, 'geofence:alert', alert(topic));
    const { recovered, events } = await server.live.replay(topic, first);
    expect([recovered, events.length]).toEqual([true, 1]);
  });
});

describe('channels that other programs subscribe', () => {
  it.each([
    ['default', ''],
    ['acme', 'acme:'],
  ])('vehicles of tenant %s', async (tenant, prefix) => {
    const topic = vehicle(tenant);
    const [present, older] = [
      `${prefix}transport:location:${topic.id}`,
      `${prefix}tracking:vehicle:${topic.id}`,
    ];
    const listener = await listenByCli(redis.port, [present, older]);
    const first = position(topic, AT, { speed: 7.25 });
    const held = position(topic, AT + 1000);
    const offline = { ...held, status: 'OFFLINE' };
    await server.live.set([{ ...moved(topic), data: first }]);
    await server.live.set([moved(topic, AT + 1000, 'later')]);
    await server.live.announce(topic);
    await server.live.set([{ ...moved(topic), data: offline, version: AT + 1000.5 }]);
    const { latitude: lat, longitude: lng } = first;
    expect(await listener.next(6)).toEqual([
      [present, first],
      [older, { lat, lng, speed: 7.25, time: first.timestamp }],
      [present, held],
      [older, { lat, lng, speed: null, time: held.timestamp }],
      [present, offline],
      [older, { lat, lng, speed: null, time: held.timestamp }],
    ]);
    await listener.close();
  });

  it('alerts carry their offset', async () => {
    const topic = geofence();
    const channel = `transport:geofence:${topic.id}`;
    const listener = await listenByCli(redis.port, [channel]);
    const data = alert(topic);
    const { epoch } = await server.live.append(topic, 'geofence:alert', data);
    expect(await listener.next(1)).toEqual([[channel, { ...data, offset: 1, epoch }]]);
    await listener.close();
  });

  it('a long stay names itself, which is not the usual event of its channel', async () => {
    const topic = geofence();
    const channel = `transport:geofence:${topic.id}`;
    const listener = await listenByCli(redis.port, [channel]);
    const { epoch, offset } = await server.live.append(topic, 'geofence:dwell', { dwellS: 600 });
    const message = { dwellS: 600, offset, epoch, _event: 'geofence:dwell' };
    expect(await listener.next(1)).toEqual([[channel, message]]);
    const { events } = await server.live.replay(topic, { epoch, offset: 0 });
    expect(events).toMatchObject([{ event: 'geofence:dwell', data: { dwellS: 600 } }]);
    await listener.close();
  });

  it.each(['drivers', 'users'] as const)('%s_channel carries {type, message}', async (family) => {
    const tenant = `t-${randomUUID()}`;
    const listener = await listenByCli(redis.port, [`${tenant}:${family}_channel`]);
    const message = { type: 'new_order', order: { orderId: 'o-1' } };
    const { epoch } = await server.live.append({ tenant, family, id: '' }, 'message', message);
    expect(await listener.next(1)).toEqual([
      [`${tenant}:${family}_channel`, { type: 'new_order', message, offset: 1, epoch }],
    ]);
    await listener.close();
  });
});
