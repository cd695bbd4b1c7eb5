import type { Topic } from '@waycast/contract';
import { expect, test } from 'vitest';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { createCountingMetrics } from '../../src/conformance/counting-metrics.ts';
import { timeDeliveries } from '../../src/kernel/delivery-times.ts';
import type { Due } from '../../src/kernel/outbox.ts';
import type { KeyedChange, LiveListener } from '../../src/ports/live.ts';
import { createKernelRig, endOfTurn } from './kernel-rig.ts';

const TOPIC: Topic = { tenant: 'acme', family: 'vehicle', id: 'bus-7' };
const FLEET: Topic = { tenant: 'acme', family: 'fleet', id: '' };

const change = (version: number, announce: 'now' | 'later' = 'now'): KeyedChange => ({
  topic: TOPIC,
  event: 'location:update',
  data: { version },
  version,
  announce,
  whenAbsent: 'store',
});

/** Live as this server sees it, and the same live as another server would, with the times that were taken. */
function rig() {
  const shared = createMemoryLive();
  const times: [string, number][] = [];
  const tasks: Due[] = [];
  let nowMs = 0;
  const metrics = {
    ...createCountingMetrics(),
    deliveredAfter: (since: string, seconds: number) => times.push([since, seconds]),
  };
  const live = timeDeliveries(
    shared,
    metrics,
    (task) => tasks.push(task),
    () => nowMs,
  );
  return {
    live,
    shared,
    times,
    /** Ends a turn, after so long. */
    turn(ms: number) {
      nowMs += ms;
      for (const task of tasks.splice(0)) task.endTurn();
    },
  };
}

const ignore: LiveListener = () => undefined;

test('an own event counts from its publishing, once, and another server’s from its arrival', async () => {
  const { live, shared, times, turn } = rig();
  await live.subscribe(TOPIC, ignore);
  await live.set([change(1)]);
  turn(20);
  await shared.set([change(2)]);
  turn(5);
  expect(times).toEqual([
    ['publish', 0.02],
    ['arrival', 0.005],
  ]);
});

test('a held value counts from its announcement', async () => {
  const { live, times, turn } = rig();
  await live.subscribe(TOPIC, ignore);
  await live.set([change(1, 'later')]);
  turn(900);
  await live.announce(TOPIC);
  turn(3);
  expect(times).toEqual([['publish', 0.003]]);
});

test('a topic that nobody follows here, and a fleet, take no time', async () => {
  const { live, times, turn } = rig();
  await live.set([change(1)]);
  await live.subscribe(FLEET, ignore);
  await live.set([change(2)]);
  const end = await live.subscribe(TOPIC, ignore);
  await end();
  await live.set([change(3)]);
  turn(10);
  expect(times).toEqual([]);
});

test('a topic opened anew while its earlier subscription ends still knows its own', async () => {
  const { live, times, turn } = rig();
  const end = await live.subscribe(TOPIC, ignore);
  await live.subscribe(TOPIC, ignore);
  await end();
  await live.set([change(1)]);
  turn(1);
  expect(times).toEqual([['publish', 0.001]]);
});

test('events of logs count from their arrival', async () => {
  const { live, times, turn } = rig();
  const users: Topic = { tenant: 'acme', family: 'users', id: '' };
  await live.subscribe(users, ignore);
  await live.append(users, 'new_order', { type: 'new_order' });
  turn(2);
  expect(times).toEqual([['arrival', 0.002]]);
});

test('the kernel times what its followers are sent, however many they are', async () => {
  const rig = createKernelRig();
  const [admin, other] = await Promise.all([rig.client(), rig.client()]);
  await admin.ask('track:vehicle', { vehicleId: 'bus-7' });
  await other.ask('track:vehicle', { vehicleId: 'bus-7' });
  await admin.ask('location:update', { vehicleId: 'bus-7', latitude: 1, longitude: 2 });
  await endOfTurn();
  expect(rig.metrics.total('deliveredAfter publish')).toBe(1);
  await rig.close();
});
