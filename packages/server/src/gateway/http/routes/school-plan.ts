import { Readable } from 'node:stream';
import {
  CalendarDescription,
  RouteDescription,
  ScheduleDescription,
  StopDescription,
  WaycastError,
} from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type StopRoutes = Pick<Handlers, 'listSchoolStops' | 'schoolStop' | 'putSchoolStop' | 'removeSchoolStop'>;
type RouteRoutes = Pick<
  Handlers,
  'listSchoolRoutes' | 'schoolRoute' | 'putSchoolRoute' | 'removeSchoolRoute'
>;
type CalendarRoutes = Pick<
  Handlers,
  'listSchoolCalendars' | 'schoolCalendar' | 'putSchoolCalendar' | 'removeSchoolCalendar'
>;
type ScheduleRoutes = Pick<
  Handlers,
  'listSchoolSchedules' | 'schoolSchedule' | 'putSchoolSchedule' | 'removeSchoolSchedule'
>;
type FileRoutes = Pick<Handlers, 'importGtfs' | 'exportGtfs'>;

/** The plan of the subject's tenant. */
export function schoolPlanRoutes(
  parts: HttpParts,
): StopRoutes & RouteRoutes & CalendarRoutes & ScheduleRoutes & FileRoutes {
  return {
    ...stopRoutes(parts),
    ...routeRoutes(parts),
    ...calendarRoutes(parts),
    ...scheduleRoutes(parts),
    ...fileRoutes(parts),
  };
}

function stopRoutes({ schoolPlan: { stops } }: HttpParts): StopRoutes {
  return {
    listSchoolStops: ({ subject, query }) => stops.list(subject.tenant, query),
    schoolStop: ({ subject, params }) => stops.get(subject.tenant, params.id),
    putSchoolStop: ({ subject, params, body }) =>
      stops.put(subject.tenant, params.id, decodeBy(StopDescription, body)),
    async removeSchoolStop({ subject, params, reply }) {
      await stops.remove(subject.tenant, params.id);
      return reply.send();
    },
  };
}

function routeRoutes({ schoolPlan: { routes } }: HttpParts): RouteRoutes {
  return {
    listSchoolRoutes: ({ subject, query }) => routes.list(subject.tenant, query),
    schoolRoute: ({ subject, params }) => routes.get(subject.tenant, params.id),
    putSchoolRoute: ({ subject, params, body }) =>
      routes.put(subject.tenant, params.id, decodeBy(RouteDescription, body)),
    async removeSchoolRoute({ subject, params, reply }) {
      await routes.remove(subject.tenant, params.id);
      return reply.send();
    },
  };
}

function calendarRoutes({ schoolPlan: { calendars } }: HttpParts): CalendarRoutes {
  return {
    listSchoolCalendars: ({ subject, query }) => calendars.list(subject.tenant, query),
    schoolCalendar: ({ subject, params }) => calendars.get(subject.tenant, params.id),
    putSchoolCalendar: ({ subject, params, body }) =>
      calendars.put(subject.tenant, params.id, decodeBy(CalendarDescription, body)),
    async removeSchoolCalendar({ subject, params, reply }) {
      await calendars.remove(subject.tenant, params.id);
      return reply.send();
    },
  };
}

function scheduleRoutes({ schoolPlan: { schedules } }: HttpParts): ScheduleRoutes {
  return {
    listSchoolSchedules: ({ subject, query }) => schedules.list(subject.tenant, query),
    schoolSchedule: ({ subject, params }) => schedules.get(subject.tenant, params.id),
    putSchoolSchedule: ({ subject, params, body }) =>
      schedules.put(subject.tenant, params.id, decodeBy(ScheduleDescription, body)),
    async removeSchoolSchedule({ subject, params, reply }) {
      await schedules.remove(subject.tenant, params.id);
      return reply.send();
    },
  };
}

function fileRoutes({ schoolPlan }: HttpParts): FileRoutes {
  return {
    importGtfs({ subject, query, body }) {
      if (!(body instanceof Uint8Array))
        throw new WaycastError(
          'invalid',
          'the body takes a zip file; send it with Content-Type: application/zip',
        );
      return schoolPlan.importGtfs(subject.tenant, body, query.dryRun === 'true');
    },
    async exportGtfs({ subject, reply }) {
      const zip = await schoolPlan.exportGtfs(subject.tenant);
      reply.type('application/zip').header('content-disposition', 'attachment; filename="gtfs.zip"');
      return reply.send(Readable.from(zip, { objectMode: false }));
    },
  };
}
