import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../../test/fixtures/until.ts';
import type { VehicleEvent } from '../../src/ports/vehicle-events.ts';
import { at, T0 } from './run-of.ts';
import { DATABASES, newTenant, openRig, type Rig } from './settling-rig.ts';

const VEHICLE = 'bus-1';
const HOUR_MS = 3_600_000;

/** Stands, drives, stands; a fix every 10 s, 35 min in all. */
function outing() {
  const fixes = [];
  for (let second = 0; second < 600; second += 10) fixes.push(at(second, 0));
  for (let second = 600; second < 1200; second += 10) fixes.push(at(second, (second - 600) * 10));
  for (let second = 1200; second <= 2100; second += 10) fixes.push(at(second, 6000));
  return fixes;
}
const END = T0 + 2_100_000;

describe.each(DATABASES)('settling: $name', ({ open }) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig(await open());
  });
  afterAll(() => rig?.database.close());

  const found = async (tenant: string, kind: 'trip' | 'stop' | 'gap' | 'ignored') =>
    (
      await rig.archive.list({ tenant, vehicles: [VEHICLE], kinds: [kind], from: 0, to: Date.now() }, 1000)
    ).map(({ finding }) => finding);

  /** Everything that is told of a tenant from now on. */
  async function listen(tenant: string) {
    const reader = `test-${tenant}`;
    await rig.vehicleEvents.read(reader, 1, async () => undefined);
    return async () => {
      const events: VehicleEvent[] = [];
      const take = async (some: readonly VehicleEvent[]) => void events.push(...some);
      while ((await rig.vehicleEvents.read(reader, 100, take)) > 0);
      return events.filter((event) => event.tenant === tenant);
    };
  }
  const told = (events: readonly VehicleEvent[]) =>
    events.map(({ finding, action, late }) => `${finding.kind} ${action}${late ? ' late' : ''}`);

  it('finds and tells what happens while it happens', async () => {
    const tenant = newTenant();
    let now = T0;
    const { record, settler, stop } = rig.server(() => now);
    const heard = await listen(tenant);
    for (const fix of outing()) {
      now = fix.time + 1000;
      await record(tenant, [fix]);
      await settler.idle();
    }
    expect(told(await heard())).toEqual([
      'stop opened',
      'stop closed',
      'trip opened',
      'trip closed',
      'stop opened',
    ]);
    expect(await found(tenant, 'trip')).toMatchObject([{ startsAt: T0 + 600_000, endsAt: T0 + 1_200_000 }]);
    await stop();
  });

  it('ends by the clock what ends by silence, and takes it back when a fix was only late', async () => {
    const tenant = newTenant();
    let now = T0 + 901_000;
    const { record, settler, stop } = rig.server(() => now);
    const [driving, rest] = [outing().slice(0, 90), outing().slice(90)];
    await record(tenant, driving);
    await settler.idle();
    const heard = await listen(tenant);
    now += 11 * 60_000;
    await settler.sweepSilent();
    await settler.idle();
    expect(await found(tenant, 'trip')).toMatchObject([{ endsAt: T0 + 890_000, data: { inferred: true } }]);
    expect(told(await heard())).toEqual(['trip closed', 'gap opened']);
    await settler.sweepSilent();
    await settler.idle();
    expect(told(await heard())).toEqual([]);
    await record(tenant, rest);
    await settler.idle();
    expect(told(await heard())).toEqual(['gap withdrawn late', 'trip changed late', 'stop opened']);
    expect(await found(tenant, 'gap')).toEqual([]);
    await stop();
  });

  it('changes what was told when a fix comes late, and nothing when it comes again', async () => {
    const tenant = newTenant();
    const { record, settler, stop } = rig.server(() => END + 1000);
    const fixes = outing();
    const late = fixes.slice(60, 120);
    await record(tenant, [...fixes.slice(0, 60), ...fixes.slice(120)]);
    await settler.idle();
    const heard = await listen(tenant);
    await record(tenant, late);
    await settler.idle();
    const events = await heard();
    expect(events.length).toBeGreaterThan(0);
    expect(await found(tenant, 'trip')).toMatchObject([{ startsAt: T0 + 600_000, endsAt: T0 + 1_200_000 }]);
    const rows = await rig.rowsOf(tenant);
    for (let again = 0; again < 3; again++) {
      await record(tenant, late);
      await settler.idle();
    }
    expect(await heard()).toEqual([]);
    expect(await rig.rowsOf(tenant)).toEqual(rows);
    await stop();
  });

  it('judges vehicles again together, each from a checkpoint of its own', async () => {
    const [tenant, inOrder] = [newTenant(), newTenant()];
    const { record, settler, stop } = rig.server(() => END + 2 * HOUR_MS);
    const later = outing().map((fix) => ({ ...fix, vehicleId: 'bus-2', time: fix.time + HOUR_MS }));
    const onTime = outing().map((fix) => ({ ...fix, vehicleId: 'bus-3' }));
    const all = [...outing(), ...later, ...onTime];
    const late = [...all.slice(60, 120), ...later.slice(150, 180)];
    await record(
      tenant,
      all.filter((fix) => !late.includes(fix)),
    );
    await settler.idle();
    await record(tenant, [...late, ...onTime]);
    await settler.idle();
    await record(inOrder, all);
    await settler.idle();
    expect(await rig.rowsOf(tenant)).toEqual(await rig.rowsOf(inOrder));
    await stop();
  });

  it('leaves what was found as it is when the fixes that it was found in have been removed', async () => {
    const tenant = newTenant();
    const { record, settler, stop } = rig.server(() => END + 1000);
    const fixes = outing();
    await record(tenant, [...fixes.slice(0, 30), ...fixes.slice(31)]);
    await settler.idle();
    const before = await rig.rowsOf(tenant);
    const thin = `delete from location_events where tenant_id = $1 and extract(second from time)::int % 30 <> 0`;
    await rig.database.query({ text: thin }, [tenant]);
    await record(tenant, [fixes[30] ?? at(300, 0)]);
    await settler.idle();
    const after = await rig.rowsOf(tenant);
    expect({ ...after, location_events: [] }).toEqual({ ...before, location_events: [] });
    await stop();
  });

  it('goes on after a server that was killed, with what it had not settled', async () => {
    const tenant = newTenant();
    const fixes = outing();
    const first = rig.server(() => END + 1000);
    await first.record(tenant, fixes.slice(0, 100));
    await first.settler.idle();
    await first.stop();
    await first.record(tenant, fixes.slice(100, 150));
    const second = rig.server(() => END + 1000);
    await second.record(tenant, fixes.slice(150));
    await second.settler.idle();
    expect(await found(tenant, 'trip')).toMatchObject([{ startsAt: T0 + 600_000, endsAt: T0 + 1_200_000 }]);
    await second.stop();
  });

  it('finds hours of which more is stored than was judged', async () => {
    const tenant = newTenant();
    const { record, settler, history, stop } = rig.server(() => END + 1000);
    const fixes = outing();
    await record(tenant, [...fixes.slice(0, 60), ...fixes.slice(61)]);
    await settler.idle();
    const hours = [{ tenant, vehicleId: VEHICLE, hour: Math.floor(T0 / HOUR_MS) * HOUR_MS }];
    expect(await rig.settlements.missed(hours)).toEqual([]);
    const other = rig.server();
    await other.stop();
    await other.record(tenant, [fixes[60] ?? at(600, 0)]);
    expect(await rig.settlements.missed(hours)).toEqual(hours);
    settler.demand(hours.map(({ hour, ...vehicle }) => ({ ...vehicle, lateFrom: hour })));
    await settler.idle();
    expect(await rig.settlements.missed(hours)).toEqual([]);
    expect(await history.page({ tenant, vehicleId: VEHICLE, from: 0, to: END }, 1000)).toHaveLength(211);
    await stop();
  });

  it('cites the fixes that trips and stops begin and end with, for thinning to leave', async () => {
    const tenant = newTenant();
    const { record, settler, stop } = rig.server(() => END + 1000);
    await record(tenant, outing());
    await settler.idle();
    await stop();
    const text = `select (extract(epoch from time) * 1000)::float8 as time from fix_citations
      where tenant_id = $1 order by fix_citations.time`;
    const cited = (await rig.database.query({ text }, [tenant])).map(({ time }) => time);
    const ends = [...(await found(tenant, 'trip')), ...(await found(tenant, 'stop'))].flatMap(
      ({ startsAt, endsAt }) => [startsAt, ...(endsAt === null ? [] : [endsAt])],
    );
    expect(ends.length).toBeGreaterThan(3);
    expect(cited).toEqual([...new Set(ends)].sort((a, b) => a - b));
  });

  it('goes on with a vehicle whose rows were removed by hand', async () => {
    const tenant = newTenant();
    const { record, settler, stop } = rig.server(() => END + 1000);
    await record(tenant, outing().slice(0, 60));
    await settler.idle();
    await rig.database.query({ text: 'delete from vehicle_settled where tenant_id = $1' }, [tenant]);
    await record(tenant, outing().slice(60));
    const vehicle = { tenant, vehicleId: VEHICLE };
    await until('it is settled again', async () => (await rig.archive.judgedTo(vehicle))?.time === END);
    await stop();
  });

  it('keeps tenants apart that use the same vehicle id', async () => {
    const [one, other] = [newTenant(), newTenant()];
    const { record, settler, stop } = rig.server(() => END + 1000);
    await record(one, outing());
    await record(other, outing().slice(0, 60));
    await settler.idle();
    expect(await found(one, 'trip')).toHaveLength(1);
    expect(await found(other, 'trip')).toEqual([]);
    expect(await rig.archive.odometerM({ tenant: other, vehicleId: VEHICLE })).toBe(0);
    expect(await rig.archive.vehicles(other, '', 10)).toEqual([VEHICLE]);
    expect(await rig.archive.judgedTo({ tenant: newTenant(), vehicleId: VEHICLE })).toBeUndefined();
    await stop();
  });

  it('removes what is old and keeps the metres', async () => {
    const tenant = newTenant();
    const { record, settler, stop } = rig.server(() => END + HOUR_MS);
    await record(tenant, outing());
    await settler.idle();
    const vehicle = { tenant, vehicleId: VEHICLE };
    const metres = await rig.archive.odometerM(vehicle);
    expect(metres).toBeGreaterThan(5900);
    expect(metres).toBeLessThan(6050);
    const later = Date.now() + HOUR_MS;
    const before = { checkpoints: later, findings: later, events: later };
    expect(await rig.settlements.prune(before)).toBe(false);
    expect(await rig.archive.odometerM(vehicle)).toBeCloseTo(metres, 6);
    const { vehicle_checkpoints, vehicle_findings } = await rig.rowsOf(tenant);
    expect(vehicle_checkpoints).toEqual([]);
    expect(vehicle_findings?.every((row) => 'ends_at' in row && row.ends_at === null)).toBe(true);
    // What lies before is final now.
    await record(tenant, [at(-5000, 0)]);
    await settler.idle();
    expect(await rig.archive.odometerM(vehicle)).toBeCloseTo(metres, 6);
    await stop();
  });

  it('removes what is old in pieces, and says while there is more', async () => {
    const tenant = newTenant();
    const old = Date.parse('2020-01-01T00:00:00.000Z');
    const text = `insert into vehicle_findings
        (tenant_id, vehicle_id, kind, key, starts_at, ends_at, judged_at, data, written_at)
      select $1, $2, 'distance', number::text, $3::timestamptz, $3::timestamptz, $3::timestamptz,
        '{"quarters": [null, {"metres": 2, "maxMps": 1}]}', $3::timestamptz
      from generate_series(1, 7000) as number`;
    await rig.database.query({ text }, [tenant, VEHICLE, new Date(old).toISOString()]);
    const before = { checkpoints: old + 1, findings: old + 1, events: old + 1 };
    expect(await rig.settlements.prune(before)).toBe(true);
    expect(await rig.settlements.prune(before)).toBe(false);
    const { vehicle_findings } = await rig.rowsOf(tenant);
    expect(vehicle_findings).toEqual([]);
    expect(await rig.archive.odometerM({ tenant, vehicleId: VEHICLE })).toBe(14_000);
  });
});
