import { expect, test } from 'vitest';
import type { GaugeSources } from '../../../src/adapters/prometheus/gauges.ts';
import { createMetrics } from '../../../src/adapters/prometheus/metrics.ts';

const SOURCES: GaugeSources = {
  topics: () => 3,
  historyQueue: () => 4,
  outboxDepth: () => 5,
  databaseConnected: () => true,
  alerts: () => ({ pending: 6, dead: 7 }),
  upkeep: () => ({ 'roll-up': { done: 7, failed: 1 } }),
};
const TOTALS = {
  channels: 7,
  subscriptions: 9,
  published: 100,
  received: 200,
  errors: 1,
  malformed: 2,
  resyncs: 3,
  secondsWithoutDelivery: 4.5,
};

test('what Redis counts is shown, also when asked again', async () => {
  const metrics = createMetrics();
  let published = 100;
  metrics.observe({
    ...SOURCES,
    redis: { state: () => 'unproven', counts: () => ({ ...TOTALS, published }) },
  });
  await metrics.text();
  published = 101;
  expect((await metrics.text()).split('\n').filter((line) => /^waycast_redis_/.test(line))).toEqual([
    'waycast_redis_state 1',
    'waycast_redis_channels 7',
    'waycast_redis_messages_total{direction="out"} 101',
    'waycast_redis_messages_total{direction="in"} 200',
    'waycast_redis_errors_total 1',
    'waycast_redis_malformed_messages_total 2',
    'waycast_redis_resyncs_total 3',
    'waycast_redis_seconds_without_delivery_total 4.5',
  ]);
  expect(metrics.pubsub()).toEqual({
    channels: 7,
    subscriptions: 9,
    published: 101,
    received: 200,
    errors: 1,
  });
  metrics.close();
});

test.each([
  ['connecting', 0],
  ['disconnected', 0],
  ['unproven', 1],
  ['connected', 2],
] as const)('Redis %s is %d', async (state, value) => {
  const metrics = createMetrics();
  metrics.observe({ ...SOURCES, redis: { state: () => state, counts: () => TOTALS } });
  expect(await metrics.text()).toContain(`\nwaycast_redis_state ${value}\n`);
  metrics.close();
});

test('without Redis its metrics have a name and no value', async () => {
  const metrics = createMetrics();
  metrics.observe(SOURCES);
  const text = await metrics.text();
  expect(text).toContain('# TYPE waycast_redis_state gauge');
  expect(text).not.toMatch(/^waycast_redis_/m);
  expect(text).toMatch(/^waycast_topics 3$/m);
  expect(text).toMatch(/^waycast_upkeep_done_total{step="roll-up"} 7$/m);
  expect(text).toMatch(/^waycast_upkeep_failures_total{step="roll-up"} 1$/m);
  expect(metrics.pubsub()).toEqual({ channels: 0, subscriptions: 0, published: 0, received: 0, errors: 0 });
  metrics.close();
});

test('deliveries are told apart by where their time starts', async () => {
  const metrics = createMetrics();
  metrics.deliveredAfter('publish', 0.002);
  metrics.deliveredAfter('arrival', 0.2);
  const text = await metrics.text();
  expect(text).toContain('waycast_publish_to_deliver_seconds_bucket{le="0.0025",since="publish"} 1');
  expect(text).toContain('waycast_publish_to_deliver_seconds_count{since="arrival"} 1');
  metrics.close();
});

test('of several processes of a server the worst state counts, and totals add up', async () => {
  const states = ['connected', 'unproven'] as const;
  const all = states.map((state) => {
    const metrics = createMetrics();
    metrics.observe({
      ...SOURCES,
      databaseConnected: () => state === 'connected',
      redis: { state: () => state, counts: () => TOTALS },
    });
    return metrics;
  });
  const [first] = all;
  const text = (await first?.textOf(await Promise.all(all.map((metrics) => metrics.own())))) ?? '';
  expect(text).toMatch(/^waycast_redis_state 1$/m);
  expect(text).toMatch(/^waycast_database_connected 0$/m);
  expect(text).toMatch(/^waycast_redis_errors_total 2$/m);
  expect(text).toMatch(/^waycast_topics 6$/m);
  for (const metrics of all) metrics.close();
});
