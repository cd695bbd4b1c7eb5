// Bodies and answers of the routes about a school's plan.

const UPDATED = { updatedAt: '2026-05-04T16:20:00.000Z' };
const STOP_BODY = { name: 'Colbert Station', latitude: 52.6587, longitude: -8.6243, radiusM: 50 };
const STOP = { stopId: 'colbert', ...STOP_BODY, ...UPDATED };
const LINE: [number, number][] = [
  [-8.6243, 52.6587],
  [-8.6301, 52.6612],
  [-8.6267, 52.6638],
];
const ROUTE_BODY = {
  name: 'Bus 7, morning',
  direction: 'to_school' as const,
  color: '#0a7d5c',
  line: LINE,
  stops: [
    { stopId: 'colbert', approachS: 300, approachM: null },
    { stopId: 'school', approachS: null, approachM: null },
  ],
};
const ROUTE = {
  routeId: 'bus-7-am',
  name: ROUTE_BODY.name,
  direction: ROUTE_BODY.direction,
  color: ROUTE_BODY.color,
  line: LINE,
  lengthM: 849.2,
  stops: [
    {
      sequence: 1,
      stopId: 'colbert',
      name: 'Colbert Station',
      latitude: 52.6587,
      longitude: -8.6243,
      radiusM: 50,
      alongM: 0,
      approachS: 300,
      approachM: null,
    },
    {
      sequence: 2,
      stopId: 'school',
      name: 'School',
      latitude: 52.664,
      longitude: -8.6258,
      radiusM: 50,
      alongM: 849.2,
      approachS: null,
      approachM: null,
    },
  ],
  problems: [
    {
      sequence: 2,
      code: 'far_from_line',
      message: 'stop 2 (school) is 65 m from the route’s line',
      remedy: 'Move the stop to the side of the road, or draw the line past it.',
    },
  ],
  ...UPDATED,
};
const CALENDAR_BODY = {
  name: 'School days',
  weekdays: [1, 2, 3, 4, 5],
  startsOn: '2026-04-13',
  endsOn: '2026-06-26',
  added: [],
  removed: ['2026-05-04'],
};
const CALENDAR = { calendarId: 'school-days', ...CALENDAR_BODY, ...UPDATED };
const SCHEDULE_BODY = {
  name: 'Bus 7, 07:45',
  routeId: 'bus-7-am',
  calendarId: 'school-days',
  times: [{ arrival: '07:45' }, { arrival: '07:58' }],
  vehicleId: 'bus-7',
  driverId: 'driver-3',
};
const SCHEDULE = {
  scheduleId: 'bus-7-0745',
  ...SCHEDULE_BODY,
  times: [
    { sequence: 1, arrival: '07:45:00', departure: '07:45:00' },
    { sequence: 2, arrival: '07:58:00', departure: '07:58:00' },
  ],
  ...UPDATED,
};

export const SCHOOL_PLAN_BODIES = {
  putSchoolStop: STOP_BODY,
  putSchoolRoute: ROUTE_BODY,
  putSchoolCalendar: CALENDAR_BODY,
  putSchoolSchedule: SCHEDULE_BODY,
  importGtfs: 'the bytes of a zip file',
};

export const SCHOOL_PLAN_ANSWERS = {
  listSchoolStops: { items: [STOP], nextCursor: null, total: 1 },
  schoolStop: STOP,
  putSchoolStop: STOP,
  listSchoolRoutes: { items: [ROUTE], nextCursor: null, total: 1 },
  schoolRoute: ROUTE,
  putSchoolRoute: ROUTE,
  listSchoolCalendars: { items: [CALENDAR], nextCursor: null, total: 1 },
  schoolCalendar: CALENDAR,
  putSchoolCalendar: CALENDAR,
  listSchoolSchedules: { items: [SCHEDULE], nextCursor: null, total: 1 },
  schoolSchedule: SCHEDULE,
  putSchoolSchedule: SCHEDULE,
  importGtfs: {
    applied: false,
    stops: 41,
    routes: 6,
    calendars: 2,
    schedules: 12,
    errorCount: 1,
    errors: [
      {
        file: 'stop_times.txt',
        row: 214,
        column: 'stop_id',
        value: 'colbrt',
        reason: 'there is no stop colbrt in stops.txt',
        remedy: 'Add the stop to stops.txt, or correct its id.',
      },
    ],
    warningCount: 0,
    warnings: [],
  },
};
