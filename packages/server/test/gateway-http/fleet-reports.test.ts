import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

const ZONE = 'Europe/Dublin';
/** The night in which clocks go back: 25 October has 25 hours. */
const MIDNIGHT = Date.parse('2026-10-24T23:00:00.000Z');
const MINUTE_MS = 60_000;

let server: TestServer;
let dispatcher: string;

beforeAll(async () => {
  server = await startServer();
  dispatcher = await tokenOf();
  await server.tenants.change('default', { timeZone: ZONE });
  await server.tenants.change('other', { timeZone: ZONE });
  for (const vehicleId of ['bus-1', 'bus-2', 'bus-3']) await report(vehicleId);
  await report('bus-1', 'other');
  await server.settler.idle();
});
afterAll(() => server.close());

/** Stands from 23:30 to 0:30, drives 20 min at 10 m/s, stands till 1:30; a fix a minute. One is far off. */
async function report(vehicleId: string, tenant = 'default'): Promise<void> {
  const updates = Array.from({ length: 121 }, (_, minute) => {
    const driven = Math.min(Math.max(0, minute - 60), 20) * 600;
    const off = minute === 70 ? 5 : 0;
    return {
      vehicleId,
      latitude: 52.66 + off,
      longitude: -8.63 + driven / (111_195 * Math.cos((52.66 * Math.PI) / 180)),
      timestamp: MIDNIGHT + (minute - 30) * MINUTE_MS,
    };
  });
  const token = await tokenOf({ tenant });
  const { json } = await call(server, 'POST', '/api/tracking/batch', { token, body: { updates } });
  expect(json).toEqual({ accepted: 121, rejected: [] });
}

const get = (path: string, token = dispatcher) => call(server, 'GET', path, { token });
const at = (minute: number) => new Date(MIDNIGHT + minute * MINUTE_MS).toISOString();

describe('GET /api/reports', () => {
  it("trips: those under way on a day of the tenant's time zone", async () => {
    const { status, json } = await get('/api/reports/trips?vehicle=bus-1&day=2026-10-25');
    expect(status).toBe(200);
    expect(json).toEqual({
      items: [
        {
          vehicleId: 'bus-1',
          startsAt: at(30),
          endsAt: at(50),
          durationS: 1200,
          distanceM: expect.closeTo(12_000, -2),
          averageSpeed: expect.closeTo(10, 0),
          maxSpeed: expect.closeTo(10, 0),
          from: { latitude: expect.closeTo(52.66, 4), longitude: expect.closeTo(-8.63, 4) },
          to: { latitude: expect.closeTo(52.66, 4), longitude: expect.closeTo(-8.4521, 3) },
          inferred: false,
        },
      ],
      nextCursor: null,
    });
    expect((await get('/api/reports/trips?vehicle=bus-1&day=2026-10-24')).json).toMatchObject({ items: [] });
  });

  it('stops: also those that last beyond the range', async () => {
    const { json } = await get(`/api/reports/stops?vehicle=bus-1&from=${at(0)}&to=${at(10)}`);
    expect(json).toMatchObject({
      items: [
        {
          startsAt: at(-30),
          endsAt: at(30),
          durationS: 3600,
          idlingS: 0,
          latitude: expect.closeTo(52.66, 3),
        },
      ],
    });
  });

  it('summary: cut at midnight, by quarters, with the fixes that were not believed', async () => {
    const range = `from=${at(-60)}&to=${at(120)}`;
    const { json } = await get(`/api/reports/summary?vehicle=bus-1&${range}`);
    expect(json).toMatchObject({
      timeZone: ZONE,
      items: [
        {
          day: '2026-10-24',
          distanceM: 0,
          movingS: 0,
          standingS: 1800,
          fixes: 30,
          ignored: 0,
          trips: 0,
          stops: 1,
          firstFixAt: at(-30),
          lastFixAt: at(-1),
        },
        {
          day: '2026-10-25',
          distanceM: expect.closeTo(12_000, -2),
          movingS: 1200,
          trips: 1,
          fixes: 91,
          ignored: 1,
          firstFixAt: at(0),
          lastFixAt: at(90),
        },
      ],
      nextCursor: null,
    });
  });

  it('pages through trips by vehicle and start without a gap or a repeat', async () => {
    const vehicles: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { json } = await get(
        `/api/reports/stops?day=2026-10-25&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      const page = json as { items: { vehicleId: string }[]; nextCursor: string | null };
      vehicles.push(...page.items.map(({ vehicleId }) => vehicleId));
      cursor = page.nextCursor;
    }
    expect(vehicles).toEqual(['bus-1', 'bus-1', 'bus-2', 'bus-2', 'bus-3', 'bus-3']);
    const first = await get('/api/reports/summary?day=2026-10-25&limit=1');
    expect(first.json).toMatchObject({ items: [{ vehicleId: 'bus-1' }], nextCursor: expect.any(String) });
  });

  it('writes all pages into a CSV file', async () => {
    const { text, headers } = await get('/api/reports/trips?day=2026-10-25&format=csv&limit=1');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toContain('trips-2026-10-24.csv');
    const lines = text.trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^vehicleId,startsAt,endsAt,durationS,distanceM/);
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 3))).toEqual(
      ['bus-1', 'bus-2', 'bus-3'].map((id) => [id, at(30), at(50)]),
    );
    const empty = await get('/api/reports/summary?day=2020-01-01&format=csv');
    expect(empty.text.trimEnd().split('\r\n')).toHaveLength(1);
  });

  it('shows a driver the own vehicles, and of others not that they exist', async () => {
    const driver = await tokenOf({ subject: 'd', roles: ['driver'], vehicles: ['bus-2'] });
    const own = await get('/api/reports/trips?day=2026-10-25', driver);
    expect(own.json).toMatchObject({ items: [{ vehicleId: 'bus-2' }] });
    for (const id of ['bus-1', 'no-bus'])
      expect((await get(`/api/reports/trips?vehicle=bus-2,${id}&day=2026-10-25`, driver)).json).toMatchObject(
        {
          code: 'not_found',
          detail: `no vehicle ${id} that you may see`,
        },
      );
    const nobody = await tokenOf({ subject: 'n', roles: ['viewer'] });
    expect((await get('/api/reports/summary?day=2026-10-25', nobody)).json).toMatchObject({ items: [] });
  });

  it('shows a tenant its own vehicles', async () => {
    const other = await tokenOf({ tenant: 'other' });
    const { json } = await get('/api/reports/trips?day=2026-10-25', other);
    expect(json).toMatchObject({ items: [{ vehicleId: 'bus-1' }] });
    expect((json as { items: object[] }).items).toHaveLength(1);
    expect((await get('/api/reports/trips?vehicle=bus-2&day=2026-10-25', other)).json).toMatchObject({
      items: [],
    });
  });

  it.each([
    ['', 'a report takes day=2026-05-04, or from and to'],
    ['day=2026-02-30', 'day takes a day of the calendar'],
    ['day=today', 'takes a day such as 2026-05-04'],
    ['day=2026-05-04&from=0', 'day stands in place of from and to'],
    ['from=2026-05-05T00:00Z&to=2026-05-04T00:00Z', 'from lies not before to'],
    ['from=2020-05-05T00:00Z&to=2026-05-04T00:00Z', 'more than 366 days apart'],
    ['day=2026-05-04&vehicle=a,b%20c', 'vehicle takes ids separated by commas; "b c" is none'],
    ['day=2026-05-04&cursor=x', 'cursor: takes a nextCursor of an earlier answer'],
  ])('refuses ?%s and says what it takes', async (query, detail) => {
    const { status, json } = await get(`/api/reports/trips?${query}`);
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'invalid', detail: expect.stringContaining(detail) });
  });
});

describe('why a fix was ignored', () => {
  const verdict = (time: string, token = dispatcher) =>
    get(`/api/tracking/vehicles/bus-1/fixes/${time}/verdict`, token);

  it('is told with the rule and the figures', async () => {
    const { status, json } = await verdict(at(40));
    expect(status).toBe(200);
    expect(json).toMatchObject({
      verdict: 'ignored',
      rule: 'jump',
      explanation: expect.stringMatching(
        /^No vehicle gets there and away again: from the fix before \d+ m in 60 s/,
      ),
      before: { seconds: 60, limitMps: 75 },
      after: { seconds: 60, limitMps: 75 },
    });
    expect((await verdict(String(Date.parse(at(41))))).json).toMatchObject({
      verdict: 'accepted',
      rule: null,
    });
  });

  it('shows in the flags of history', async () => {
    const { json } = await get(`/api/tracking/vehicles/bus-1/history?from=${at(39)}&to=${at(41)}`);
    expect(json).toMatchObject({
      items: [{ time: at(39) }, { time: at(40), flags: ['outlier'] }, { time: at(41) }],
    });
    expect((json as { items: object[] }).items[0]).not.toHaveProperty('flags');
  });

  it('keeps it off the way that is played back, and names it there', async () => {
    const { json } = await get(`/api/tracking/vehicles/bus-1/ride?from=${at(39)}&to=${at(41)}&tolerance=0`);
    expect(json).toMatchObject({
      fixes: 3,
      times: [Date.parse(at(39)), Date.parse(at(41))],
      ignored: [{ time: Date.parse(at(40)) }],
    });
  });

  it('is asked of a fix that is stored, and by those who may read it', async () => {
    expect((await verdict('2020-01-01T00:00:00.000Z')).json).toMatchObject({
      code: 'not_found',
      detail: 'no fix of vehicle bus-1 at 2020-01-01T00:00:00.000Z is stored',
    });
    expect((await verdict('soon')).status).toBe(400);
    const driver = await tokenOf({ subject: 'd', roles: ['driver'], vehicles: ['bus-2'] });
    expect((await verdict(at(40), driver)).status).toBe(404);
  });
});

describe('GET /api/tracking/vehicles/:id/odometer', () => {
  it('tells the metres driven in all', async () => {
    const { json } = await get('/api/tracking/vehicles/bus-1/odometer');
    expect(json).toEqual({ vehicleId: 'bus-1', distanceM: expect.closeTo(12_000, -2), judgedTo: at(90) });
    expect((await get('/api/tracking/vehicles/no-bus/odometer')).status).toBe(404);
  });
});
