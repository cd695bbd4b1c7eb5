import { z } from 'zod';
import type {
  CalendarFields,
  PlanFields,
  PlanKind,
  RouteFields,
  ScheduleFields,
  StopFields,
} from '../../../ports/school-plan-store.ts';
import { readNullableText, readNumber, readText } from '../cells.ts';
import type { EntryTable } from '../entry-tables.ts';

const STOPS: EntryTable<StopFields> = {
  table: 'school_stops',
  id: 'stop_id',
  seen: false,
  columns: [
    { name: 'name', type: 'text', of: ({ name }) => name },
    { name: 'latitude', type: 'double precision', of: ({ latitude }) => latitude },
    { name: 'longitude', type: 'double precision', of: ({ longitude }) => longitude },
    { name: 'radius_m', type: 'double precision', of: ({ radiusM }) => radiusM },
  ],
  select: 'name, latitude, longitude, radius_m',
  read: (row) => ({
    name: readText(row, 'name'),
    latitude: readNumber(row, 'latitude'),
    longitude: readNumber(row, 'longitude'),
    radiusM: readNumber(row, 'radius_m'),
  }),
  texts: ({ name }) => [name],
};

const Direction = z.enum(['to_school', 'from_school', 'other']);
const Line = z.array(z.tuple([z.number(), z.number()])).nullable();
const ServedStops = z.array(
  z.object({
    stopId: z.string(),
    sequence: z.number(),
    alongM: z.number(),
    offM: z.number().default(0),
    approachM: z.number().nullable().default(null),
    approachS: z.number().nullable().default(null),
  }),
);

const ROUTES: EntryTable<RouteFields> = {
  table: 'school_routes',
  id: 'route_id',
  seen: false,
  columns: [
    { name: 'name', type: 'text', of: ({ name }) => name },
    { name: 'direction', type: 'text', of: ({ direction }) => direction },
    { name: 'color', type: 'text', of: ({ color }) => color },
    { name: 'line', type: 'jsonb', of: ({ line }) => line },
    { name: 'stops', type: 'jsonb', of: ({ stops }) => stops },
  ],
  select: 'name, direction, color, line, stops',
  read: (row) => ({
    name: readText(row, 'name'),
    direction: Direction.parse(row.direction),
    color: readNullableText(row, 'color'),
    line: Line.parse(row.line),
    stops: ServedStops.parse(row.stops),
  }),
  texts: ({ name }) => [name],
};

const Numbers = z.array(z.number());
const Dates = z.array(z.string());

const CALENDARS: EntryTable<CalendarFields> = {
  table: 'school_calendars',
  id: 'calendar_id',
  seen: false,
  columns: [
    { name: 'name', type: 'text', of: ({ name }) => name },
    { name: 'weekdays', type: 'smallint[]', of: ({ weekdays }) => weekdays },
    { name: 'starts_on', type: 'date', of: ({ startsOn }) => startsOn },
    { name: 'ends_on', type: 'date', of: ({ endsOn }) => endsOn },
    { name: 'added', type: 'date[]', of: ({ added }) => added },
    { name: 'removed', type: 'date[]', of: ({ removed }) => removed },
  ],
  select: `name, to_json(weekdays) as weekdays, to_json(starts_on)#>>'{}' as starts_on,
    to_json(ends_on)#>>'{}' as ends_on, to_json(added) as added, to_json(removed) as removed`,
  read: (row) => ({
    name: readNullableText(row, 'name'),
    weekdays: Numbers.parse(row.weekdays),
    startsOn: readText(row, 'starts_on'),
    endsOn: readText(row, 'ends_on'),
    added: Dates.parse(row.added),
    removed: Dates.parse(row.removed),
  }),
  texts: ({ name }) => [name],
};

const Times = z.array(z.object({ sequence: z.number(), arrivalS: z.number(), departureS: z.number() }));

const SCHEDULES: EntryTable<ScheduleFields> = {
  table: 'school_schedules',
  id: 'schedule_id',
  seen: false,
  columns: [
    { name: 'name', type: 'text', of: ({ name }) => name },
    { name: 'route_id', type: 'text', of: ({ routeId }) => routeId },
    { name: 'calendar_id', type: 'text', of: ({ calendarId }) => calendarId },
    { name: 'times', type: 'jsonb', of: ({ times }) => times },
    { name: 'vehicle_id', type: 'text', of: ({ vehicleId }) => vehicleId },
    { name: 'driver_id', type: 'text', of: ({ driverId }) => driverId },
  ],
  select: 'name, route_id, calendar_id, times, vehicle_id, driver_id',
  read: (row) => ({
    name: readNullableText(row, 'name'),
    routeId: readText(row, 'route_id'),
    calendarId: readText(row, 'calendar_id'),
    times: Times.parse(row.times),
    vehicleId: readNullableText(row, 'vehicle_id'),
    driverId: readNullableText(row, 'driver_id'),
  }),
  texts: ({ name }) => [name],
  narrowedBy: 'route_id',
};

export const PLAN_TABLES: { readonly [K in PlanKind]: EntryTable<PlanFields[K]> } = {
  stops: STOPS,
  routes: ROUTES,
  calendars: CALENDARS,
  schedules: SCHEDULES,
};
