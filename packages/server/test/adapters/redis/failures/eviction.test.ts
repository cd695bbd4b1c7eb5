import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RedisServer, startSmallRedis } from '../../../../../../test/fixtures/redis.ts';
import { appendAll, change, last, listen, upTo } from '../../../../src/conformance/live-samples.ts';
import type { Received } from '../../../../src/conformance/received.ts';
import type { LiveEvent, LogPosition } from '../../../../src/ports/live.ts';
import { type LiveServer, openLiveServer } from '../servers.ts';

const COUNT = 80;
const BEFORE = 6;
const READ_TO = 4;
const FILLING = 'x'.repeat(500_000);
const tenant = `t-${randomUUID()}`;
const logs = upTo(COUNT).map((n): Topic => ({ tenant, family: 'geofence', id: `bus-${n}` }));
const vehicles = upTo(COUNT).map((n): Topic => ({ tenant, family: 'vehicle', id: `bus-${n}` }));
/** Half of them are written on and on while memory runs out; the others are what Redis evicts first. */
const isBusy = (index: number) => index % 2 === 0;

describe('64 MB and allkeys-lru, as old deployments run it', () => {
  let redis: RedisServer;
  let one: LiveServer;
  let other: LiveServer;
  const positions: LogPosition[] = [];
  const heard: Received[] = [];
  /** The newest version of each vehicle. */
  const versions = vehicles.map(() => 0);

  async function report(index: number): Promise<void> {
    const [vehicle, version] = [vehicles[index], Math.max(Date.now(), (versions[index] ?? 0) + 1)];
    if (!vehicle) throw new Error('no such vehicle');
    versions[index] = version;
    await one.live.set([change(vehicle, version)]);
  }

  beforeAll(async () => {
    redis = await startSmallRedis();
    [one, other] = await Promise.all([
      openLiveServer({ url: redis.url }),
      openLiveServer({ url: redis.url }),
    ]);
    for (const [index, log] of logs.entries()) {
      heard.push(await listen(other.live, log));
      positions.push(await last(appendAll(one.live, log, BEFORE)));
      await report(index);
    }
    const busy = [...logs.entries()].filter(([index]) => isBusy(index));
    for (let round = 0; round < 200; round++) {
      await one.redis.command(undefined, ['SET', `filling:${round}`, FILLING]);
      const [index, log] = busy[round % busy.length] ?? [];
      if (log === undefined || index === undefined) throw new Error('no busy log');
      await one.live.append(log, 'geofence:alert', { round });
      await report(index);
    }
    expect(Number(/evicted_keys:(\d+)/.exec(String(await redis.cli('INFO', 'stats')))?.[1])).toBeGreaterThan(
      0,
    );
  });
  afterAll(async () => {
    await Promise.all([one?.close(), other?.close()]);
    await redis?.stop();
  });

  test('a log that was evicted says so, and any other has everything', async () => {
    const recovered: boolean[] = [];
    for (const [index, log] of logs.entries()) {
      const { epoch } = positions[index] ?? { epoch: '' };
      const replay = await other.live.replay(log, { epoch, offset: READ_TO });
      recovered.push(replay.recovered);
      if (replay.recovered)
        expect(offsetsOf(replay.events)).toEqual(from(READ_TO + 1, replay.position.offset));
      else expect(replay.events).toEqual([]);
    }
    expect(new Set(recovered)).toEqual(new Set([true, false]));
  });

  test('who follows a log gets the next event, and before it word of what is missing', async () => {
    const next = logs.map((log) => one.live.append(log, 'geofence:alert', { last: true }));
    for (const [index, { epoch, offset }] of (await Promise.all(next)).entries()) {
      const received = heard[index];
      const isIt = (event: LiveEvent) =>
        event.kind === 'log' && event.epoch === epoch && event.offset === offset;
      await received?.until(isIt);
      expect(holesOf(received?.events ?? [])).toEqual([]);
    }
  });

  test('a position is the newest or absent, never an older one', async () => {
    const stored = await Promise.all(vehicles.map((vehicle) => other.live.get(vehicle)));
    for (const [index, state] of stored.entries()) {
      if (state !== undefined) expect(state.version).toBe(versions[index]);
    }
    expect(new Set(stored.map((state) => state !== undefined))).toEqual(new Set([true, false]));
  });

  test('what was evicted is there again with the next report', async () => {
    for (const index of vehicles.keys()) await report(index);
    const stored = await Promise.all(vehicles.map((vehicle) => other.live.get(vehicle)));
    expect(stored.map((state) => state?.version)).toEqual(versions);
  });
});

function offsetsOf(events: readonly LiveEvent[]): number[] {
  return events.flatMap((event) => (event.kind === 'log' ? [event.offset] : []));
}

function from(first: number, end: number): number[] {
  return Array.from({ length: end - first + 1 }, (_, index) => first + index);
}

/** Events before which something is missing of which nothing was said. */
function holesOf(events: readonly LiveEvent[]): LiveEvent[] {
  let [epoch, offset]: [string | undefined, number] = [undefined, 0];
  return events.filter((event) => {
    if (event.kind !== 'log' && event.kind !== 'gap') return false;
    const follows =
      event.kind === 'gap' || epoch === undefined || (event.epoch === epoch && event.offset === offset + 1);
    [epoch, offset] = [event.epoch, event.offset];
    return !follows;
  });
}
