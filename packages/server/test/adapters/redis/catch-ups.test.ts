import { expect, it } from 'vitest';
import { CatchUps, type Following } from '../../../src/adapters/redis/catch-ups.ts';
import type { Redis, RedisState } from '../../../src/adapters/redis/redis.ts';
import { createRecordedLog } from '../../../src/conformance/recorded-log.ts';
import { createManualClock } from '../../manual-clock.ts';

/** Feeds whose readings end when they are told to. */
function open(state: RedisState = 'connected') {
  const redis = { state } as Redis & { state: RedisState };
  const clock = createManualClock();
  const catchUps = new CatchUps(redis, clock, createRecordedLog());
  const readings: PromiseWithResolvers<void>[] = [];
  const feeds = Array.from({ length: 250 }, () => ({
    closed: false,
    feed: {
      channels: [],
      prepare: async () => undefined,
      catchUp() {
        const reading = Promise.withResolvers<void>();
        readings.push(reading);
        return reading.promise;
      },
      close: () => undefined,
    },
  }));
  const addAll = (): void => {
    for (const feed of feeds) catchUps.add(feed satisfies Following);
  };
  return { redis, clock, catchUps, readings, feeds, addAll };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('reads at most a hundred feeds at a time, and all in the end', async () => {
  const { readings, addAll } = open();
  addAll();
  expect(readings.length).toBe(100);
  readings[0]?.resolve();
  await settled();
  expect(readings.length).toBe(101);
  while (readings.length < 250) {
    for (const reading of readings) reading.resolve();
    await settled();
  }
  for (const reading of readings) reading.resolve();
  await settled();
  expect(readings.length).toBe(250);
});

it('waits half a second with all of them when ten failed and none did not, and goes on with the next', async () => {
  const { clock, readings, addAll } = open();
  addAll();
  for (const reading of readings.slice(0, 100)) reading.reject(new Error('no answer'));
  await settled();
  expect(readings.length).toBe(109);
  clock.advance(499);
  expect(readings.length).toBe(109);
  clock.advance(1);
  expect(readings.length).toBe(200);
});

it('goes on with the others when some fail, and reads these again later, the later the more there are', async () => {
  const { clock, readings, addAll } = open();
  addAll();
  for (let at = 0; at < readings.length; at++) {
    if (at % 2 === 1) readings[at]?.resolve();
    else readings[at]?.reject(new Error('its master is down'));
    await settled();
  }
  expect(readings.length).toBe(250);
  // 125 failures are tried again after 500 ms, as 250 ms would be too soon.
  clock.advance(500);
  expect(readings.length).toBe(350);
});

it('a feed that fails each time holds up no other', async () => {
  const { clock, catchUps, readings, feeds } = open();
  const [broken, ...others] = feeds.slice(0, 3);
  if (broken === undefined) throw new Error('there is none');
  catchUps.add(broken);
  readings[0]?.reject(new Error('malformed'));
  await settled();
  for (const feed of others) catchUps.add(feed);
  expect(readings.length).toBe(3);
  readings[1]?.resolve();
  clock.advance(500);
  expect(readings.length).toBe(4);
});

it('others are read while a feed rests', async () => {
  const { clock, catchUps, readings, addAll } = open();
  addAll();
  const rested = catchUps.rest(400);
  expect(readings.length).toBe(101);
  clock.advance(400);
  await rested;
  readings[0]?.resolve();
  await settled();
  expect(readings.length).toBe(101);
});

it('tries nothing while Redis is away, and goes on at once on its return', async () => {
  const { redis, clock, catchUps, readings, addAll } = open('disconnected');
  addAll();
  clock.advance(10_000);
  expect(readings.length).toBe(0);
  redis.state = 'connected';
  catchUps.returned();
  expect(readings.length).toBe(100);
});

it('notices by itself that Redis answers again, proven or not', () => {
  const { redis, clock, readings, addAll } = open('disconnected');
  addAll();
  redis.state = 'unproven';
  clock.advance(500);
  expect(readings.length).toBe(100);
});

it('reads a feed once more when something else was missed while it was read', async () => {
  const { catchUps, readings, feeds } = open();
  for (const feed of feeds.slice(0, 1)) {
    catchUps.add(feed);
    catchUps.add(feed);
  }
  expect(readings.length).toBe(2);
});

it('forgets a feed that nobody follows any more', () => {
  const { redis, catchUps, readings, feeds } = open('disconnected');
  for (const feed of feeds.slice(0, 3)) catchUps.add(feed);
  for (const feed of feeds.slice(0, 1)) catchUps.forget(feed);
  redis.state = 'connected';
  catchUps.returned();
  expect(readings.length).toBe(2);
});

it('does not read again what failed after its end', async () => {
  const { clock, catchUps, readings, feeds } = open();
  for (const feed of feeds.slice(0, 1)) {
    catchUps.add(feed);
    feed.closed = true;
  }
  readings[0]?.reject(new Error('no answer'));
  await settled();
  clock.advance(500);
  expect(readings.length).toBe(1);
});
