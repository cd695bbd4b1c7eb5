import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '../../src/adapters/pino/log.ts';
import { openPostgres, type PostgresStore } from '../../src/adapters/postgres/open-postgres.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { openSchoolPlan } from '../../src/school.ts';

const LIMITS = {
  maxVehicles: 9,
  maxDrivers: 9,
  maxGroups: 9,
  maxDevices: 9,
  maxGeofences: 9,
  maxWebhooks: 9,
};

let store: PostgresStore;
let plan: ReturnType<typeof openSchoolPlan>['schoolPlan'];
beforeAll(async () => {
  store = await openPostgres({ dataDir: 'memory', log: createLog('silent'), clock: systemClock });
  await store.migrate();
  plan = openSchoolPlan({ ...store, tenants: store.tenants(LIMITS), config: {} }).schoolPlan;
});
afterAll(() => store.close());

const text = fc
  .string({
    unit: fc.constantFrom('a', 'É', '"', ',', ';', ' ', "'", '=', '愛', '  ', '#'),
    minLength: 1,
    maxLength: 12,
  })
  .map((name) => name.trim() || 'x');
const id = fc.stringMatching(/^[A-Za-z0-9._~@-]{1,6}$/);
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const dates = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { maxLength: 4 });
const day = (date: number): string => `2026-05-${String(date).padStart(2, '0')}`;

/** A plan whose stops lie every 200 m on the way north. */
const plans = fc.record({
  stops: fc.uniqueArray(
    fc.record({
      stopId: id,
      name: text,
      radiusM: fc.integer({ min: 15, max: 500 }),
      off: fc.double({ min: 0, max: 0.001, noNaN: true }),
    }),
    { selector: ({ stopId }) => stopId, minLength: 2, maxLength: 6 },
  ),
  routes: fc.uniqueArray(
    fc.record({
      routeId: id,
      name: text,
      direction: fc.constantFrom('to_school', 'from_school', 'other'),
      color: nullable(fc.stringMatching(/^#[0-9a-fA-F]{6}$/)),
      hasLine: fc.boolean(),
      approachS: nullable(fc.integer({ min: 30, max: 3600 })),
      approachM: nullable(fc.integer({ min: 50, max: 20_000 })),
    }),
    { selector: ({ routeId }) => routeId, minLength: 1, maxLength: 4 },
  ),
  calendars: fc.uniqueArray(
    fc.record({
      calendarId: id,
      name: nullable(text),
      weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      added: dates,
      removed: dates,
    }),
    { selector: ({ calendarId }) => calendarId, minLength: 1, maxLength: 3 },
  ),
  schedules: fc.uniqueArray(
    fc.record({
      scheduleId: id,
      name: nullable(text),
      start: fc.integer({ min: 0, max: 59 * 60 }),
      dwell: fc.integer({ min: 0, max: 59 }),
      vehicleId: nullable(fc.constant('bus-1')),
      driverId: nullable(fc.constant('driver-1')),
      of: fc.nat(),
    }),
    { selector: ({ scheduleId }) => scheduleId, maxLength: 6 },
  ),
});
type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

const time = (minutes: number, seconds = 0): string =>
  [Math.floor(minutes / 60), minutes % 60, seconds].map((part) => String(part).padStart(2, '0')).join(':');

async function enter(tenant: string, { stops, routes, calendars, schedules }: Plan): Promise<void> {
  const places = stops.map((stop, index) => ({
    ...stop,
    latitude: 52 + index * 0.0018,
    longitude: -8.6 + stop.off,
  }));
  for (const { stopId, off: _, ...stop } of places) await plan.stops.put(tenant, stopId, stop);
  const line = places.map(({ latitude }): [number, number] => [-8.6, latitude]);
  for (const { routeId, hasLine, approachS, approachM, ...route } of routes)
    await plan.routes.put(tenant, routeId, {
      ...route,
      line: hasLine ? line : null,
      stops: places.map(({ stopId }, index) => ({
        stopId,
        approachS: index === 0 ? approachS : null,
        approachM,
      })),
    });
  for (const { calendarId, ...calendar } of calendars)
    await plan.calendars.put(tenant, calendarId, {
      ...calendar,
      startsOn: '2026-04-01',
      endsOn: '2026-06-26',
      added: calendar.added.map(day),
      removed: calendar.removed.map(day),
    });
  for (const { scheduleId, of, start, dwell, ...schedule } of schedules)
    await plan.schedules.put(tenant, scheduleId, {
      ...schedule,
      routeId: routes[of % routes.length]?.routeId ?? '',
      calendarId: calendars[of % calendars.length]?.calendarId ?? '',
      times: places.map((_, index) => ({
        arrival: time(start + index),
        departure: time(start + index, dwell),
      })),
    });
}

/** All of a tenant's plan but when it was changed. */
async function contentOf(tenant: string) {
  const { stops, routes, calendars, schedules } = plan;
  const lists = [stops, routes, calendars, schedules].map((desk) => desk.list(tenant, { limit: 1000 }));
  return (await Promise.all(lists)).map(({ items }) => items.map((item) => ({ ...item, updatedAt: '' })));
}

it('a plan that is exported and imported is the same plan, and importing it again changes nothing', async () => {
  let number = 0;
  await fc.assert(
    fc.asyncProperty(plans, async (generated) => {
      number += 1;
      const [from, to] = [`from-${number}`, `to-${number}`];
      for (const tenant of [from, to]) {
        await store.registry.vehicles.enter(tenant, ['bus-1'], 9);
        await store.registry.drivers.enter(tenant, ['driver-1'], 9);
      }
      await enter(from, generated);
      const zip = await buffer(await plan.exportGtfs(from));
      expect(await plan.importGtfs(to, zip, false)).toMatchObject({
        applied: true,
        errors: [],
        warnings: [],
      });
      expect(await contentOf(to)).toEqual(await contentOf(from));
      const before = (await plan.schedules.list(to, { limit: 1000 })).items;
      await plan.importGtfs(to, zip, false);
      expect((await plan.schedules.list(to, { limit: 1000 })).items).toEqual(before);
    }),
    { numRuns: 15, seed: 6 },
  );
});
