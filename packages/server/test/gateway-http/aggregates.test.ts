import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

const HOURS = `insert into location_hourly (tenant_id, vehicle_id, hour, fixes, distance_m, moving_s, standing_s, max_speed,
    avg_speed, speed_fixes, first_time, first_latitude, first_longitude, last_time, last_latitude, last_longitude,
    received_at)
  select tenant, 'bus-7', hour, 60, 1000, 1800, 1800, n, n / 2.0, 60, hour, 52, -8, hour + interval '59 minutes', 53, -7,
    hour + interval '1 hour'
  from unnest(array['default', 'other']) tenant, generate_series(0, 47) n,
    lateral (select timestamptz '2026-05-04T00:00:00Z' + n * interval '1 hour' as hour) h`;
const PATH = '/api/tracking/vehicles/bus-7/aggregates';

let server: TestServer;
let token: string;

beforeAll(async () => {
  const databaseUrl = await freshDatabase();
  server = await startServer({ databaseUrl });
  token = await tokenOf();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(HOURS);
  await client.end();
});
afterAll(() => server?.close());

const get = (query: string, as = token) => call(server, 'GET', `${PATH}?${query}`, { token: as });

it('tells hours with their units, a page at a time', async () => {
  const first = await get('from=2026-05-04T10:30:00Z&limit=2');
  expect(first.status).toBe(200);
  expect(first.json).toMatchObject({
    bucket: 'hour',
    timeZone: 'UTC',
    items: [
      {
        start: '2026-05-04T10:00:00.000Z',
        end: '2026-05-04T11:00:00.000Z',
        fixes: 60,
        distanceM: 1000,
        movingS: 1800,
        standingS: 1800,
        maxSpeed: 10,
        avgSpeed: 5,
        first: { time: '2026-05-04T10:00:00.000Z', latitude: 52, longitude: -8 },
        last: { time: '2026-05-04T10:59:00.000Z', latitude: 53, longitude: -7 },
      },
      { start: '2026-05-04T11:00:00.000Z' },
    ],
    nextCursor: expect.any(String),
  });
  const starts: unknown[] = [];
  for (let cursor: unknown = ''; cursor !== null; ) {
    const { json } = await get(
      `from=2026-05-04T10:30:00Z&limit=20${cursor === '' ? '' : `&cursor=${String(cursor)}`}`,
    );
    const page = json as { items: { start: string }[]; nextCursor: string | null };
    starts.push(...page.items.map(({ start }) => start));
    cursor = page.nextCursor;
  }
  expect(starts).toHaveLength(38);
  expect(new Set(starts).size).toBe(38);
});

it('adds hours up to days', async () => {
  const { json } = await get('bucket=day&from=2026-05-05T12:00:00Z&to=2026-05-06T12:00:00Z');
  expect(json).toMatchObject({
    bucket: 'day',
    items: [
      {
        start: '2026-05-05T00:00:00.000Z',
        end: '2026-05-06T00:00:00.000Z',
        fixes: 1440,
        distanceM: 24_000,
        maxSpeed: 47,
      },
    ],
    nextCursor: null,
  });
});

it('begins days at midnight of the time zone that the tenant has set', async () => {
  const change = {
    token: await tokenOf({ roles: ['admin'], tenant: 'other' }),
    body: { timeZone: 'Europe/Dublin' },
  };
  expect((await call(server, 'PATCH', '/api/tenant', change)).status).toBe(200);
  const { json } = await get('bucket=day&from=2026-05-05T12:00:00Z&to=2026-05-05T13:00:00Z', change.token);
  expect(json).toMatchObject({
    timeZone: 'Europe/Dublin',
    items: [{ start: '2026-05-04T23:00:00.000Z', end: '2026-05-05T23:00:00.000Z', fixes: 1440 }],
  });
});

it('is for those who may follow the vehicle, of their tenant', async () => {
  const viewer = await tokenOf({ roles: ['viewer'] });
  expect(await get('', viewer)).toMatchObject({ status: 404 });
  const own = await tokenOf({ roles: ['viewer'], vehicles: ['bus-7'], tenant: 'third' });
  expect(await get('', own)).toMatchObject({ status: 200, json: { items: [], nextCursor: null } });
  expect((await call(server, 'GET', PATH)).status).toBe(401);
});

it('says what it takes', async () => {
  for (const query of [
    'bucket=week',
    'limit=0',
    'from=yesterday',
    'from=2026-05-05T00:00:00Z&to=2026-05-04T00:00:00Z',
    'cursor=x',
  ])
    expect(await get(query)).toMatchObject({ status: 400, json: { code: 'invalid' } });
});
