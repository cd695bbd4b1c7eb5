import { formatServiceTime } from '../../../../kernel/service-time.ts';
import type { PlanEntry, PlanKind, PlanReading, RouteFields } from '../../../../ports/school-plan-store.ts';
import { alongLine } from '../place-route.ts';
import { directionIdOf } from './direction-id.ts';
import type { FeedTable } from './feed-table.ts';

/** Who runs the buses, as a feed has to say. */
export interface Agency {
  readonly tenant: string;
  readonly timeZone: string;
  readonly url: string;
}

/** Entries read at once. */
const PAGE = 100;
const BUS = 3;
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** The files of a feed. Columns and a file that begin with `waycast_` hold what GTFS has no place for. */
export function feedTables({ tenant, timeZone, url }: Agency): FeedTable[] {
  return [
    {
      file: 'agency.txt',
      columns: ['agency_id', 'agency_name', 'agency_url', 'agency_timezone'],
      async *rows() {
        yield [tenant, tenant, url, timeZone];
      },
    },
    {
      file: 'stops.txt',
      columns: ['stop_id', 'stop_name', 'stop_lat', 'stop_lon', 'waycast_radius_m'],
      async *rows(plan) {
        for await (const { id, fields } of all(plan, 'stops'))
          yield [id, fields.name, fields.latitude, fields.longitude, fields.radiusM];
      },
    },
    routesTable(tenant),
    ROUTE_STOPS,
    CALENDAR,
    CALENDAR_DATES,
    SHAPES,
    TRIPS,
    STOP_TIMES,
  ];
}

function routesTable(tenant: string): FeedTable {
  return {
    file: 'routes.txt',
    columns: [
      'route_id',
      'agency_id',
      'route_long_name',
      'route_type',
      'route_color',
      'waycast_direction',
      'waycast_shape_id',
    ],
    async *rows(plan) {
      for await (const { id, fields } of all(plan, 'routes')) {
        const { name, color, direction } = fields;
        yield [id, tenant, name, BUS, color?.slice(1) ?? null, direction, shapeOf(id, fields)];
      }
    },
  };
}

const ROUTE_STOPS: FeedTable = {
  file: 'waycast_route_stops.txt',
  columns: ['route_id', 'stop_sequence', 'stop_id', 'approach_s', 'approach_m'],
  async *rows(plan) {
    for await (const { id, fields } of all(plan, 'routes'))
      for (const { sequence, stopId, approachS, approachM } of fields.stops)
        yield [id, sequence, stopId, approachS, approachM];
  },
};

const CALENDAR: FeedTable = {
  file: 'calendar.txt',
  columns: ['service_id', ...WEEKDAYS, 'start_date', 'end_date', 'waycast_name'],
  async *rows(plan) {
    for await (const { id, fields } of all(plan, 'calendars')) {
      const { weekdays, startsOn, endsOn, name } = fields;
      const week = WEEKDAYS.map((_, index) => (weekdays.includes(index + 1) ? 1 : 0));
      yield [id, ...week, dateOf(startsOn), dateOf(endsOn), name];
    }
  },
};

const CALENDAR_DATES: FeedTable = {
  file: 'calendar_dates.txt',
  columns: ['service_id', 'date', 'exception_type'],
  async *rows(plan) {
    for await (const { id, fields } of all(plan, 'calendars')) {
      for (const day of fields.added) yield [id, dateOf(day), 1];
      for (const day of fields.removed) yield [id, dateOf(day), 2];
    }
  },
};

const SHAPES: FeedTable = {
  file: 'shapes.txt',
  columns: ['shape_id', 'shape_pt_lat', 'shape_pt_lon', 'shape_pt_sequence', 'shape_dist_traveled'],
  async *rows(plan) {
    for await (const { id, fields } of all(plan, 'routes')) {
      const { line } = fields;
      if (line === null) continue;
      const alongM = alongLine(line);
      for (const [index, [longitude, latitude]] of line.entries())
        yield [id, latitude, longitude, index + 1, alongM[index] ?? null];
    }
  },
};

const TRIPS: FeedTable = {
  file: 'trips.txt',
  columns: [
    'route_id',
    'service_id',
    'trip_id',
    'trip_short_name',
    'direction_id',
    'shape_id',
    'waycast_vehicle_id',
    'waycast_driver_id',
  ],
  async *rows(plan) {
    for await (const { schedule, route } of routed(plan)) {
      const { routeId, calendarId, name, vehicleId, driverId } = schedule.fields;
      const direction = directionIdOf(route.direction);
      yield [routeId, calendarId, schedule.id, name, direction, shapeOf(routeId, route), vehicleId, driverId];
    }
  },
};

const STOP_TIMES: FeedTable = {
  file: 'stop_times.txt',
  columns: ['trip_id', 'arrival_time', 'departure_time', 'stop_id', 'stop_sequence', 'shape_dist_traveled'],
  async *rows(plan) {
    for await (const { schedule, route } of routed(plan))
      for (const [index, { sequence, arrivalS, departureS }] of schedule.fields.times.entries()) {
        const stop = route.stops[index];
        if (stop === undefined) continue;
        yield [
          schedule.id,
          formatServiceTime(arrivalS),
          formatServiceTime(departureS),
          stop.stopId,
          sequence,
        ];
      }
  },
};

function shapeOf(routeId: string, { line }: RouteFields): string | null {
  return line === null ? null : routeId;
}

function dateOf(day: string): string {
  return day.replaceAll('-', '');
}

async function* all<K extends PlanKind>(plan: PlanReading, kind: K): AsyncGenerator<PlanEntry<K>> {
  for (let after: string | undefined; ; ) {
    const page = await plan.page(kind, after === undefined ? {} : { after }, PAGE);
    yield* page;
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

/** Schedules with their routes, which are read once each as long as schedules of one follow each other. */
async function* routed(
  plan: PlanReading,
): AsyncGenerator<{ readonly schedule: PlanEntry<'schedules'>; readonly route: RouteFields }> {
  let known = new Map<string, RouteFields>();
  for await (const schedule of all(plan, 'schedules')) {
    const { routeId } = schedule.fields;
    if (!known.has(routeId)) {
      if (known.size >= PAGE) known = new Map();
      const found = (await plan.find('routes', [routeId])).get(routeId);
      if (found !== undefined) known.set(routeId, found.fields);
    }
    const route = known.get(routeId);
    if (route !== undefined) yield { schedule, route };
  }
}
