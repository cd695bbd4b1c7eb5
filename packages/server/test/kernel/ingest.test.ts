import { WaycastError } from '@waycast/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { instrumented } from '../../src/conformance/instrumented.ts';
import { createMemoryHistory } from '../../src/conformance/memory-history.ts';
import { openIngest } from './ingest-rig.ts';
import { endOfTurn } from './kernel-rig.ts';

const ANYTHING = { from: 0, to: Number.MAX_SAFE_INTEGER };
const rigs: Awaited<ReturnType<typeof openIngest>>[] = [];

async function open(...args: Parameters<typeof openIngest>) {
  const rig = await openIngest(...args);
  rigs.push(rig);
  return rig;
}

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

describe('one fix', () => {
  it('[P35] goes out when it is newer, and is stored whatever it is', async () => {
    const { one, broadcasts, stored } = await open();
    const receipts = [await one(5), await one(6), await one(4), await one(6), await one(5), await one(7)];
    expect(receipts.map(({ broadcast }) => broadcast)).toEqual([true, true, false, false, false, true]);
    expect([broadcasts(), await stored()]).toEqual([
      [5, 6, 7],
      [4, 5, 6, 7],
    ]);
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
    await expect(one(2)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 60_000,
      message: expect.stringContaining('GPS_RATE_LIMIT_MAX'),
    });
    expect(await one(1)).toEqual({ accepted: true, broadcast: false });
    await one(61);
    expect(await stored()).toEqual([0, 1, 61]);
  });
});

describe('batch', () => {
  it('[P36] judges each fix alone, by its index', async () => {
    const { batch, fix, stored, T0 } = await open({ fixesPerMinute: 3 });
    const receipt = await batch(
      fix(1),
      fix(2, { latitude: 91 }),
      'nonsense',
      fix(3),
      { vehicleId: 'bus-7' },
      fix(3),
      fix(4),
      fix(5),
      fix(2, { timestamp: T0 + 9e9 }),
      fix(120),
    );
    expect(receipt.accepted).toBe(5);
    expect(receipt.rejected.map(({ index, code }) => [index, code])).toEqual([
      [1, 'invalid'],
      [2, 'invalid'],
      [4, 'invalid'],
      [7, 'rate_limited'],
      [8, 'invalid'],
    ]);
    expect(receipt.rejected[3]?.retryAfterMs).toBe(60_000);
    expect(await stored()).toEqual([1, 3, 4, 120]);
  });

  it('[P15] [P36] refuses the vehicles of others in it, and takes its own', async () => {
    const rig = await open();
    const driver = (await rig.client({ roles: ['driver'], vehicles: ['bus-7'] })).session.subject;
    if (driver === undefined) throw new Error('the driver is authenticated');
    const receipt = await rig.core.ingest.batch(driver, [
      rig.fix(1),
      rig.fix(1, { vehicleId: 'bus-8' }),
      rig.fix(2),
    ]);
    expect(receipt).toMatchObject({ accepted: 2, rejected: [{ index: 1, code: 'forbidden' }] });
    expect(await rig.stored('bus-8')).toEqual([]);
  });

  it('[P35] of any order broadcasts the newest of each vehicle once, and stores all', async () => {
    const { batch, fix, broadcasts, stored } = await open();
    await batch(
      fix(3),
      fix(1),
      fix(1, { vehicleId: 'bus-8' }),
      fix(2),
      fix(9, { vehicleId: 'bus-8' }),
      fix(3),
    );
    expect([broadcasts(), broadcasts('bus-8')]).toEqual([[3], [9]]);
    expect([await stored(), await stored('bus-8')]).toEqual([
      [1, 2, 3],
      [1, 9],
    ]);
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
