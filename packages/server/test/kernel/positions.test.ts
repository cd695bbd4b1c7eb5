import { WaycastError } from '@waycast/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { instrumented } from '../../src/conformance/instrumented.ts';
import { openIngest } from './ingest-rig.ts';
import { endOfTurn } from './kernel-rig.ts';

const rigs: Awaited<ReturnType<typeof openIngest>>[] = [];

async function open(...args: Parameters<typeof openIngest>) {
  const rig = await openIngest(...args);
  rigs.push(rig);
  return rig;
}

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

describe('throttle', () => {
  it('[P41] lets the first out at once, then the newest when the interval ends', async () => {
    const { one, broadcasts, clock } = await open({ minIntervalMs: 1000 });
    const receipts = [await one(1), await one(2), await one(3), await one(2.5)];
    expect(receipts.map(({ broadcast }) => broadcast)).toEqual([true, false, false, false]);
    clock.advance(999);
    expect(broadcasts()).toEqual([1]);
    clock.advance(1);
    await endOfTurn();
    expect(broadcasts()).toEqual([1, 3]);
    clock.advance(2000);
    expect((await one(4)).broadcast).toBe(true);
    expect(broadcasts()).toEqual([1, 3, 4]);
  });

  it('[P41] is not spent on what is late or a repeat', async () => {
    const { one, clock } = await open({ minIntervalMs: 1000 });
    await one(5);
    clock.advance(1000);
    expect([await one(4), await one(5), await one(6)].map(({ broadcast }) => broadcast)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('treats vehicles alone', async () => {
    const { one, clock } = await open({ minIntervalMs: 1000 });
    expect([await one(1), await one(1, { vehicleId: 'bus-8' })].map(({ broadcast }) => broadcast)).toEqual([
      true,
      true,
    ]);
    expect(clock.waiting).toBeGreaterThan(1);
  });

  it('lets what is held out when the server ends', async () => {
    const { one, broadcasts, core } = await open({ minIntervalMs: 60_000 });
    await one(1);
    await one(2);
    await core.positions.close();
    expect(broadcasts()).toEqual([1, 2]);
  });

  it.each(['before', 'after'])(
    'lets the newest out in the end also when live failed (%s it took the value)',
    async (when) => {
      let failing = false;
      const live = instrumented(
        createMemoryLive(),
        async (point) => {
          if (failing && point === `set:${when}`) throw new WaycastError('unavailable', 'live is away');
        },
        ['set'],
      );
      const { one, broadcasts, clock } = await open({ minIntervalMs: 1000 }, { live });
      await one(1);
      failing = true;
      await expect(one(2)).rejects.toMatchObject({ code: 'unavailable' });
      failing = false;
      clock.advance(1000);
      await one(2);
      clock.advance(1000);
      await endOfTurn();
      expect(broadcasts()).toEqual([1, 2]);
    },
  );
});

describe('status', () => {
  it('[P37] is OFFLINE once, with the last fix, after silence; and the next fix is ONLINE', async () => {
    const { one, clock, broadcasts, statuses } = await open();
    await one(1);
    clock.advance(59_999);
    await endOfTurn();
    expect(statuses()).toEqual(['ONLINE']);
    clock.advance(1);
    await endOfTurn();
    clock.advance(600_000);
    await endOfTurn();
    expect([statuses(), broadcasts()]).toEqual([
      ['ONLINE', 'OFFLINE'],
      [1, 1.0005],
    ]);
    await one(2);
    expect([statuses(), broadcasts()]).toEqual([
      ['ONLINE', 'OFFLINE', 'ONLINE'],
      [1, 1.0005, 2],
    ]);
  });

  it('[P37] stays while anything comes, late fixes and repeats too', async () => {
    const { one, clock, statuses } = await open();
    await one(10);
    for (const second of [10, 9, 8, 10]) {
      clock.advance(59_000);
      await one(second);
    }
    expect(statuses()).toEqual(['ONLINE']);
  });

  it('[P37] is IDLE for a vehicle that stands', async () => {
    const { one, statuses } = await open();
    for (let second = 0; second <= 195; second += 15) await one(second);
    expect(statuses().slice(-3)).toEqual(['ONLINE', 'IDLE', 'IDLE']);
  });
});

describe('after a restart, with the same history and an empty live', () => {
  async function restarted(restore: boolean) {
    const before = await open();
    await before.one(10);
    const after = await open({}, { history: before.history });
    if (restore) expect(await after.core.positions.restore()).toBe(1);
    return { ...after, second: (offset: number) => (before.T0 - after.T0) / 1000 + offset };
  }

  it.each([true, false])(
    '[P35] broadcasts nothing older than history knows (restored: %s)',
    async (restore) => {
      const { one, second, broadcasts, stored } = await restarted(restore);
      const receipts = [await one(second(9)), await one(second(10)), await one(second(11))];
      expect(receipts.map(({ broadcast }) => broadcast)).toEqual([false, false, true]);
      expect([broadcasts().length, (await stored()).length]).toEqual([1, 3]);
    },
  );

  it.each([true, false])('shows the last fix to who follows (restored: %s)', async (restore) => {
    const { client } = await restarted(restore);
    const follower = await client({ subject: 'bob' });
    expect(await follower.ask('track:vehicle', { vehicleId: 'bus-7' })).toMatchObject({
      location: { vehicleId: 'bus-7', status: 'ONLINE' },
    });
  });

  it.each([true, false])('[P37] notices that a vehicle stays silent (restored: %s)', async (restore) => {
    const { client, clock, statuses } = await restarted(restore);
    const follower = await client({ subject: 'bob' });
    await follower.ask('track:vehicle', { vehicleId: 'bus-7' });
    clock.advance(120_000);
    await endOfTurn();
    expect(statuses()).toEqual(['OFFLINE']);
  });

  it('shows OFFLINE what was silent for long, and broadcasts no second OFFLINE', async () => {
    const before = await open();
    await before.one(10);
    const after = await open({}, { history: before.history });
    after.clock.advance(600_000);
    await after.core.positions.restore();
    const follower = await after.client({ subject: 'bob' });
    expect(await follower.ask('track:vehicle', { vehicleId: 'bus-7' })).toMatchObject({
      location: { status: 'OFFLINE' },
    });
    after.clock.advance(600_000);
    await endOfTurn();
    expect(after.statuses()).toEqual([]);
  });
});
