import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../../test/fixtures/until.ts';
import { keepSettled } from '../../src/modules/fleet/settling/keep-settled.ts';
import { quiet } from '../adapters/postgres/stores.ts';
import { createManualClock } from '../manual-clock.ts';
import { at } from './run-of.ts';
import { DATABASES, newTenant, openRig, type Rig } from './settling-rig.ts';

const MINUTE_MS = 60_000;

describe.each(DATABASES.slice(0, 1))('keeping settled: $name', ({ open }) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig(await open());
  });
  afterAll(() => rig?.database.close());

  it('notices each minute who fell silent, removes what is old, and ends with its timer', async () => {
    const tenant = newTenant();
    const start = at(600, 0).time;
    const clock = createManualClock(start);
    const { record, settler, stop } = rig.server(clock.now);
    await record(tenant, [at(0, 0), at(300, 0), at(600, 0)]);
    await settler.idle();
    const gaps = async () =>
      rig.archive.list({ tenant, vehicles: ['bus-1'], kinds: ['gap'], from: 0, to: start + 1 }, 10);
    expect(await gaps()).toEqual([]);
    let sweeps = 0;
    const end = keepSettled({
      settler,
      settlements: rig.settlements,
      clock,
      log: quiet,
      checkpointDays: 30,
      findingDays: 365,
      alsoSweep: async () => {
        sweeps += 1;
      },
    });
    for (let minute = 1; minute <= 11; minute++) {
      clock.advance(MINUTE_MS);
      await until('the sweep ends', () => sweeps === minute && clock.waiting === 1);
      await settler.idle();
    }
    expect(await gaps()).toMatchObject([{ finding: { startsAt: start, endsAt: null } }]);
    await end();
    expect(clock.waiting).toBe(0);
    await stop();
  });
});
