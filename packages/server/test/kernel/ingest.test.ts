import { WaycastError } from '@waycast/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { instrumented } from '../../src/conformance/instrumented.ts';
import { createMemoryHistory } from '../../src/conformance/memory-history.ts';
import { Received } from '../../src/conformance/received.ts';
import type { CorePorts, CoreSettings } from '../../src/kernel/core.ts';
import { createKernelRig, endOfTurn, type KernelRig } from './kernel-rig.ts';

const ANYTHING = { from: 0, to: Number.MAX_SAFE_INTEGER };
const rigs: KernelRig[] = [];

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

/** A kernel, everything that the tenant's followers get, and a way to report as an admin. */
async function open(settings: Partial<CoreSettings> = {}, ports: Partial<CorePorts> = {}) {
  const rig = createKernelRig({ settings, ports });
  rigs.push(rig);
  const { subject } = (await rig.client()).session;
  if (subject === undefined) throw new Error('the admin is authenticated');
  const heard = new Received();
  await rig.live.subscribe({ tenant: 'acme', family: 'fleet', id: '' }, heard.listener);
  const T0 = rig.clock.now() - 3_600_000;
  const fix = (second: number, fields: object = {}) => ({ vehicleId: 'bus-7', latitude: 52, longitude: -8, timestamp: T0 + second * 1000, ...fields });
  return {
    ...rig, T0, fix,
    one: (second: number, fields?: object) => rig.core.ingest.one(subject, fix(second, fields)),
    batch: (...inputs: unknown[]) => rig.core.ingest.batch(subject, inputs),
    /** Seconds after T0 of what was broadcast of a vehicle. */
    broadcasts: (id = 'bus-7') => heard.events.filter(({ topic }) => topic.id === id).map((event) => (event.kind === 'keyed' ? (event.version - T0) / 1000 : -1)),
    statuses: () => heard.events.map(({ data }) => 'status' in data && data.status),
    stored: async (vehicleId = 'bus-7') => (await rig.history.page({ tenant: 'acme', vehicleId, ...ANYTHING }, 10_000)).map(({ time }) => (time - T0) / 1000),
  };
}

describe('one fix', () => {
  it('[P35] goes out when it is newer, and is stored whatever it is', async () => {
    const { one, broadcasts, stored } = await open();
    const receipts = [await one(5), await one(6), await one(4), await one(6), await one(5), await one(7)];
    expect(receipts.map(({ broadcast }) => broadcast)).toEqual([true, true, false, false, false, true]);
    expect([broadcasts(), await stored()]).toEqual([[5, 6, 7], [4, 5, 6, 7]]);
  });

  it('[P34] of the future is stored and flagged, and neither moves live nor hides what comes after it', async () => {
    const { one, broadcasts, history, T0, clock } = await open();
    const ahead = (clock.now() - T0) / 1000 + 121;
    expect([await one(ahead), await one(5)].map(({ broadcast }) => broadcast)).toEqual([false, true]);
    expect(broadcasts()).toEqual([5]);
    const [, future] = await history.page({ tenant: 'acme', vehicleId: 'bus-7', ...ANYTHING }, 10);
    expect(future?.future).toBe(true);
  });

  it('[P30] is not acknowledged when history refuses, and can be sent again', async () => {
    let failing = true;
    const history = instrumented(createMemoryHistory(), async () => {
      if (failing) throw new WaycastError('unavailable', 'database away', { retryAfterMs: 100 });
    }, ['record']);
    const { one, broadcasts, stored, metrics } = await open({}, { history });
    await expect(one(5)).rejects.toMatchObject({ code: 'unavailable' });
    failing = false;
    expect(await one(5)).toEqual({ accepted: true, broadcast: false });
    expect([broadcasts(), await stored()]).toEqual([[5], [5]]);
    expect([metrics.total('ingested unavailable'), metrics.total('ingested accepted')]).toEqual([1, 1]);
  });

  it('[P31] goes out while it is being stored', async () => {
    let stored = (): void => undefined;
    const committed = new Promise<void>((resolve) => {
      stored = resolve;
    });
    const history = instrumented(createMemoryHistory(), () => committed, ['record']);
    const { one, broadcasts } = await open({}, { history });
    const receipt = one(5);
    await endOfTurn();
    expect(broadcasts()).toEqual([5]);
    stored();
    expect(await receipt).toEqual({ accepted: true, broadcast: true });
  });

  it('[P42] beyond the quota of its own minute is refused with the time to wait, a repeat never', async () => {
    const { one, stored } = await open({ fixesPerMinute: 2 });
    await one(0);
    await one(1);
    await expect(one(2)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 60_000, message: expect.stringContaining('GPS_RATE_LIMIT_MAX') });
    expect(await one(1)).toEqual({ accepted: true, broadcast: false });
    await one(61);
    expect(await stored()).toEqual([0, 1, 61]);
  });
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
    expect([await one(4), await one(5), await one(6)].map(({ broadcast }) => broadcast)).toEqual([false, false, true]);
  });

  it('treats vehicles alone', async () => {
    const { one, clock } = await open({ minIntervalMs: 1000 });
    expect([await one(1), await one(1, { vehicleId: 'bus-8' })].map(({ broadcast }) => broadcast)).toEqual([true, true]);
    expect(clock.waiting).toBeGreaterThan(1);
  });

  it('lets what is held out when the server ends', async () => {
    const { one, broadcasts, core } = await open({ minIntervalMs: 60_000 });
    await one(1);
    await one(2);
    core.positions.close();
    expect(broadcasts()).toEqual([1, 2]);
  });

  it.each(['before', 'after'])('lets the newest out in the end also when live failed (%s it took the value)', async (when) => {
    let failing = false;
    const live = instrumented(createMemoryLive(), async (point) => {
      if (failing && point === `set:${when}`) throw new WaycastError('unavailable', 'live is away');
    }, ['set']);
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
  });
});

describe('batch', () => {
  it('[P36] judges each fix alone, by its index', async () => {
    const { batch, fix, stored, T0 } = await open({ fixesPerMinute: 3 });
    const receipt = await batch(
      fix(1), fix(2, { latitude: 91 }), 'nonsense', fix(3), { vehicleId: 'bus-7' }, fix(3), fix(4), fix(5), fix(2, { timestamp: T0 + 9e9 }), fix(120),
    );
    expect(receipt.accepted).toBe(5);
    expect(receipt.rejected.map(({ index, code }) => [index, code])).toEqual([
      [1, 'invalid'], [2, 'invalid'], [4, 'invalid'], [7, 'rate_limited'], [8, 'invalid'],
    ]);
    expect(receipt.rejected[3]?.retryAfterMs).toBe(60_000);
    expect(await stored()).toEqual([1, 3, 4, 120]);
  });

  it('[P15] [P36] refuses the vehicles of others in it, and takes its own', async () => {
    const rig = await open();
    const driver = (await rig.client({ roles: ['driver'], vehicles: ['bus-7'] })).session.subject;
    if (driver === undefined) throw new Error('the driver is authenticated');
    const receipt = await rig.core.ingest.batch(driver, [rig.fix(1), rig.fix(1, { vehicleId: 'bus-8' }), rig.fix(2)]);
    expect(receipt).toMatchObject({ accepted: 2, rejected: [{ index: 1, code: 'forbidden' }] });
    expect(await rig.stored('bus-8')).toEqual([]);
  });

  it('[P35] of any order broadcasts the newest of each vehicle once, and stores all', async () => {
    const { batch, fix, broadcasts, stored } = await open();
    await batch(fix(3), fix(1), fix(1, { vehicleId: 'bus-8' }), fix(2), fix(9, { vehicleId: 'bus-8' }), fix(3));
    expect([broadcasts(), broadcasts('bus-8')]).toEqual([[3], [9]]);
    expect([await stored(), await stored('bus-8')]).toEqual([[1, 2, 3], [1, 9]]);
  });

  it('shows live the same of several fixes of one moment that history keeps: the first', async () => {
    const { batch, fix, core, history } = await open();
    await batch(fix(1, { speed: 1 }), fix(1, { speed: 2 }));
    expect((await core.positions.newest('acme', 'bus-7'))?.data).toMatchObject({ speed: 1 });
    expect(await history.last('acme', 'bus-7')).toMatchObject({ speed: 1 });
  });

  it('[P36] takes a thousand fixes and no more, and none', async () => {
    const { batch, fix } = await open();
    const many = Array.from({ length: 1001 }, (_, index) => fix(index));
    await expect(batch(...many)).rejects.toMatchObject({ code: 'too_large' });
    expect(await batch(...many.slice(1))).toEqual({ accepted: 1000, rejected: [] });
    expect(await batch()).toEqual({ accepted: 0, rejected: [] });
  });

  it('fails as a whole when history refuses', async () => {
    const history = instrumented(createMemoryHistory(), async () => {
      throw new WaycastError('unavailable', 'database away');
    }, ['record']);
    const { batch, fix } = await open({}, { history });
    await expect(batch(fix(1))).rejects.toMatchObject({ code: 'unavailable' });
  });
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
    expect([statuses(), broadcasts()]).toEqual([['ONLINE', 'OFFLINE'], [1, 1.0005]]);
    await one(2);
    expect([statuses(), broadcasts()]).toEqual([['ONLINE', 'OFFLINE', 'ONLINE'], [1, 1.0005, 2]]);
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

  it.each([true, false])('[P35] broadcasts nothing older than history knows (restored: %s)', async (restore) => {
    const { one, second, broadcasts, stored } = await restarted(restore);
    const receipts = [await one(second(9)), await one(second(10)), await one(second(11))];
    expect(receipts.map(({ broadcast }) => broadcast)).toEqual([false, false, true]);
    expect([broadcasts().length, (await stored()).length]).toEqual([1, 3]);
  });

  it.each([true, false])('shows the last fix to who follows (restored: %s)', async (restore) => {
    const { client } = await restarted(restore);
    const follower = await client({ subject: 'bob' });
    expect(await follower.ask('track:vehicle', { vehicleId: 'bus-7' })).toMatchObject({ location: { vehicleId: 'bus-7', status: 'ONLINE' } });
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
    expect(await follower.ask('track:vehicle', { vehicleId: 'bus-7' })).toMatchObject({ location: { status: 'OFFLINE' } });
    after.clock.advance(600_000);
    await endOfTurn();
    expect(after.statuses()).toEqual([]);
  });
});
