import type { GtfsReport } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../src/adapters/pino/log.ts';
import { openPostgres, type PostgresStore } from '../../src/adapters/postgres/open-postgres.ts';
import { systemClock } from '../../src/ports/clock.ts';

import { openSchoolPlan } from '../../src/school.ts';
import { BROKEN } from './broken-feeds.ts';
import { FEED, type Files, zipOf } from './feed.ts';

const LIMITS = {
  maxVehicles: 9,
  maxDrivers: 9,
  maxGroups: 9,
  maxDevices: 9,
  maxGeofences: 9,
  maxWebhooks: 9,
};

let store: PostgresStore;
let tenants: ReturnType<PostgresStore['tenants']>;
let plan: ReturnType<typeof openSchoolPlan>;
beforeAll(async () => {
  store = await openPostgres({ dataDir: 'memory', log: createLog('silent'), clock: systemClock });
  await store.migrate();
  tenants = store.tenants(LIMITS);
  plan = openSchoolPlan({ ...store, tenants, config: {} });
});
afterAll(() => store.close());

const enter = async (tenant: string, files: Files, dryRun = false): Promise<GtfsReport> =>
  plan.schoolPlan.importGtfs(tenant, await zipOf(files), dryRun);
const page = { limit: 1000 };

describe('a GTFS schedule', () => {
  it('becomes stops, a route for each way past its stops, calendars and schedules', async () => {
    const report = await enter('whole', FEED);
    expect(report).toEqual({
      applied: true,
      stops: 3,
      routes: 2,
      calendars: 2,
      schedules: 4,
      errorCount: 0,
      errors: [],
      warningCount: 0,
      warnings: [],
    });
    const { stops, routes, calendars, schedules } = plan.schoolPlan;
    expect((await stops.list('whole', page)).items).toMatchObject([
      { stopId: 'IE@3Aschool', name: 'School', radiusM: 50 },
      { stopId: 'ash', name: 'Ash, Grove', latitude: 52.66, longitude: -8.63 },
      { stopId: 'birch' },
    ]);
    expect((await routes.list('whole', page)).items).toMatchObject([
      {
        routeId: '7',
        name: '7 North – School',
        color: '#0A7D5C',
        direction: 'other',
        line: [
          [-8.63, 52.66],
          [-8.62, 52.66],
          [-8.62, 52.67],
        ],
        stops: [{ stopId: 'ash' }, { stopId: 'birch' }, { stopId: 'IE@3Aschool' }],
      },
      { routeId: '7~2', name: '7 North – Fair', stops: [{ stopId: 'ash' }, { stopId: 'IE@3Aschool' }] },
    ]);
    expect((await calendars.list('whole', page)).items).toMatchObject([
      { weekdays: [1, 2, 3, 4, 5], startsOn: '2026-05-01', endsOn: '2026-06-26', removed: ['2026-05-04'] },
      { weekdays: [], startsOn: '2026-05-16', endsOn: '2026-05-16', added: ['2026-05-16'] },
    ]);
    const times = async (id: string) => {
      const { routeId, name, times: all } = await schedules.get('whole', id);
      return [routeId, name, ...all.map(({ arrival, departure }) => `${arrival} ${departure}`)];
    };
    // Birch lies 677 m along 1,789 m, of which the bus takes 9:30 minutes.
    expect(await times('t1')).toEqual([
      '7',
      'School',
      '07:45:00 07:45:30',
      '07:49:05 07:49:05',
      '07:55:00 07:55:00',
    ]);
    expect(await times('t3')).toEqual(['7~2', 'Fair', '09:00:00 09:00:00', '09:10:00 09:10:00']);
    expect((await times('late')).slice(1)).toEqual([
      null,
      '23:55:00 23:55:00',
      '24:05:00 24:05:00',
      '25:10:00 25:10:00',
    ]);
  });

  it('runs on its days, with the moments of the tenant’s time zone', async () => {
    await enter('days', FEED);
    await tenants.change('days', { timeZone: 'Europe/Dublin' });
    const on = async (date: string) =>
      (await plan.plannedTrips.schedulesOn('days', date)).map((trip) => trip.scheduleId);
    expect(await on('2026-05-01')).toEqual(['t1', 't2', 'late']);
    expect(await on('2026-05-04')).toEqual([]);
    expect(await on('2026-05-16')).toEqual(['t3']);
    const off = await plan.plannedTrips.scheduleOn('days', 'late', '2026-05-04');
    expect(off).toMatchObject({ scheduleId: 'late', routeId: '7', vehicleId: null, inService: false });
    const trip = await plan.plannedTrips.scheduleOn('days', 'late', '2026-05-05');
    expect(trip).toMatchObject({ inService: true, plan: { direction: 'other', name: '7 North – School' } });
    expect(
      trip?.plan.stops.map(({ stopId, arrival }) => `${stopId} ${new Date(arrival ?? 0).toISOString()}`),
    ).toEqual([
      'ash 2026-05-05T22:55:00.000Z',
      'birch 2026-05-05T23:05:00.000Z',
      'IE@3Aschool 2026-05-06T00:10:00.000Z',
    ]);
    expect(await plan.plannedTrips.scheduleOn('days', 'none', '2026-05-05')).toBeUndefined();
  });

  it('changes nothing when it comes again, and nothing when it is only tried', async () => {
    expect(await enter('again', FEED, true)).toMatchObject({ applied: false, errorCount: 0, schedules: 4 });
    const all = async () => {
      const { stops, routes, calendars, schedules } = plan.schoolPlan;
      const lists = [stops.list('again', page), routes.list('again', page), calendars.list('again', page)];
      return Promise.all([...lists, schedules.list('again', page)]);
    };
    expect((await all()).map(({ total }) => total)).toEqual([0, 0, 0, 0]);
    await enter('again', FEED);
    const before = await all();
    await enter('again', FEED);
    expect(await all()).toEqual(before);
  });

  it('leaves what it does not speak of: radius, direction, approach, and what is gone from the file', async () => {
    await enter('kept', FEED);
    const { stops, routes, schedules } = plan.schoolPlan;
    await stops.put('kept', 'ash', { name: 'Mine', latitude: 52.66, longitude: -8.63, radiusM: 80 });
    const { line, name, color } = await routes.get('kept', '7');
    const served = ['ash', 'birch', 'IE@3Aschool'].map((stopId) => ({
      stopId,
      approachS: 300,
      approachM: null,
    }));
    await routes.put('kept', '7', { name, color, line, direction: 'to_school', stops: served });
    const report = await enter('kept', {
      ...FEED,
      'trips.txt': FEED['trips.txt'].replace(/^late.*\n|^7,days,late.*\n/m, ''),
      'stop_times.txt': FEED['stop_times.txt'].replace(/^late.*\n/gm, ''),
    });
    expect(report).toMatchObject({ applied: true, schedules: 3 });
    expect(await stops.get('kept', 'ash')).toMatchObject({ name: 'Ash, Grove', radiusM: 80 });
    expect(await routes.get('kept', '7')).toMatchObject({
      direction: 'to_school',
      stops: [{ approachS: 300 }, {}, {}],
    });
    expect(await schedules.get('kept', 'late')).toMatchObject({ routeId: '7' });
  });

  it('lies in a folder of the zip as well, and says what it does not support', async () => {
    const folder = Object.fromEntries(Object.entries(FEED).map(([name, text]) => [`feed/${name}`, text]));
    const report = await enter('folder', {
      ...folder,
      '__MACOSX/._stops.txt': 'nothing',
      'feed/agency.txt': FEED['agency.txt'].replace('UTC', 'America/Chicago'),
      'feed/frequencies.txt': 'trip_id,start_time,end_time,headway_secs\nt1,06:00:00,09:00:00,600\n',
    });
    expect(report).toMatchObject({ applied: true, errorCount: 0, warningCount: 2 });
    expect(report.warnings).toEqual([
      expect.objectContaining({
        file: 'agency.txt',
        row: 2,
        column: 'agency_timezone',
        value: 'America/Chicago',
      }),
      expect.objectContaining({ file: 'frequencies.txt', row: 2, column: 'trip_id', value: 't1' }),
    ]);
  });

  it('is refused where it is no zip file, or one that is damaged', async () => {
    const zip = await zipOf(FEED);
    for (const bytes of [Buffer.from('stop_id,stop_name'), Buffer.alloc(0), zip.subarray(0, zip.length - 30)])
      await expect(plan.schoolPlan.importGtfs('no-zip', bytes, false)).rejects.toMatchObject({
        code: 'invalid',
      });
    const damaged = Buffer.from(zip);
    damaged.fill(0xff, 60, 110);
    await expect(plan.schoolPlan.importGtfs('no-zip', damaged, false)).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});

describe('a GTFS schedule is refused whole, with file, row, column, value, reason and remedy, for', () => {
  it.each(BROKEN)('%s', async (_what, files, first) => {
    const report = await enter('broken', files);
    expect(report.applied).toBe(false);
    expect(report.errorCount).toBeGreaterThan(0);
    expect(report.errors[0]).toMatchObject(first);
    expect(report.errors[0]?.remedy).toMatch(/^[A-Z].*\.$/);
    const { stops, schedules } = plan.schoolPlan;
    expect([(await stops.list('broken', page)).total, (await schedules.list('broken', page)).total]).toEqual([
      0, 0,
    ]);
  });

  it('schedules of the plan whose route would have another number of stops', async () => {
    await enter('clash', FEED);
    const fewer = {
      ...FEED,
      'trips.txt': 'route_id,service_id,trip_id,shape_id\n7,days,new,north\n',
      'stop_times.txt':
        'trip_id,arrival_time,departure_time,stop_id,stop_sequence\nnew,7:00:00,,ash,1\nnew,,7:10:00,IE:school,2\n',
    };
    const report = await enter('clash', fewer);
    expect(report).toMatchObject({ applied: false, errorCount: 1 });
    expect(report.errors[0]).toMatchObject({
      file: 'routes.txt',
      value: '7',
      reason: expect.stringContaining('late, t1, t2'),
    });
  });
});
