import type { BoundingBox, LocationUpdate } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { createCountingMetrics } from '../../src/conformance/counting-metrics.ts';
import { type Hook, instrumented } from '../../src/conformance/instrumented.ts';
import { createRecordedLog } from '../../src/conformance/recorded-log.ts';
import { RecordedSocket } from '../../src/conformance/recorded-socket.ts';
import { createFleetFeeds } from '../../src/kernel/fleet-feed.ts';
import type { FrameFormat } from '../../src/kernel/frames.ts';
import { createHub } from '../../src/kernel/hub.ts';
import { Outbox } from '../../src/kernel/outbox.ts';
import type { Live } from '../../src/ports/live.ts';
import { createManualClock } from '../manual-clock.ts';

type Box = z.infer<typeof BoundingBox>;
type Update = z.infer<typeof LocationUpdate>;

const TICK = 25;
const T0 = Date.parse('2026-05-04T07:45:50.000Z');
const TOWN: Box = [-9, 52, -8, 53];

function open(hook: Hook = async () => undefined) {
  const clock = createManualClock(T0);
  const real = createMemoryLive();
  const live: Live = instrumented(real, hook, ['list', 'subscribe']);
  const hub = createHub(live, clock, createRecordedLog());
  const feeds = createFleetFeeds(hub, { list: (tenant) => live.list(tenant, 'vehicle') }, clock);
  /** Vehicle `id` at the time and longitude, as one position of `acme`. */
  async function put(
    id: string,
    time: number,
    longitude = -8.5,
    announce: 'now' | 'later' = 'now',
  ): Promise<void> {
    const data: Update = {
      vehicleId: id,
      latitude: 52.5,
      longitude,
      accuracy: null,
      status: 'ONLINE',
      timestamp: new Date(T0 + time).toISOString(),
    };
    await real.set([
      {
        topic: topicOf(id),
        event: 'location:update',
        data,
        version: T0 + time,
        announce,
        whenAbsent: 'store',
      },
    ]);
  }
  async function join(bbox?: Box, socket = new RecordedSocket(), tickMs = TICK) {
    const outbox = new Outbox(
      socket,
      createCountingMetrics(),
      (task) => task(),
      () => undefined,
    );
    const membership = await feeds.join({ tenant: 'acme', bbox, tickMs }, outbox);
    return { socket, outbox, ...membership, batches: () => socket.events.map(({ data }) => shown(data)) };
  }
  async function joined(bbox?: Box, socket?: RecordedSocket) {
    const member = await join(bbox, socket);
    member.release();
    return member;
  }
  return { clock, live: real, hub, put, join, joined };
}

function topicOf(id: string) {
  return { tenant: 'acme', family: 'vehicle', id } as const;
}

/** `id@time` of each update in a batch. */
function shown(data: object): string[] {
  const updates: unknown = 'updates' in data ? data.updates : [];
  if (!Array.isArray(updates)) throw new Error('a batch holds updates');
  return updates.map(({ vehicleId, timestamp }: Update) => `${vehicleId}@${Date.parse(timestamp) - T0}`);
}

describe('fleet feed', () => {
  it('[P28] sends a snapshot, then what changed on each tick, every vehicle once', async () => {
    const { clock, put, joined } = open();
    await put('a', 1);
    await put('b', 1);
    const member = await joined();
    expect([member.vehicles, member.batches()]).toEqual([2, [['a@1', 'b@1']]]);
    await put('a', 2);
    await put('a', 3);
    await put('b', 2);
    expect(member.batches()).toHaveLength(1);
    clock.advance(TICK);
    expect(member.batches().slice(1)).toEqual([['a@3', 'b@2']]);
    clock.advance(10 * TICK);
    expect([member.batches().length, clock.waiting]).toEqual([2, 0]);
  });

  it('says nothing of an empty fleet, and sends its first vehicle', async () => {
    const { clock, put, joined } = open();
    const member = await joined();
    expect([member.vehicles, member.batches()]).toEqual([0, []]);
    await put('a', 1);
    clock.advance(TICK);
    expect(member.batches()).toEqual([['a@1']]);
  });

  it('[P3] encodes a tick once for all who look at the same box', async () => {
    const { clock, put, joined } = open();
    let encoded = 0;
    const format: FrameFormat = {
      name: 'counted',
      encode: (event) => {
        encoded += 1;
        return JSON.stringify(event);
      },
    };
    class CountedSocket extends RecordedSocket {
      override readonly format = format;
    }
    const members = [];
    for (let index = 0; index < 20; index++) members.push(await joined(TOWN, new CountedSocket()));
    await put('a', 1);
    clock.advance(TICK);
    // The first tick after a join is each member's own, as it starts from its own snapshot.
    encoded = 0;
    for (let tick = 1; tick <= 5; tick++) {
      await put('a', 1 + tick);
      clock.advance(TICK);
    }
    expect(encoded).toBe(5);
    for (const member of members)
      expect(member.batches()).toEqual([['a@1'], ['a@2'], ['a@3'], ['a@4'], ['a@5'], ['a@6']]);
  });

  it('[P29] sends only what is in the box, and what leaves it once more', async () => {
    const { clock, put, joined } = open();
    await put('inside', 1);
    await put('outside', 1, 0);
    const member = await joined(TOWN);
    expect([member.vehicles, member.batches()]).toEqual([1, [['inside@1']]]);
    for (const [id, time, longitude] of [
      ['inside', 2, 0],
      ['outside', 2, 1],
      ['inside', 3, 1],
      ['outside', 3, -8.5],
      ['inside', 4, -8.2],
    ] as const) {
      await put(id, time, longitude);
      clock.advance(TICK);
    }
    expect(member.batches().slice(1)).toEqual([['inside@2'], ['outside@3'], ['inside@4']]);
  });

  it('[P29] shows others that a vehicle left, also when a new member read the stored position before it was announced', async () => {
    const { clock, live, put, joined } = open();
    await put('a', 1);
    const early = await joined(TOWN);
    await put('a', 2, 0, 'later');
    const late = await joined(TOWN);
    expect(late.batches()).toEqual([]);
    await live.announce(topicOf('a'));
    clock.advance(TICK);
    expect(early.batches()).toEqual([['a@1'], ['a@2']]);
  });

  it('knows a box that crosses the 180th meridian', async () => {
    const { put, joined } = open();
    await put('east', 1, 179.5);
    await put('west', 1, -179.5);
    await put('far', 1, 0);
    const member = await joined([179, 52, -179, 53]);
    expect(member.batches()).toEqual([['east@1', 'west@1']]);
  });

  it('[P21] sends nothing before it is released, then nothing that is older than the snapshot', async () => {
    const { clock, put, join } = open();
    await put('a', 1);
    await put('b', 1);
    const member = await join();
    await put('a', 2);
    clock.advance(TICK);
    await put('b', 2);
    expect(member.batches()).toEqual([]);
    member.release();
    clock.advance(TICK);
    expect(member.batches()).toEqual([['a@2', 'b@2']]);
  });

  it.each([0, 1, 2, 3])(
    '[P21] has no gap and nothing older, whatever is published while it joins (at point %d)',
    async (at) => {
      let point = 0;
      let time = 1;
      const { clock, put, joined } = open(async () => {
        if (point++ === at) for (let times = 0; times < 3; times++) await put('a', ++time);
      });
      await put('a', 1);
      const member = await joined();
      clock.advance(TICK);
      await put('b', 1);
      clock.advance(TICK);
      const seen = member
        .batches()
        .flat()
        .filter((update) => update.startsWith('a@'))
        .map((update) => Number(update.slice(2)));
      expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
      expect(seen.at(-1)).toBe(4);
    },
  );

  it('[P22] lets a slow reader skip updates but no vehicle, and ends with the newest of each', async () => {
    const { clock, put, joined } = open();
    const member = await joined();
    await put('a', 1);
    clock.advance(TICK);
    member.socket.full = true;
    for (let time = 2; time <= 9; time++) {
      await put('a', time);
      if (time === 4) await put('b', time);
      clock.advance(TICK);
    }
    expect(member.outbox.depth).toBe(2);
    member.socket.full = false;
    member.outbox.drained();
    expect(member.batches().flat().sort()).toEqual(['a@1', 'a@9', 'b@4']);
  });

  it('keeps tenants and ticks apart', async () => {
    const { clock, live, join } = open();
    const slow = await join(undefined, new RecordedSocket(), 1000);
    const fast = await join();
    slow.release();
    fast.release();
    await live.set([
      {
        topic: { ...topicOf('x'), tenant: 'other' },
        event: 'location:update',
        data: {},
        version: 1,
        announce: 'now',
        whenAbsent: 'store',
      },
    ]);
    clock.advance(2000);
    expect([slow.batches(), fast.batches()]).toEqual([[], []]);
  });

  it('sends a large snapshot in several frames', async () => {
    const { put, joined } = open();
    for (let index = 0; index < 2500; index++) await put(`v${index}`, 1);
    const member = await joined();
    expect([member.vehicles, member.batches().map((batch) => batch.length)]).toEqual([
      2500,
      [1000, 1000, 500],
    ]);
  });

  it('leaves nothing behind when the last member leaves, also before its release', async () => {
    const { clock, hub, put, join, joined } = open();
    const [first, second] = [await joined(), await join()];
    await put('a', 1);
    first.leave();
    first.leave();
    second.leave();
    second.release();
    clock.advance(TICK);
    expect([first.batches(), second.batches()]).toEqual([[], []]);
    clock.advance(5000);
    await new Promise((resolve) => setImmediate(resolve));
    expect([hub.topics, clock.waiting]).toEqual([0, 0]);
  });

  it('starts again after a join that failed', async () => {
    let failing = true;
    const { clock, hub, put, joined } = open(async (point) => {
      if (failing && point === 'list:before') throw new Error('live is away');
    });
    await expect(joined()).rejects.toThrow('live is away');
    clock.advance(5000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(hub.topics).toBe(0);
    failing = false;
    const member = await joined();
    await put('a', 1);
    clock.advance(TICK);
    expect(member.batches()).toEqual([['a@1']]);
  });
});
