import { describe, expect, it } from 'vitest';
import { RecordedSocket } from '../../src/conformance/recorded-socket.ts';
import { countingSockets, openFleet, TICK, TOWN, topicOf } from './fleet-rig.ts';

describe('fleet feed', () => {
  it('[P28] sends a snapshot, then what changed on each tick, every vehicle once', async () => {
    const { clock, put, joined } = openFleet();
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
    const { clock, put, joined } = openFleet();
    const member = await joined();
    expect([member.vehicles, member.batches()]).toEqual([0, []]);
    await put('a', 1);
    clock.advance(TICK);
    expect(member.batches()).toEqual([['a@1']]);
  });

  it('[P3] encodes a tick once for all who look at the same box', async () => {
    const { clock, put, joined } = openFleet();
    const counter = countingSockets();
    const members = [];
    for (let index = 0; index < 20; index++) members.push(await joined(TOWN, counter.open()));
    await put('a', 1);
    clock.advance(TICK);
    // The first tick after a join is each member's own, as it starts from its own snapshot.
    counter.encoded = 0;
    for (let tick = 1; tick <= 5; tick++) {
      await put('a', 1 + tick);
      clock.advance(TICK);
    }
    expect(counter.encoded).toBe(5);
    for (const member of members)
      expect(member.batches()).toEqual([['a@1'], ['a@2'], ['a@3'], ['a@4'], ['a@5'], ['a@6']]);
  });

  it('[P3] encodes a tick once for boxes that show the same, be they equal or not', async () => {
    const { clock, put, joined } = openFleet();
    const counter = countingSockets();
    const [west, south, east, north] = TOWN;
    const members = [];
    for (let index = 0; index < 20; index++)
      members.push(await joined([west - index / 100, south, east, north], counter.open()));
    await put('a', 1);
    await put('b', 1, -9.05);
    clock.advance(TICK);
    expect(counter.encoded).toBe(2);
    expect(members.map((member) => member.batches())).toEqual(
      members.map((_, index) => [index < 5 ? ['a@1'] : ['a@1', 'b@1']]),
    );
  });

  it('[P29] sends only what is in the box, and what leaves it once more', async () => {
    const { clock, put, joined } = openFleet();
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
    const { clock, live, put, joined } = openFleet();
    await put('a', 1);
    const early = await joined(TOWN);
    await put('a', 2, 0, 'later');
    const late = await joined(TOWN);
    expect(late.batches()).toEqual([]);
    await live.announce(topicOf('a'));
    clock.advance(TICK);
    expect(early.batches()).toEqual([['a@1'], ['a@2']]);
  });

  it('[P22] does not show a vehicle that leaves the box while the fleet is read', async () => {
    const { put, joined } = openFleet(async (point) => {
      if (point === 'list:after') await put('a', 2, 0);
    });
    await put('a', 1);
    const member = await joined(TOWN);
    expect([member.vehicles, member.batches()]).toEqual([0, []]);
  });

  it('knows a box that crosses the 180th meridian', async () => {
    const { put, joined } = openFleet();
    await put('east', 1, 179.5);
    await put('west', 1, -179.5);
    await put('far', 1, 0);
    const member = await joined([179, 52, -179, 53]);
    expect(member.batches()).toEqual([['east@1', 'west@1']]);
  });

  it('[P21] sends nothing before it is released, then nothing that is older than the snapshot', async () => {
    const { clock, put, join } = openFleet();
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
      const { clock, put, joined } = openFleet(async () => {
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
    const { clock, put, joined } = openFleet();
    const member = await joined();
    await put('a', 1);
    clock.advance(TICK);
    member.socket.full = true;
    for (let time = 2; time <= 9; time++) {
      await put('a', time);
      if (time === 4) await put('b', time);
      clock.advance(TICK);
    }
    expect(member.outbox.depth).toBe(1);
    member.socket.full = false;
    member.outbox.drained();
    expect(member.batches()).toEqual([['a@1'], ['a@9', 'b@4']]);
    await put('a', 10);
    clock.advance(TICK);
    expect(member.batches().slice(2)).toEqual([['a@10']]);
  });

  it('[P21] sends what was stored before it was announced once to each', async () => {
    const { clock, live, put, joined } = openFleet();
    await put('a', 1);
    const early = await joined();
    await put('a', 2, -8.5, 'later');
    const late = await joined();
    await put('b', 1);
    clock.advance(TICK);
    await live.announce(topicOf('a'));
    clock.advance(TICK);
    expect([early.batches(), late.batches()]).toEqual([
      [['a@1'], ['b@1'], ['a@2']],
      [['a@2'], ['b@1']],
    ]);
  });

  it('sends a vehicle that came, left and came again within a tick once', async () => {
    const { clock, put, joined } = openFleet();
    const member = await joined(TOWN);
    for (const [time, longitude] of [
      [1, -8.5],
      [2, 0],
      [3, -8.5],
    ] as const)
      await put('a', time, longitude);
    clock.advance(TICK);
    expect(member.batches()).toEqual([['a@3']]);
  });

  it('keeps one change of a vehicle, however often it reports within a tick', async () => {
    const { clock, put, join } = openFleet();
    const member = await join(undefined, undefined, 1000);
    member.release();
    for (let time = 1; time <= 500; time++) for (const id of ['a', 'b']) await put(id, time);
    clock.advance(1000);
    expect(member.batches()).toEqual([['a@500', 'b@500']]);
  });

  it('reads the fleet once for all who join while it is read', async () => {
    let lists = 0;
    const { joined, put } = openFleet(async (point) => {
      if (point === 'list:before') lists += 1;
    });
    await put('a', 1);
    const members = await Promise.all(Array.from({ length: 20 }, () => joined()));
    expect(lists).toBe(2);
    for (const member of members) expect(member.batches()).toEqual([['a@1']]);
  });

  it('takes up to 60 ms for a tick while the server has no rest, and not for the slower ones', async () => {
    let load = 1;
    const { clock, put, join } = openFleet(undefined, () => load);
    const [fast, slow] = [await join(), await join(TOWN, undefined, 200)];
    fast.release();
    slow.release();
    await put('a', 1);
    clock.advance(59);
    expect([fast.batches(), slow.batches()]).toEqual([[], []]);
    clock.advance(1);
    expect([fast.batches(), slow.batches()]).toEqual([[['a@1']], []]);
    clock.advance(140);
    expect(slow.batches()).toEqual([['a@1']]);
    load = 0.5;
    await put('a', 2);
    clock.advance(TICK);
    expect(fast.batches().slice(1)).toEqual([['a@2']]);
  });

  it('keeps tenants and ticks apart', async () => {
    const { clock, live, join } = openFleet();
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

  it('leaves nothing behind when the last member leaves, also before its release', async () => {
    const { clock, hub, put, join, joined } = openFleet();
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
    const { clock, hub, put, joined } = openFleet(async (point) => {
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
