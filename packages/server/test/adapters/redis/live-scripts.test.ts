import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RedisServer, startRedis } from '../../../../../test/fixtures/redis.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import { listen } from '../../../src/conformance/live-samples.ts';
import { createManualClock } from '../../manual-clock.ts';
import { AT, alert, geofence, position, vehicle } from './samples.ts';
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

function publish(channel: string, message: unknown): Promise<unknown> {
  return redis.cli('PUBLISH', channel, typeof message === 'string' ? message : JSON.stringify(message));
}

describe('what a script publishes', () => {
  it('on transport:location reaches the followers, once, and is not stored', async () => {
    const topic = vehicle();
    const heard = await listen(server.live, topic);
    const data = position(topic);
    const channel = `transport:location:${topic.id}`;
    expect(await publish(channel, data)).toBe(1);
    await publish(channel, data);
    await publish(`tracking:vehicle:${topic.id}`, { lat: 1, lng: 2, speed: 3, time: data.timestamp });
    await publish(channel, position(topic, AT - 1000));
    await publish(channel, position(topic, AT + 1000));
    await until('the last came', () => heard.numbers.includes(AT + 1000));
    expect(heard.events).toEqual(
      [data, position(topic, AT + 1000)].map((update, index) => ({
        kind: 'keyed',
        topic,
        event: 'location:update',
        data: update,
        version: AT + index * 1000,
      })),
    );
    expect(await server.live.get(topic)).toBeUndefined();
  });

  it('on transport:location may be what it read from the key, or say null of what it does not know', async () => {
    const topic = vehicle();
    const heard = await listen(server.live, topic);
    const channel = `transport:location:${topic.id}`;
    await publish(channel, { ...position(topic), speed: null, heading: null, _live: [AT, AT, AT] });
    await publish(channel, { ...position(topic, AT + 1), driver: 'd1' });
    await until('both came', () => heard.events.length === 2);
    expect(heard.events.map((event) => event.kind === 'keyed' && event.data)).toEqual([
      position(topic),
      { ...position(topic, AT + 1), driver: 'd1' },
    ]);
  });

  it('on fleet_channel is judged one by one', async () => {
    const tenant = `t-${randomUUID()}`;
    const heard = await listen(server.live, { tenant, family: 'fleet', id: '' });
    const [first, last] = [vehicle(tenant), vehicle(tenant)];
    const updates = [position(first), { vehicleId: 'odd' }, position(last)];
    const before = server.malformed();
    await publish(`${tenant}:fleet_channel`, { updates });
    await until('both came', () => heard.events.length === 2);
    expect(heard.events.map(({ topic }) => topic)).toEqual([first, last]);
    expect(server.malformed() - before).toBe(1);
  });

  it('on tracking:vehicle becomes a position, by ISO time or epoch milliseconds', async () => {
    const topic = vehicle();
    const heard = await listen(server.live, topic);
    const channel = `tracking:vehicle:${topic.id}`;
    await publish(channel, {
      lat: 52.6638123456789,
      lng: -8.6267,
      speed: 3,
      time: new Date(AT).toISOString(),
    });
    await publish(channel, { lat: 52.6638123456789, lng: -8.6267, speed: null, time: AT + 1 });
    await until('both came', () => heard.events.length === 2);
    expect(heard.events.map((event) => event.kind === 'keyed' && event.data)).toEqual([
      { ...position(topic), accuracy: null, speed: 3 },
      { ...position(topic, AT + 1), accuracy: null },
    ]);
  });

  it('on transport:geofence is delivered, not logged', async () => {
    const topic = geofence();
    const heard = await listen(server.live, topic);
    const data = alert(topic);
    await publish(`transport:geofence:${topic.id}`, data);
    await until('it came', () => heard.events.length === 1);
    expect(heard.events).toEqual([{ kind: 'aside', topic, event: 'geofence:alert', data }]);
    expect((await server.live.replay(topic)).position.offset).toBe(0);
  });

  it.each(['drivers', 'users'] as const)('on %s_channel, wrapped or bare', async (family) => {
    const topic: Topic = { tenant: `t-${randomUUID()}`, family, id: '' };
    const heard = await listen(server.live, topic);
    const message = { type: 'order_accepted', order_id: 7, orderId: '7', driverId: 'd1' };
    const nested = { type: 'note', message: { type: 'other' } };
    const channel = `${topic.tenant}:${family}_channel`;
    await publish(channel, { type: 'order_accepted', message });
    await publish(channel, message);
    await publish(channel, nested);
    await until('all came', () => heard.events.length === 3);
    expect(heard.events).toEqual(
      [message, message, nested].map((data) => ({ kind: 'aside', topic, event: 'message', data })),
    );
  });

  it('on transport:region is delivered', async () => {
    const topic: Topic = { tenant: `t-${randomUUID()}`, family: 'region', id: 'gc5zgt' };
    const heard = await listen(server.live, topic);
    const data = { geohash: 'gc5zgt', members: 4 };
    await publish(`${topic.tenant}:transport:region:gc5zgt`, data);
    await until('it came', () => heard.events.length === 1);
    expect(heard.events).toEqual([{ kind: 'aside', topic, event: 'region:update', data }]);
  });
});

it('what is malformed is counted, logged once a minute and dropped', async () => {
  const clock = createManualClock(Date.now());
  const other = await openLiveServer({ url: redis.url }, { clock });
  const topic = vehicle();
  const heard = await listen(other.live, topic);
  const channel = `transport:location:${topic.id}`;
  const wrong = [
    'no JSON',
    '[1]',
    '"text"',
    '{}',
    { ...position(topic), latitude: 91 },
    { ...position(topic), latitude: '52' },
    { ...position(topic), vehicleId: 'bus-of-others' },
    { ...position(topic), timestamp: 'yesterday' },
    { ...position(topic), timestamp: new Date(Date.now() + 600_000).toISOString() },
    { ...position(topic), status: 'PARKED' },
  ];
  for (const message of wrong) await publish(channel, message);
  await publish(`tracking:vehicle:${topic.id}`, { lat: 52, time: AT });
  await publish(channel, position(topic));
  await until('the good one came', () => heard.events.length === 1);
  expect(other.malformed()).toBe(wrong.length + 1);
  const lines = () => other.log.lines.filter(({ message }) => message.startsWith('malformed'));
  expect(lines()).toMatchObject([{ level: 'warn', fields: { channel, messages: 1 } }]);
  clock.advance(60_000);
  await publish(channel, 'still no JSON');
  await until('it was counted', () => other.malformed() === wrong.length + 2);
  expect(lines()).toHaveLength(2);
  expect(lines()[1]).toMatchObject({ fields: { messages: wrong.length + 1 } });
  await other.close();
});
