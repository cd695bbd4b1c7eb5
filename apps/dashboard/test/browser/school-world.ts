import type {
  GuardianChild,
  Passenger,
  SchoolRoute,
  SchoolStop,
  Student,
  Trip,
  TripEtas,
  TripSummary,
} from '@waycast/contract';
import { createTown, destination } from '@waycast/geo';
import type { BrowserContext, Route } from 'playwright-core';

const CENTER = createTown().center;
const MINUTE = 60_000;

/** What the faked routes answer; a test changes it as it goes. */
export interface SchoolWorld {
  profile: string;
  roles: string[];
  trips: TripSummary[];
  detail: (trip: TripSummary) => Trip;
  passengers: Passenger[];
  students: Student[];
  stops: SchoolStop[];
  routes: SchoolRoute[];
  children: GuardianChild[];
  /** Bodies of what was sent, by method and path. */
  readonly sent: { readonly what: string; readonly body: unknown }[];
  /** While true no request of school transport comes through. */
  away: boolean;
}

export interface WorldSize {
  readonly trips: number;
  readonly longNames?: boolean;
}

/** A school morning at `nowMs`, with so many trips. */
export function schoolWorld({ trips: count, longNames = false }: WorldSize, nowMs: number): SchoolWorld {
  const stops = Array.from({ length: 8 }, (_, index) => stopOf(index, longNames));
  const trips = Array.from({ length: count }, (_, index) => tripOf(index, nowMs, longNames));
  const world: SchoolWorld = {
    profile: 'school',
    roles: ['dispatcher'],
    trips,
    detail: (trip) => detailOf(trip, stops, nowMs),
    passengers: Array.from({ length: 12 }, (_, index) => passengerOf(index, longNames)),
    students: Array.from({ length: count * 4 }, (_, index) => studentOf(index, longNames)),
    stops,
    routes: [routeOf(stops, longNames)],
    children: count === 0 ? [] : childrenOf(stops, nowMs, longNames),
    sent: [],
    away: false,
  };
  return world;
}

const iso = (timeMs: number): string => new Date(timeMs).toISOString();
const STREETS = ['William Street', 'Henry Street', 'Mill Lane', 'Castle Park', 'Dock Road', 'Abbey View', 'Church Hill', 'St Mary’s School'];
const NAMES = ['Ada Byrne', 'Ben Óg Kelly', 'Cara Walsh', 'Dara Nolan', 'Emma Quinn', 'Finn Doyle', 'Grace Ryan', 'Hugh Lynch', 'Isla Moore', 'Jack Burke', 'Kate Daly', 'Leo Hayes'];
const LONG = ' of the Secondary School of Our Lady of the Assumption and Saint Bartholomew';

function stopOf(index: number, longNames: boolean): SchoolStop {
  const at = destination(CENTER, 20 + index * 30, 300 + index * 260);
  return { stopId: `stop-${index + 1}`, name: `${STREETS[index]}${longNames ? LONG : ''}`, ...at, radiusM: 50, updatedAt: iso(0) };
}

function routeOf(stops: readonly SchoolStop[], longNames: boolean): SchoolRoute {
  return {
    routeId: 'route-7',
    name: `Route 7 north${longNames ? LONG : ''}`,
    direction: 'to_school',
    color: null,
    line: null,
    lengthM: 8400,
    stops: stops.map(({ stopId, name, latitude, longitude, radiusM }, index) => ({
      sequence: index + 1, stopId, name, latitude, longitude, radiusM, alongM: index * 1200, approachS: null, approachM: null,
    })),
    problems: [{ sequence: 3, code: 'off_line', message: 'Mill Lane is 62 m off the line.', remedy: 'Move the stop, or draw the line past it.' }],
    updatedAt: iso(0),
  };
}

function tripOf(index: number, nowMs: number, longNames: boolean): TripSummary {
  const status = index % 10 < 4 ? 'IN_PROGRESS' : index % 10 < 8 ? 'SCHEDULED' : index % 10 === 8 ? 'COMPLETED' : 'CANCELLED';
  const start = nowMs + (status === 'SCHEDULED' ? 20 + index : status === 'IN_PROGRESS' ? -18 : -120) * MINUTE;
  const running = status === 'IN_PROGRESS';
  return {
    tripId: `trip-${index + 1}`,
    name: `Bus ${index + 1} to school${longNames ? LONG : ''}`,
    routeId: 'route-7',
    scheduleId: `schedule-${index + 1}`,
    direction: 'to_school',
    serviceDate: iso(nowMs).slice(0, 10),
    status,
    vehicleId: index === 5 ? null : `bus-${index + 1}`,
    driverId: `driver-${index + 1}`,
    scheduledStart: iso(start),
    scheduledEnd: iso(start + 45 * MINUTE),
    startedAt: status === 'SCHEDULED' || status === 'CANCELLED' ? null : iso(start + MINUTE),
    startedBy: running ? (index % 2 === 0 ? 'automatic' : `driver:driver-${index + 1}`) : null,
    endedAt: status === 'COMPLETED' ? iso(start + 47 * MINUTE) : null,
    endedBy: status === 'COMPLETED' ? 'automatic' : null,
    reason: status === 'CANCELLED' ? 'the road is closed by snow' : null,
    delayS: running ? [20, 260, -130, 900][index % 4] ?? 0 : null,
    offRouteSince: index === 3 ? iso(nowMs - 4 * MINUTE) : null,
    nextStop: running ? { stopId: 'stop-4', stopSequence: 4, name: `${STREETS[3]}${longNames ? LONG : ''}`, eta: iso(nowMs + 4.2 * MINUTE) } : null,
    studentsBoarded: running ? 7 : 0,
    studentsExpected: 12,
    alerts: index === 3 ? ['off_route'] : index === 1 ? ['missing_child', 'skipped_stop'] : index === 4 ? ['late_start'] : [],
    updatedAt: iso(nowMs - 9000),
  };
}

function detailOf(trip: TripSummary, stops: readonly SchoolStop[], nowMs: number): Trip {
  const start = Date.parse(trip.scheduledStart);
  const running = trip.status === 'IN_PROGRESS';
  return {
    ...trip,
    line: stops.map(({ longitude, latitude }) => [longitude, latitude]),
    stops: stops.map(({ stopId, name, latitude, longitude, radiusM }, index) => ({
      stopId, name, latitude, longitude, radiusM,
      stopSequence: index + 1,
      scheduledAt: iso(start + index * 6 * MINUTE),
      approachedAt: running && index < 3 ? iso(start + index * 6 * MINUTE) : null,
      arrivedAt: running && index < 3 && index !== 1 ? iso(start + (index * 6 + 2) * MINUTE) : null,
      departedAt: running && index < 3 && index !== 1 ? iso(start + (index * 6 + 2.6) * MINUTE) : null,
      distanceM: running && index < 3 ? 12 : null,
      inferred: running && index === 2,
      skipped: running && index === 1,
      late: running && index === 2,
      toBoard: index < 4 ? 3 : 0,
      toAlight: index === 7 ? 12 : 0,
    })),
    vehicles: running && trip.vehicleId !== null ? [{ vehicleId: trip.vehicleId, from: iso(nowMs - 18 * MINUTE), until: null }] : [],
  };
}

function etasOf(trip: TripSummary, stops: readonly SchoolStop[], nowMs: number): TripEtas {
  const at = (minutes: number): string => iso(nowMs + minutes * MINUTE);
  return {
    tripId: trip.tripId,
    status: trip.status,
    madeAt: iso(nowMs - 9000),
    etas: stops.slice(3).map(({ stopId, name }, index) => ({
      stopId, name, stopSequence: index + 4, scheduledAt: null,
      eta: at(4.2 + index * 6), p10: at(3.1 + index * 5), p50: at(4.2 + index * 6), p90: at(6 + index * 8),
    })),
  };
}

function passengerOf(index: number, longNames: boolean): Passenger {
  const boardSequence = Math.floor(index / 3) + 1;
  const state = index < 3 ? 'BOARDED' : index === 3 ? 'ABSENT' : 'EXPECTED';
  return {
    studentId: `s-${index + 1}`,
    name: `${NAMES[index]}${longNames ? LONG : ''}`,
    grade: index % 3 === 0 ? 'Second class' : null,
    note: index === 9 ? 'Carries an inhaler' : null,
    cardIds: [`CARD-${index + 1}`],
    boardSequence,
    alightSequence: 8,
    state,
    boardedAt: state === 'BOARDED' ? '2026-05-04T06:42:00.000Z' : null,
    alightedAt: null,
    flags: index === 3 ? ['missing_child'] : [],
  };
}

function studentOf(index: number, longNames: boolean): Student {
  return {
    studentId: `s-${index + 1}`,
    name: `${NAMES[index % NAMES.length]} ${index + 1}${longNames ? LONG : ''}`,
    grade: index % 2 === 0 ? 'Second class' : null,
    note: null,
    cardIds: [`CARD-${index + 1}`],
    guardians: [{ guardianId: 'mary', relation: 'mother' }],
    rides: index % 9 === 5 ? [] : [{ scheduleId: 'schedule-1', boardSequence: 2, alightSequence: 8, weekdays: null }],
    flags: index % 9 === 5 ? ['no_ride'] : [],
    updatedAt: iso(0),
  };
}

function childrenOf(stops: readonly SchoolStop[], nowMs: number, longNames: boolean): GuardianChild[] {
  const [, , , stop] = stops;
  const at = (minutes: number): string => iso(nowMs + minutes * MINUTE);
  const own = { stopId: 'stop-4', stopSequence: 4, name: stop?.name ?? '', latitude: stop?.latitude ?? 0, longitude: stop?.longitude ?? 0 };
  const morning = {
    tripId: 'trip-1', name: `Bus 1 to school${longNames ? LONG : ''}`, status: 'IN_PROGRESS', direction: 'to_school', stop: own,
    scheduledAt: at(2), state: 'EXPECTED', boardedAt: null, alightedAt: null, vehicleId: 'bus-1', visible: true,
    why: 'The bus is on its way to the stop.', eta: at(4.2), p10: at(3.1), p90: at(6), arrivedAt: null,
  } as const;
  const afternoon = {
    ...morning, tripId: 'trip-1-home', name: `Bus 1 home${longNames ? LONG : ''}`, status: 'SCHEDULED', direction: 'from_school',
    scheduledAt: at(420), vehicleId: null, visible: false, why: 'The bus can be followed from 15:15 on.', eta: null, p10: null, p90: null,
  } as const;
  return [
    { studentId: 's-1', name: `Ada Byrne${longNames ? LONG : ''}`, notice: { seconds: 300, metres: null }, trips: [morning, afternoon] },
    { studentId: 's-2', name: 'Ben Óg Kelly', notice: { seconds: null, metres: null }, trips: [afternoon] },
  ];
}

/** Answers all routes of school transport from `world`, and who one is. */
export async function routeSchool(context: BrowserContext, world: SchoolWorld): Promise<void> {
  await context.route('**/api/me', async (route) => {
    const response = await route.fetch();
    if (!response.ok()) return route.fulfill({ response });
    return route.fulfill({ response, json: { ...(await response.json()), profile: world.profile, roles: world.roles } });
  });
  await context.route('**/api/school/**', async (route) => {
    if (world.away) return route.abort('internetdisconnected');
    const request = route.request();
    const path = new URL(request.url()).pathname.replace('/api/school', '');
    const method = request.method();
    if (method !== 'GET') {
      const body: unknown = request.headers()['content-type'] === 'application/json' ? request.postDataJSON() : request.postData();
      world.sent.push({ what: `${method} ${path}`, body });
    }
    return answer(route, world, method, path);
  });
}

function answer(route: Route, world: SchoolWorld, method: string, path: string): Promise<void> {
  const items = (list: readonly unknown[]) => route.fulfill({ json: { items: list, nextCursor: null, total: list.length } });
  const [, kind = '', id = '', part = ''] = path.split('/');
  const trip = world.trips.find(({ tripId }) => tripId === id);
  if (method === 'DELETE') return route.fulfill({ status: 204 });
  if (kind === 'guardian') return guardian(route, world, method, id);
  if (kind === 'trips' && id === '') return items(world.trips);
  if (kind === 'trips' && trip !== undefined) return tripAnswer(route, world, trip, part);
  if (kind === 'students' && id === '') return items(world.students);
  if (kind === 'students') return route.fulfill({ json: world.students.find(({ studentId }) => studentId === id) ?? {} });
  if (kind === 'stops') return items(world.stops);
  if (kind === 'routes' && method === 'PUT') return route.fulfill({ json: world.routes[0] ?? {} });
  if (kind === 'routes') return items(world.routes);
  if (kind === 'calendars') return items(world.routes.length === 0 ? [] : [CALENDAR]);
  if (kind === 'schedules') return items(world.routes.length === 0 ? [] : [scheduleOf(world)]);
  if (kind === 'gtfs') return route.fulfill({ json: GTFS_REPORT });
  return route.fulfill({ status: 404, json: { code: 'not_found', detail: `There is nothing at ${path}.` } });
}

const GTFS_REPORT = {
  applied: false, stops: 214, routes: 12, calendars: 2, schedules: 48, errorCount: 1, warningCount: 0, warnings: [],
  errors: [{ file: 'stop_times.txt', row: 812, column: 'stop_id', value: 'S-99', reason: 'names a stop that stops.txt does not have.', remedy: 'Add the stop to stops.txt, or mend the id.' }],
};

const CALENDAR = {
  calendarId: 'school-days', name: 'School days', weekdays: [1, 2, 3, 4, 5], startsOn: '2026-08-31', endsOn: '2027-06-30',
  added: ['2026-11-21'], removed: ['2026-11-11', '2026-11-26', '2026-11-27'], updatedAt: iso(0),
};

function scheduleOf({ stops }: SchoolWorld) {
  return {
    scheduleId: 'schedule-1', name: 'Route 7, morning', routeId: 'route-7', calendarId: 'school-days',
    times: stops.map((_, index) => ({ sequence: index + 1, arrival: `07:${String(20 + index * 5).padStart(2, '0')}`, departure: `07:${String(20 + index * 5).padStart(2, '0')}` })),
    vehicleId: 'bus-1', driverId: null, updatedAt: iso(0),
  };
}

function tripAnswer(route: Route, world: SchoolWorld, trip: TripSummary, part: string): Promise<void> {
  const counts = { studentsBoarded: trip.studentsBoarded, studentsExpected: trip.studentsExpected };
  if (part === 'etas') return route.fulfill({ json: etasOf(trip, world.stops, Date.now()) });
  if (part === 'students') return route.fulfill({ json: { tripId: trip.tripId, status: trip.status, ...counts, students: world.passengers } });
  if (part === 'boardings') {
    const { boardings } = route.request().postDataJSON() as { boardings: { boardingId: string; studentId?: string }[] };
    const results = boardings.map(({ boardingId, studentId }, index) => ({ index, boardingId, studentId: studentId ?? null, flag: studentId === undefined ? 'unknown_card' : null }));
    return route.fulfill({ json: { accepted: boardings.length, results, ...counts } });
  }
  if (part === 'start') Object.assign(trip, { status: 'IN_PROGRESS' });
  if (part === 'cancel') Object.assign(trip, { status: 'CANCELLED' });
  return route.fulfill({ json: world.detail(trip) });
}

function guardian(route: Route, world: SchoolWorld, method: string, what: string): Promise<void> {
  if (what === 'notices')
    return route.fulfill({
      json: {
        nextCursor: null,
        items: [
          { tripId: 'trip-1', studentId: 's-1', guardianId: 'mary', kind: 'approaching', decidedAt: iso(Date.now() - 5 * MINUTE), sent: false, reason: 'Nothing was sent, for this device has notifications switched off.', evidence: {} },
          { tripId: 'trip-0', studentId: 's-1', guardianId: 'mary', kind: 'boarded', decidedAt: iso(Date.now() - 1440 * MINUTE), sent: true, reason: 'Ada got on at Castle Park.', evidence: {} },
        ],
      },
    });
  if (method === 'PUT') return route.fulfill({ json: route.request().postDataJSON() });
  return route.fulfill({ json: { children: world.children } });
}
