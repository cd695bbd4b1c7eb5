import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RedisCluster, startRedisCluster } from '../../../../../test/fixtures/redis-cluster.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import { isVersion, listen } from '../../../src/conformance/live-samples.ts';
import { AT, alert, geofence, moved, position, vehicle } from './samples.ts';
import { type LiveServer, openLiveServer, placeOfCluster } from './servers.ts';

let cluster: RedisCluster;
let one: LiveServer;
let other: LiveServer;
beforeAll(async () => {
  cluster = await startRedisCluster();
  const place = placeOfCluster(cluster);
  [one, other] = await Promise.all([openLiveServer(place), openLiveServer(place)]);
});
afterAll(async () => {
  await Promise.all([one?.close(), other?.close()]);
  await cluster?.stop();
});

it('all of a vehicle is under its braced id, in one slot', async () => {
  const topic = vehicle('acme');
  const node = await cluster.masterOf(`{${topic.id}}`);
  const heard = await listen(other.live, topic);
  const fence: Topic = { ...topic, family: 'geofence' };
  await one.live.set([{ ...moved(topic), trail: [{ at: AT, data: position(topic) }] }]);
  await one.live.append(fence, 'geofence:alert', alert(topic));
  await heard.until(isVersion(AT));
  const names = await until('the trail is there', async () => {
    const keys = await node.cli('KEYS', `*{${topic.id}}*`);
    return Array.isArray(keys) && keys.length === 3 && keys;
  });
  expect(names.sort()).toEqual([
    `acme:gps:location:{${topic.id}}`,
    `acme:location:current:vehicle:{${topic.id}}`,
    `acme:transport:geofence:{${topic.id}}:log`,
  ]);
  expect(await node.cli('PUBSUB', 'SHARDNUMSUB', `acme:transport:location:{${topic.id}}`)).toContain(1);
});

it('what a script publishes with SPUBLISH reaches the followers', async () => {
  const topic = vehicle();
  const heard = await listen(one.live, topic);
  const node = await cluster.masterOf(`{${topic.id}}`);
  const message = JSON.stringify(position(topic));
  expect(await node.cli('SPUBLISH', `transport:location:{${topic.id}}`, message)).toBe(1);
  await heard.until(isVersion(AT));
});

it('many vehicles over all slots in one call, listed and told to the fleet', async () => {
  const tenant = `t-${randomUUID()}`;
  const topics = Array.from({ length: 300 }, () => vehicle(tenant));
  const heard = await listen(other.live, { tenant, family: 'fleet', id: '' });
  expect(await one.live.set(topics.map((topic) => moved(topic)))).toEqual(topics.map(() => 'applied'));
  await until('all have come', () => heard.events.length === topics.length);
  expect(await other.live.list(tenant, 'vehicle')).toHaveLength(topics.length);
});

it('goes on while a vehicle moves to another node: nothing lost, nothing twice', async () => {
  const topic = geofence();
  const bus: Topic = { ...topic, family: 'vehicle' };
  const [alerts, positions] = [await listen(other.live, topic), await listen(other.live, bus)];
  const migration = await cluster.migrate(await cluster.slotOf(`{${topic.id}}`));
  let last = 0;
  const publish = async (): Promise<void> => {
    last += 1;
    await one.live.append(topic, 'geofence:alert', alert(topic, `s${last}`));
    await one.live.set([moved(bus, AT + last)]);
  };
  await publish();
  await migration.moveKeys(1);
  await publish();
  await migration.moveKeys();
  await publish();
  await migration.finish();
  await publish();
  await positions.until(isVersion(AT + last));
  await until('all alerts came', () => alerts.events.length >= last);
  expect(alerts.events).toMatchObject(
    Array.from({ length: last }, (_, index) => ({ kind: 'log', data: alert(topic, `s${index + 1}`) })),
  );
});
