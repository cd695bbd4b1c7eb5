import { z } from 'zod';
import { Id } from '../ids.ts';
import type { RouteDefinition } from '../route-definition.ts';
import {
  CalendarDescription,
  GtfsFile,
  GtfsQuery,
  GtfsReport,
  PlanQuery,
  planPage,
  RouteDescription,
  ScheduleDescription,
  ScheduleQuery,
  SchoolCalendar,
  SchoolRoute,
  SchoolSchedule,
  SchoolStop,
  StopDescription,
} from './plan-schemas.ts';

const PlanParams = z.object({ id: Id });

const STOP_ROUTES = {
  listSchoolStops: {
    method: 'GET',
    path: '/api/school/stops',
    access: 'token',
    query: PlanQuery,
    status: 200,
    response: planPage(SchoolStop),
    summary: 'Places where buses stop, in order of ids.',
  },
  schoolStop: {
    method: 'GET',
    path: '/api/school/stops/:id',
    access: 'token',
    params: PlanParams,
    status: 200,
    response: SchoolStop,
    summary: 'A place where buses stop.',
  },
  putSchoolStop: {
    method: 'PUT',
    path: '/api/school/stops/:id',
    access: 'token',
    params: PlanParams,
    body: StopDescription,
    mayConflict: true,
    status: 200,
    response: SchoolStop,
    summary: 'Creates or changes a stop; 409 when a route that serves it would no longer pass by.',
  },
  removeSchoolStop: {
    method: 'DELETE',
    path: '/api/school/stops/:id',
    access: 'token',
    params: PlanParams,
    mayConflict: true,
    status: 204,
    summary: 'Removes a stop; 409 while routes serve it.',
  },
} as const satisfies Record<string, RouteDefinition>;

const ROUTE_ROUTES = {
  listSchoolRoutes: {
    method: 'GET',
    path: '/api/school/routes',
    access: 'token',
    query: PlanQuery,
    status: 200,
    response: planPage(SchoolRoute),
    summary: 'Ways that buses take, in order of ids.',
  },
  schoolRoute: {
    method: 'GET',
    path: '/api/school/routes/:id',
    access: 'token',
    params: PlanParams,
    status: 200,
    response: SchoolRoute,
    summary: 'One route with its line and its stops.',
  },
  putSchoolRoute: {
    method: 'PUT',
    path: '/api/school/routes/:id',
    access: 'token',
    params: PlanParams,
    body: RouteDescription,
    mayConflict: true,
    status: 200,
    response: SchoolRoute,
    summary:
      'Creates or changes a route. Its stops have to lie on its line, in order; 409 when its schedules have another number of stops.',
  },
  removeSchoolRoute: {
    method: 'DELETE',
    path: '/api/school/routes/:id',
    access: 'token',
    params: PlanParams,
    mayConflict: true,
    status: 204,
    summary: 'Removes a route; 409 while it has schedules.',
  },
} as const satisfies Record<string, RouteDefinition>;

const CALENDAR_ROUTES = {
  listSchoolCalendars: {
    method: 'GET',
    path: '/api/school/calendars',
    access: 'token',
    query: PlanQuery,
    status: 200,
    response: planPage(SchoolCalendar),
    summary: 'Sets of days of service, in order of ids.',
  },
  schoolCalendar: {
    method: 'GET',
    path: '/api/school/calendars/:id',
    access: 'token',
    params: PlanParams,
    status: 200,
    response: SchoolCalendar,
    summary: 'One set of days of service.',
  },
  putSchoolCalendar: {
    method: 'PUT',
    path: '/api/school/calendars/:id',
    access: 'token',
    params: PlanParams,
    body: CalendarDescription,
    mayConflict: true,
    status: 200,
    response: SchoolCalendar,
    summary: 'Creates or changes a set of days of service.',
  },
  removeSchoolCalendar: {
    method: 'DELETE',
    path: '/api/school/calendars/:id',
    access: 'token',
    params: PlanParams,
    mayConflict: true,
    status: 204,
    summary: 'Removes a set of days of service; 409 while schedules run on it.',
  },
} as const satisfies Record<string, RouteDefinition>;

const SCHEDULE_ROUTES = {
  listSchoolSchedules: {
    method: 'GET',
    path: '/api/school/schedules',
    access: 'token',
    query: ScheduleQuery,
    status: 200,
    response: planPage(SchoolSchedule),
    summary: 'Trips as they are planned for each day of a calendar, in order of ids.',
  },
  schoolSchedule: {
    method: 'GET',
    path: '/api/school/schedules/:id',
    access: 'token',
    params: PlanParams,
    status: 200,
    response: SchoolSchedule,
    summary: 'One schedule.',
  },
  putSchoolSchedule: {
    method: 'PUT',
    path: '/api/school/schedules/:id',
    access: 'token',
    params: PlanParams,
    body: ScheduleDescription,
    mayConflict: true,
    status: 200,
    response: SchoolSchedule,
    summary: 'Creates or changes a schedule: a time for each stop of its route, on the days of its calendar.',
  },
  removeSchoolSchedule: {
    method: 'DELETE',
    path: '/api/school/schedules/:id',
    access: 'token',
    params: PlanParams,
    mayConflict: true,
    status: 204,
    summary: 'Removes a schedule; 409 while students ride by it. Trips that were made of it stay.',
  },
} as const satisfies Record<string, RouteDefinition>;

/** Routes of what a school plans. */
export const SCHOOL_PLAN_ROUTES = {
  ...STOP_ROUTES,
  ...ROUTE_ROUTES,
  ...CALENDAR_ROUTES,
  ...SCHEDULE_ROUTES,
  importGtfs: {
    method: 'POST',
    path: '/api/school/gtfs',
    access: 'token',
    query: GtfsQuery,
    body: GtfsFile,
    bodyType: 'application/zip',
    mayConflict: true,
    status: 200,
    response: GtfsReport,
    summary: 'Enters a GTFS schedule, all of it or nothing, and reports file by file what is wrong.',
  },
  exportGtfs: {
    method: 'GET',
    path: '/api/school/gtfs',
    access: 'token',
    status: 200,
    mediaTypes: ['application/zip'],
    summary: 'The whole plan as the GTFS schedule that the import takes.',
  },
} as const satisfies Record<string, RouteDefinition>;
