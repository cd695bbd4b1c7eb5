import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** About 111 m north and 68 m east for each thousandth of a degree. */
const STOPS = {
  a: { name: 'Ash Grove', latitude: 52.66, longitude: -8.63 },
  b: { name: 'Béal Átha', latitude: 52.66, longitude: -8.62 },
  school: { name: 'School', latitude: 52.67, longitude: -8.62 },
};
const LINE = [
  [-8.63, 52.66],
  [-8.62, 52.66],
  [-8.62, 52.67],
];
const ROUTE = { name: 'Seven', line: LINE, stops: [{ stopId: 'a' }, { stopId: 'b' }, { stopId: 'school' }] };
const DAYS = { weekdays: [5, 1, 1], startsOn: '2026-05-01', endsOn: '2026-06-26' };
const SCHEDULE = {
  routeId: 'r',
  calendarId: 'days',
  times: [{ arrival: '7:45' }, { arrival: '07:50', departure: '07:51:30' }, { arrival: '24:10' }],
};

/** Asks as a dispatcher of a tenant that has nothing yet. */
async function asking(tenant: string, claims: Parameters<typeof tokenOf>[0] = {}) {
  const token = await tokenOf({ tenant, ...claims });
  return (method: string, path: string, body?: unknown) =>
    call(server, method, `/api/school${path}`, { token, ...(body === undefined ? {} : { body }) });
}

/** A tenant with stops, a route, a calendar and a schedule. */
async function planned(tenant: string) {
  const ask = await asking(tenant);
  for (const [id, stop] of Object.entries(STOPS)) await ask('PUT', `/stops/${id}`, stop);
  await ask('PUT', '/routes/r', ROUTE);
  await ask('PUT', '/calendars/days', DAYS);
  expect(await ask('PUT', '/schedules/s', SCHEDULE)).toMatchObject({ status: 200 });
  return ask;
}

const ids = (answer: { json: unknown }, key: string): unknown[] =>
  (answer.json as { items: Record<string, unknown>[] }).items.map((item) => item[key]);

describe('a plan', () => {
  it('is entered, read, listed and removed', async () => {
    const ask = await planned('whole');
    expect((await ask('GET', '/stops/a')).json).toEqual({
      stopId: 'a',
      ...STOPS.a,
      radiusM: 50,
      updatedAt: expect.stringMatching(/Z$/),
    });
    const route = (await ask('GET', '/routes/r')).json as { stops: { alongM: number }[] };
    expect(route).toMatchObject({ routeId: 'r', direction: 'other', color: null, line: LINE, problems: [] });
    expect(route.stops).toMatchObject([
      { sequence: 1, stopId: 'a', name: 'Ash Grove', radiusM: 50, alongM: 0, approachS: null },
      { sequence: 2, stopId: 'b' },
      { sequence: 3, stopId: 'school' },
    ]);
    expect(route.stops.map(({ alongM }) => Math.round(alongM / 10))).toEqual([0, 67, 179]);
    expect((await ask('GET', '/calendars/days')).json).toMatchObject({
      weekdays: [1, 5],
      added: [],
      name: null,
    });
    expect((await ask('GET', '/schedules/s')).json).toMatchObject({
      vehicleId: null,
      times: [
        { sequence: 1, arrival: '07:45:00', departure: '07:45:00' },
        { sequence: 2, arrival: '07:50:00', departure: '07:51:30' },
        { sequence: 3, arrival: '24:10:00', departure: '24:10:00' },
      ],
    });
    for (const path of ['/schedules/s', '/calendars/days', '/routes/r', '/stops/a']) {
      expect((await ask('DELETE', path)).status).toBe(204);
      expect(await ask('DELETE', path)).toMatchObject({ status: 404, json: { code: 'not_found' } });
      expect((await ask('GET', path)).status).toBe(404);
    }
  });

  it('is listed in pages and found by words without accents', async () => {
    const ask = await planned('pages');
    const first = await ask('GET', '/stops?limit=2');
    expect([ids(first, 'stopId'), first.json]).toMatchObject([['a', 'b'], { nextCursor: 'b', total: 3 }]);
    expect(ids(await ask('GET', '/stops?limit=2&cursor=b'), 'stopId')).toEqual(['school']);
    expect(ids(await ask('GET', '/stops?q=beal+atha'), 'stopId')).toEqual(['b']);
    expect(ids(await ask('GET', '/schedules?routeId=r'), 'scheduleId')).toEqual(['s']);
    expect(ids(await ask('GET', '/schedules?routeId=q'), 'scheduleId')).toEqual([]);
    expect(ids(await ask('GET', '/routes?q=seven'), 'routeId')).toEqual(['r']);
    expect(ids(await ask('GET', '/calendars'), 'calendarId')).toEqual(['days']);
  });

  it('is its tenant’s alone, read by drivers and edited by nobody below a dispatcher', async () => {
    await planned('mine');
    const other = await asking('theirs');
    expect((await other('GET', '/stops/a')).status).toBe(404);
    expect((await other('PUT', '/routes/r', ROUTE)).status).toBe(400);
    const driver = await asking('mine', { roles: ['driver'] });
    expect((await driver('GET', '/routes/r')).status).toBe(200);
    expect((await driver('PUT', '/stops/a', STOPS.a)).status).toBe(403);
    const viewer = await asking('mine', { roles: ['viewer'] });
    expect((await viewer('GET', '/stops')).status).toBe(403);
  });

  it('says what uses what is to be removed', async () => {
    const ask = await planned('used');
    const refusals = await Promise.all(
      ['/stops/b', '/routes/r', '/calendars/days'].map(async (path) => {
        const { status, json } = await ask('DELETE', path);
        return [status, (json as { detail: string }).detail];
      }),
    );
    expect(refusals).toEqual([
      [409, 'stop b is served by route r; take it out of there first'],
      [409, 'route r is used by schedule s; remove those first'],
      [409, 'calendar days is used by schedule s; give them another one, or remove them first'],
    ]);
  });

  it('serves a stop twice where the line comes by twice', async () => {
    const ask = await planned('twice');
    const loop = { name: 'Loop', line: [...LINE, [-8.62, 52.66]] };
    const stops = ['a', 'b', 'school', 'b'].map((stopId) => ({ stopId }));
    const { json } = await ask('PUT', '/routes/loop', { ...loop, stops });
    const { stops: placed } = json as { stops: { stopId: string; alongM: number }[] };
    expect(placed.map(({ alongM }) => Math.round(alongM / 10))).toEqual([0, 67, 179, 290]);
  });

  it('goes without a line from stop to stop', async () => {
    const ask = await planned('bare');
    const { json } = await ask('PUT', '/routes/bare', { ...ROUTE, line: null });
    expect(json).toMatchObject({ line: null, lengthM: expect.closeTo(1788, -2), problems: [] });
  });

  it('takes a stop 50 to 100 m off the line, and doubts it', async () => {
    const ask = await planned('doubt');
    await ask('PUT', '/stops/far', { ...STOPS.b, longitude: -8.6188 });
    const stops = ['a', 'far', 'school'].map((stopId) => ({ stopId }));
    expect(await ask('PUT', '/routes/r', { ...ROUTE, stops })).toMatchObject({
      status: 200,
      json: {
        problems: [
          {
            sequence: 2,
            code: 'far_from_line',
            message: "stop 2 (far) is 81 m from the route's line",
            remedy: 'Move the stop to the side of the road, or draw the line past it.',
          },
        ],
      },
    });
  });

  it('moves a stop along the lines of its routes, but not off them', async () => {
    const ask = await planned('moving');
    const alongM = async () => {
      const { stops } = (await ask('GET', '/routes/r')).json as { stops: { alongM: number }[] };
      return Math.round((stops[1]?.alongM ?? 0) / 10);
    };
    expect((await ask('PUT', '/stops/b', { ...STOPS.b, longitude: -8.625 })).status).toBe(200);
    expect(await alongM()).toBe(34);
    const off = await ask('PUT', '/stops/b', { ...STOPS.b, latitude: 52.7 });
    expect(off).toMatchObject({ status: 409, json: { code: 'conflict' } });
    expect((off.json as { detail: string }).detail).toMatch(
      /would not suit route r: .*b: Stop 2 is 33\d\d m from/,
    );
    expect((await ask('GET', '/stops/b')).json).toMatchObject({ latitude: 52.66, longitude: -8.625 });
  });
});

const stopIds = (...list: string[]) => list.map((stopId) => ({ stopId }));
const times = (...list: string[]) => list.map((arrival) => ({ arrival }));

/** What is refused: path, body, status, and what the answer says. */
const REFUSALS: readonly [string, string, object, number, RegExp][] = [
  ['a stop off the earth', '/stops/x', { ...STOPS.a, latitude: 99 }, 400, /latitude/],
  ['a route of one stop', '/routes/r', { ...ROUTE, stops: stopIds('a') }, 400, /at least two stops/],
  [
    'a stop that is not there',
    '/routes/r',
    { ...ROUTE, stops: stopIds('a', 'nowhere', 'school') },
    400,
    /stop 2: there is no stop nowhere.*PUT \/api\/school\/stops/,
  ],
  [
    'a stop off the line',
    '/routes/r',
    { ...ROUTE, line: LINE.slice(0, 2) },
    400,
    /school: Stop 3 is 111\d m from the route's line; at most 100 m are accepted\. Move the stop/,
  ],
  [
    'stops out of order',
    '/routes/r',
    { ...ROUTE, stops: stopIds('a', 'school', 'b') },
    400,
    /Stop \d does not come after the stops before it.*Put the stops into the order/,
  ],
  [
    'another number of stops than its schedules have',
    '/routes/r',
    { ...ROUTE, stops: stopIds('a', 'school') },
    409,
    /schedule s of route r has 3 times, and the route would have 2 stops/,
  ],
  ['a line of one point', '/routes/r', { ...ROUTE, line: [[-8.63, 52.66]] }, 400, /line/],
  ['a calendar without a weekday', '/calendars/x', { ...DAYS, weekdays: [] }, 400, /no day of service/],
  [
    'a calendar all of whose days are removed',
    '/calendars/x',
    { ...DAYS, endsOn: '2026-05-04', removed: ['2026-05-01', '2026-05-04'] },
    400,
    /from 2026-05-01 to 2026-05-04 no weekday of 1, 5 remains/,
  ],
  [
    'a calendar that ends before it starts',
    '/calendars/x',
    { ...DAYS, endsOn: '2026-01-01' },
    400,
    /startsOn/,
  ],
  ['a day that is none', '/calendars/x', { ...DAYS, added: ['2026-02-30'] }, 400, /added/],
  [
    'a schedule that goes backwards',
    '/schedules/s',
    { ...SCHEDULE, times: times('07:45', '07:40', '08:00') },
    400,
    /07:40 of stop 2 is before 07:45 of stop 1; times go forwards.*24:10/,
  ],
  [
    'a departure before the arrival',
    '/schedules/s',
    { ...SCHEDULE, times: [{ arrival: '07:45', departure: '07:44' }, ...times('07:50', '08:00')] },
    400,
    /07:44 of stop 1 is before 07:45 of stop 1/,
  ],
  [
    'too few times',
    '/schedules/s',
    { ...SCHEDULE, times: times('07:45', '07:50') },
    400,
    /route r has 3 stops, and 2 times were given/,
  ],
  [
    'a time that is none',
    '/schedules/s',
    { ...SCHEDULE, times: times('7.45', '8', '9') },
    400,
    /07:45 or 25:10/,
  ],
  [
    'a time three days later',
    '/schedules/s',
    { ...SCHEDULE, times: times('07:45', '07:50', '72:00') },
    400,
    /72:00 of stop 3 takes a time up to 60:00:00/,
  ],
  [
    'an unknown route',
    '/schedules/s',
    { ...SCHEDULE, routeId: 'q' },
    400,
    /no route q.*PUT \/api\/school\/routes\/q/,
  ],
  ['an unknown calendar', '/schedules/s', { ...SCHEDULE, calendarId: 'q' }, 400, /no calendar q/],
  [
    'an unknown vehicle',
    '/schedules/s',
    { ...SCHEDULE, vehicleId: 'bus' },
    400,
    /no vehicle bus.*registry\/vehicles/,
  ],
  [
    'an unknown driver',
    '/schedules/s',
    { ...SCHEDULE, driverId: 'd' },
    400,
    /no driver d.*registry\/drivers/,
  ],
];

describe('a plan refuses', () => {
  let ask: Awaited<ReturnType<typeof asking>>;
  beforeAll(async () => {
    ask = await planned('refusing');
  });

  it.each(REFUSALS)('%s', async (_what, path, body, status, text) => {
    const answer = await ask('PUT', path, body);
    expect([answer.status, (answer.json as { detail: string }).detail]).toEqual([
      status,
      expect.stringMatching(text),
    ]);
  });
});
