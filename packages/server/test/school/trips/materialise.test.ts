import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../../../../../test/fixtures/until.ts';
import { openPostgres, type PostgresStore } from '../../../src/adapters/postgres/open-postgres.ts';
import { createRecordedLog } from '../../../src/conformance/recorded-log.ts';
import { tripIdOf } from '../../../src/modules/school/trips/make-trip.ts';
import { daysToMake, materialise } from '../../../src/modules/school/trips/materialise.ts';
import { TripMaker } from '../../../src/modules/school/trips/trip-maker.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import type { PlanChange } from '../../../src/ports/school-plan-store.ts';
import type { ListedTrip } from '../../../src/ports/trips.ts';
import { openSchoolPlan } from '../../../src/school.ts';

// A plan in the real tables, and the trips that are made of it: once, whoever makes them and however often.

const LIMITS = {
  ...{ maxVehicles: 10, maxDrivers: 10, maxGroups: 10 },
  ...{ maxDevices: 10, maxGeofences: 10, maxWebhooks: 10 },
};
const EVE = Date.parse('2026-03-27T12:00:00Z');

let store: PostgresStore;
const log = createRecordedLog();
beforeAll(async () => {
  store = await openPostgres({ dataDir: 'memory', log, clock: systemClock });
  await store.migrate();
});
afterAll(() => store?.close());

/** A tenant that has a plan. */
async function planned(tenant: string, timeZone = 'UTC') {
  const tenants = store.tenants(LIMITS);
  await tenants.change(tenant, { timeZone });
  const { plannedTrips } = openSchoolPlan({ schoolPlans: store.schoolPlans, tenants });
  await store.schoolPlans.change(tenant, plan);
  return { plan: plannedTrips, tenants, trips: store.trips };
}

const stop = (longitude: number) => ({ name: `At ${longitude}`, latitude: 52.66, longitude, radiusM: 50 });
const served = (stopId: string, sequence: number) => ({
  ...{ stopId, sequence, alongM: (sequence - 1) * 677, offM: 0, approachM: null, approachS: null },
});

/** Monday to Sunday, 07:30 to 08:00. */
async function plan(change: PlanChange, vehicleId: string | null = null): Promise<void> {
  await change.put('stops', [
    { id: 'a', fields: stop(-8.63) },
    { id: 'b', fields: stop(-8.62) },
  ]);
  const line = [[-8.63, 52.66] as const, [-8.62, 52.66] as const];
  const route = { name: 'North', direction: 'to_school' as const, color: null, line };
  await change.put('routes', [
    { id: 'north', fields: { ...route, stops: [served('a', 1), served('b', 2)] } },
  ]);
  const span = { startsOn: '2026-01-01', endsOn: '2026-12-31', added: [], removed: [] };
  await change.put('calendars', [
    { id: 'all', fields: { name: null, weekdays: [1, 2, 3, 4, 5, 6, 7], ...span } },
  ]);
  const time = (sequence: number, s: number) => ({ sequence, arrivalS: s, departureS: s });
  const times = [time(1, 7.5 * 3600), time(2, 8 * 3600)];
  const who = { vehicleId, driverId: null };
  await change.put('schedules', [
    { id: 'morning', fields: { name: null, routeId: 'north', calendarId: 'all', times, ...who } },
  ]);
}

const day = async (tenant: string, serviceDate = '2026-03-28'): Promise<ListedTrip[]> =>
  store.trips.page(tenant, { serviceDate }, 10);

it('twice and at once on two servers makes each trip once', async () => {
  const parts = await planned('once', 'Europe/Dublin');
  const make = () => materialise(parts, 'once', '2026-03-28', EVE, true);
  await Promise.all([make(), make()]);
  await make();
  const [trip, ...more] = await day('once');
  expect(more).toEqual([]);
  expect(trip).toMatchObject({ tripId: 'morning~2026-03-28', status: 'SCHEDULED', revision: 0 });
  expect(trip?.plan).toMatchObject({ name: 'North', made: { by: 'plan' }, stops: [{}, {}] });
});

it('a bus at 07:30 comes at 07:30 on the wall before and after clocks change', async () => {
  const parts = await planned('clocks', 'Europe/Dublin');
  for (const date of ['2026-03-28', '2026-03-29']) await materialise(parts, 'clocks', date, EVE, false);
  const starts = [...(await day('clocks')), ...(await day('clocks', '2026-03-29'))].map(
    ({ scheduledStart }) => new Date(scheduledStart).toISOString(),
  );
  expect(starts).toEqual(['2026-03-28T07:30:00.000Z', '2026-03-29T06:30:00.000Z']);
  const lateEvening = Date.parse('2026-03-28T23:30:00Z');
  expect(await daysToMake(parts.tenants, 'clocks', lateEvening)).toEqual(['2026-03-28', '2026-03-29']);
  await parts.tenants.change('clocks', { timeZone: 'Asia/Tokyo' });
  expect(await daysToMake(parts.tenants, 'clocks', lateEvening)).toEqual(['2026-03-29', '2026-03-30']);
});

it('a changed plan changes what has not begun, but whom somebody substituted, and nothing that has', async () => {
  const parts = await planned('moved');
  const make = () => materialise(parts, 'moved', '2026-03-28', EVE, false);
  await make();
  await store.trips.change('moved', 'morning~2026-03-28', () => ({ driverId: 'dan' }));
  await store.schoolPlans.change('moved', async (change) => {
    await plan(change, 'bus-7');
    await change.put('stops', [{ id: 'b', fields: { ...stop(-8.62), name: 'The new gate' } }]);
  });
  await make();
  const [moved] = await day('moved');
  expect(moved).toMatchObject({ vehicleId: 'bus-7', driverId: 'dan', revision: 2 });
  expect(moved?.vehicles).toMatchObject([{ vehicleId: 'bus-7' }]);
  expect(moved?.plan.stops[1]?.name).toBe('The new gate');
  await store.trips.change('moved', 'morning~2026-03-28', () => ({ status: 'IN_PROGRESS' }));
  await store.schoolPlans.change('moved', (change) => plan(change, 'bus-8'));
  await make();
  expect((await day('moved'))[0]).toMatchObject({ vehicleId: 'bus-7', revision: 3 });
});

it('what is not planned any more is cancelled, and taken up again when it is; trips made by hand stay', async () => {
  const parts = await planned('gone');
  const make = () => materialise(parts, 'gone', '2026-03-28', EVE, false);
  await make();
  const [found] = await day('gone');
  const trip = await store.trips.get('gone', found?.tripId ?? '');
  if (trip === undefined) throw new Error('there is no trip');
  const byHand = { by: 'hand', vehicleId: null, driverId: null } as const;
  await store.trips.create([{ ...trip, tripId: 'extra', plan: { ...trip.plan, made: byHand } }]);
  await store.schoolPlans.change('gone', (change) => change.remove('schedules', 'morning'));
  await make();
  expect((await day('gone')).map(({ tripId, status }) => [tripId, status])).toEqual([
    ['extra', 'SCHEDULED'],
    ['morning~2026-03-28', 'CANCELLED'],
  ]);
  await store.schoolPlans.change('gone', plan);
  await make();
  expect((await day('gone'))[1]).toMatchObject({ status: 'SCHEDULED', reason: null, endedBy: null });
});

it('makes nothing of what was over before it was planned', async () => {
  await materialise(await planned('late'), 'late', '2026-03-28', Date.parse('2026-03-28T09:00Z'), false);
  expect(await day('late')).toEqual([]);
});

it('looks by itself at every tenant that has a plan, and at one whose plan has changed a moment later', async () => {
  const parts = await planned('itself');
  const maker = new TripMaker({
    ...parts,
    schoolTenants: store.schoolTenants,
    clock: { ...systemClock, now: () => EVE },
    log,
  });
  await until('the trips of tomorrow are there', async () => (await day('itself')).length === 1);
  await store.schoolPlans.change('itself', (change) => plan(change, 'bus-9'));
  maker.planChanged('itself');
  await until('the change is in them', async () => (await day('itself'))[0]?.vehicleId === 'bus-9');
  await maker.close();
  expect(log.lines.filter(({ level }) => level !== 'info')).toEqual([]);
});

it('an id too long for a trip is shortened, and stays its own', () => {
  const [one, two] = ['a', 'b'].map((end) => tripIdOf('s'.repeat(127) + end, '2026-03-28'));
  expect([one?.length, two?.length]).toEqual([128, 128]);
  expect(one).not.toBe(two);
});
