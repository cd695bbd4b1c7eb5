import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../../test/fixtures/until.ts';
import { createRecordedLog } from '../../src/conformance/recorded-log.ts';
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

describe('removing what is old', () => {
  /** Keeping settled where silence cannot be looked for: two pieces are old, then removing fails. */
  function begin() {
    const clock = createManualClock();
    const log = createRecordedLog();
    const pieces = [true, false];
    let asked = 0;
    const end = keepSettled({
      clock,
      log,
      checkpointDays: 30,
      findingDays: 365,
      settler: {
        async sweepSilent() {
          throw new Error('nobody can be asked');
        },
      },
      settlements: {
        async prune() {
          asked += 1;
          const more = pieces.shift();
          if (more === undefined) throw new Error('it takes too long');
          return more;
        },
      },
    });
    const pass = async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute++) {
        clock.advance(MINUTE_MS);
        await until('the sweep ends', () => clock.waiting === 1);
      }
    };
    return { asked: () => asked, log, pass, end };
  }

  it('goes on piece by piece once an hour, whatever becomes of the sweep, and warns when it fails', async () => {
    const { asked, log, pass, end } = begin();
    await pass(60);
    expect(asked()).toBe(2);
    expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
    await pass(1);
    expect(asked()).toBe(3);
    expect(log.lines.filter(({ level }) => level === 'warn')).toMatchObject([
      { message: expect.stringContaining('could not remove old findings') },
    ]);
    await end();
  });
});
