import { WaycastError } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepMarks } from '../../src/modules/fleet/settling/sweep-marks.ts';
import { at } from './run-of.ts';
import { DATABASES, newTenant, openRig, type Rig } from './settling-rig.ts';

const VEHICLE = 'bus-1';
const MINUTE_MS = 60_000;

/** Standing, a fix a minute. */
function fixesOf(minutes: number) {
  return Array.from({ length: minutes }, (_, minute) => at(minute * 60, 0));
}

describe.each(DATABASES)('sweeping marks: $name', ({ open }) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig(await open());
  });
  afterAll(() => rig?.database.close());

  /** As a server stores fixes that dies before it hears of its commit. */
  async function storeUnheard(tenant: string, fixes: ReturnType<typeof fixesOf>): Promise<void> {
    const { record, stop } = rig.server();
    await stop();
    await record(tenant, fixes);
  }

  /** As if the marks had been written three minutes ago. */
  async function makeDue(tenant: string): Promise<void> {
    const text = `update history_work set marked_at = marked_at - interval '3 minutes', since = since - interval '3 minutes'
      where tenant_id = $1`;
    await rig.database.query({ text }, [tenant]);
  }

  const marksOf = async (tenant: string) =>
    (await rig.work.due('settle', 1000)).filter((mark) => mark.tenant === tenant);
  const judgedTo = async (tenant: string) =>
    (await rig.archive.judgedTo({ tenant, vehicleId: VEHICLE }))?.time;

  it('settles what nobody heard of, though the queue never becomes empty', async () => {
    const [tenant, stuck] = [newTenant(), newTenant()];
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const hold = async (of: string) => (of === stuck ? held : undefined);
    const fixes = fixesOf(90);
    const { settler, stop } = rig.server(() => at(5401, 0).time, hold);
    await storeUnheard(tenant, fixes);
    await makeDue(tenant);
    expect(await marksOf(tenant)).toHaveLength(2);
    settler.demand([{ tenant: stuck, vehicleId: VEHICLE }]);
    await sweepMarks({ ...rig, settler })();
    expect(await judgedTo(tenant)).toBe(fixes.at(-1)?.time);
    expect(await marksOf(tenant)).toEqual([]);
    release?.();
    await stop();
  });

  it('touches no vehicle of which all is judged', async () => {
    const tenant = newTenant();
    const { record, settler, stop } = rig.server(() => at(1801, 0).time);
    await record(tenant, fixesOf(30));
    await settler.idle();
    await makeDue(tenant);
    const text = 'select xmin::text as version from vehicle_settled where tenant_id = $1';
    const before = await rig.database.query({ text }, [tenant]);
    await sweepMarks({ ...rig, settler })();
    await settler.idle();
    expect(await rig.database.query({ text }, [tenant])).toEqual(before);
    expect(await marksOf(tenant)).toEqual([]);
    await stop();
  });

  it('finds what came after a silence', async () => {
    const tenant = newTenant();
    const { record, settler, stop } = rig.server(() => at(600, 0).time + 11 * MINUTE_MS);
    await record(tenant, fixesOf(10));
    await settler.idle();
    const last = at(1500, 0);
    await storeUnheard(tenant, [last]);
    await makeDue(tenant);
    await sweepMarks({ ...rig, settler })();
    expect(await judgedTo(tenant)).toBe(last.time);
    await stop();
  });

  it('keeps the marks of what could not be settled', async () => {
    const tenant = newTenant();
    await storeUnheard(tenant, fixesOf(10));
    await makeDue(tenant);
    const settler = {
      async settle() {
        throw new WaycastError('unavailable', 'The database does not answer now.');
      },
    };
    await expect(sweepMarks({ ...rig, settler })()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await marksOf(tenant)).toHaveLength(1);
  });
});
