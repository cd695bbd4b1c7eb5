import type { TripSummary } from '@waycast/contract';
import type { BrowserContext, Route } from 'playwright-core';
import { etasOf, iso, MINUTE, type SchoolWorld } from './school-world.ts';

/** Answers all routes of school transport from `world`, and who one is. */
export async function routeSchool(context: BrowserContext, world: SchoolWorld): Promise<void> {
  await context.route('**/api/me', async (route) => {
    const response = await route.fetch();
    if (!response.ok()) return route.fulfill({ response });
    return route.fulfill({
      response,
      json: { ...(await response.json()), profile: world.profile, roles: world.roles },
    });
  });
  await context.route('**/api/school/**', async (route) => {
    if (world.away) return route.abort('internetdisconnected');
    const request = route.request();
    const path = new URL(request.url()).pathname.replace('/api/school', '');
    const method = request.method();
    if (method !== 'GET') {
      const body: unknown =
        request.headers()['content-type'] === 'application/json'
          ? request.postDataJSON()
          : request.postData();
      world.sent.push({ what: `${method} ${path}`, body });
    }
    return answer(route, world, method, path);
  });
}

function answer(route: Route, world: SchoolWorld, method: string, path: string): Promise<void> {
  const items = (list: readonly unknown[]) =>
    route.fulfill({ json: { items: list, nextCursor: null, total: list.length } });
  const [, kind = '', id = '', part = ''] = path.split('/');
  const trip = world.trips.find(({ tripId }) => tripId === id);
  if (method === 'DELETE') return route.fulfill({ status: 204 });
  if (kind === 'guardian') return guardian(route, world, method, id);
  if (kind === 'trips' && id === '') return items(world.trips);
  if (kind === 'trips' && trip !== undefined) return tripAnswer(route, world, trip, part);
  if (kind === 'students' && id === '') return items(world.students);
  if (kind === 'students')
    return route.fulfill({ json: world.students.find(({ studentId }) => studentId === id) ?? {} });
  if (kind === 'stops') return items(world.stops);
  if (kind === 'routes' && method === 'PUT') return route.fulfill({ json: world.routes[0] ?? {} });
  if (kind === 'routes') return items(world.routes);
  if (kind === 'calendars') return items(world.routes.length === 0 ? [] : [CALENDAR]);
  if (kind === 'schedules') return items(world.routes.length === 0 ? [] : [scheduleOf(world)]);
  if (kind === 'notices') return items([noticeNow()]);
  if (kind === 'gtfs') return route.fulfill({ json: GTFS_REPORT });
  return route.fulfill({ status: 404, json: { code: 'not_found', detail: `There is nothing at ${path}.` } });
}

const GTFS_REPORT = {
  applied: false,
  stops: 214,
  routes: 12,
  calendars: 2,
  schedules: 48,
  errorCount: 1,
  warningCount: 0,
  warnings: [],
  errors: [
    {
      file: 'stop_times.txt',
      row: 812,
      column: 'stop_id',
      value: 'S-99',
      reason: 'names a stop that stops.txt does not have.',
      remedy: 'Add the stop to stops.txt, or mend the id.',
    },
  ],
};

const CALENDAR = {
  calendarId: 'school-days',
  name: 'School days',
  weekdays: [1, 2, 3, 4, 5],
  startsOn: '2026-08-31',
  endsOn: '2027-06-30',
  added: ['2026-11-21'],
  removed: ['2026-11-11', '2026-11-26', '2026-11-27'],
  updatedAt: iso(0),
};

function scheduleOf({ stops }: SchoolWorld) {
  return {
    scheduleId: 'schedule-1',
    name: 'Route 7, morning',
    routeId: 'route-7',
    calendarId: 'school-days',
    times: stops.map((_, index) => ({
      sequence: index + 1,
      arrival: `07:${String(20 + index * 5).padStart(2, '0')}`,
      departure: `07:${String(20 + index * 5).padStart(2, '0')}`,
    })),
    vehicleId: 'bus-1',
    driverId: null,
    updatedAt: iso(0),
  };
}

function tripAnswer(route: Route, world: SchoolWorld, trip: TripSummary, part: string): Promise<void> {
  const counts = { studentsBoarded: trip.studentsBoarded, studentsExpected: trip.studentsExpected };
  if (part === 'etas') return route.fulfill({ json: etasOf(trip, world.stops, Date.now()) });
  if (part === 'students')
    return route.fulfill({
      json: { tripId: trip.tripId, status: trip.status, ...counts, students: world.passengers },
    });
  if (part === 'boardings') {
    const { boardings } = route.request().postDataJSON() as {
      boardings: { boardingId: string; studentId?: string }[];
    };
    const results = boardings.map(({ boardingId, studentId }, index) => ({
      index,
      boardingId,
      studentId: studentId ?? null,
      flag: studentId === undefined ? 'unknown_card' : null,
    }));
    return route.fulfill({ json: { accepted: boardings.length, results, ...counts } });
  }
  if (part === 'start') Object.assign(trip, { status: 'IN_PROGRESS' });
  if (part === 'cancel') Object.assign(trip, { status: 'CANCELLED' });
  return route.fulfill({ json: world.detail(trip) });
}

/** A notice that nobody got, with what it rests on as the server writes it. */
const noticeNow = () => ({
  tripId: 'trip-1',
  studentId: 's-1',
  guardianId: 'mary',
  kind: 'approaching',
  decidedAt: iso(Date.now() - 5 * MINUTE),
  sent: false,
  reason: 'no_subscription',
  evidence: {
    vehicleId: 'bus-1',
    at: '2026-05-04T07:46:30.000Z',
    fix: { at: '2026-05-04T07:46:29.000Z', latitude: 52.66, longitude: -8.62 },
    eta: '2026-05-04T07:52:10.000Z',
    etaP10: '2026-05-04T07:51:20.000Z',
    ...{ stopSequence: 2, distanceM: 1840, seconds: 300, metres: null, knownAfterMs: 900 },
  },
});

function guardian(route: Route, world: SchoolWorld, method: string, what: string): Promise<void> {
  if (what === 'notices')
    return route.fulfill({
      json: {
        nextCursor: null,
        items: [
          noticeNow(),
          {
            tripId: 'trip-0',
            studentId: 's-1',
            guardianId: 'mary',
            kind: 'boarded',
            decidedAt: iso(Date.now() - 1440 * MINUTE),
            sent: true,
            reason: 'Ada got on at Castle Park.',
            evidence: {},
          },
        ],
      },
    });
  if (method === 'PUT') return route.fulfill({ json: route.request().postDataJSON() });
  return route.fulfill({ json: { children: world.children } });
}
