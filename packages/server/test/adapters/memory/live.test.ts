import type { Topic } from '@waycast/contract';
import { expect, it } from 'vitest';
import { createMemoryLive } from '../../../src/adapters/memory/live.ts';
import { change, isVersion, listen } from '../../../src/conformance/live-samples.ts';
import { liveSuite } from '../../../src/conformance/live-suite.ts';

const logTail = 30;
const live = createMemoryLive({ logTail });
liveSuite('in memory', async () => ({ live, logTail, close: () => live.close() }));

function topic(family: 'vehicle' | 'geofence', id: string): Topic {
  return { tenant: 'acme', family, id };
}

it('forgets the values that changed longest ago, says so, and lets out what was held of them', async () => {
  const small = createMemoryLive({ maxKeyed: 2 });
  const heard = await listen(small, topic('vehicle', 'a'));
  await small.set([
    change(topic('vehicle', 'a'), 1),
    change(topic('vehicle', 'b'), 1),
    change(topic('vehicle', 'a'), 2, 'v2', 'later'),
  ]);
  expect(small.forgets).toBe(false);
  await small.set([change(topic('vehicle', 'c'), 1)]);
  expect([small.forgets, await small.get(topic('vehicle', 'b'))]).toEqual([true, undefined]);
  await small.set([change(topic('vehicle', 'd'), 1)]);
  await heard.until(isVersion(2));
  expect(heard.numbers).toEqual([1, 2]);
  expect((await small.list('acme', 'vehicle')).map(({ topic: { id } }) => id).sort()).toEqual(['c', 'd']);
});

it('begins a new epoch with a log that it had forgotten', async () => {
  const small = createMemoryLive({ maxLogs: 1 });
  const first = await small.append(topic('geofence', 'a'), 'geofence:alert', {});
  await small.append(topic('geofence', 'b'), 'geofence:alert', {});
  const again = await small.append(topic('geofence', 'a'), 'geofence:alert', {});
  expect([again.offset, again.epoch === first.epoch]).toEqual([1, false]);
  expect((await small.replay(topic('geofence', 'a'), first)).recovered).toBe(false);
});
