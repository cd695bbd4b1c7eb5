import { type HttpApi, type RequestOptions, WaycastError } from '@waycast/client';
import type {
  BoardingReceipt,
  BoardingReport,
  CalendarDescription,
  GtfsReport,
  GuardianChild,
  GuardianNotice,
  RouteDescription,
  ScheduleDescription,
  SchoolCalendar,
  SchoolRoute,
  SchoolSchedule,
  SchoolStop,
  StopDescription,
  Student,
  StudentDescription,
  Trip,
  TripEtas,
  TripSummary,
} from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useMemo } from 'react';
import { useSession } from '../../session/session.tsx';
import type { ImportReport, NoticeSetting, PassengerList } from './school-types.ts';

type Id = { readonly id: string };
type Page<T> = {
  readonly items: T[];
  readonly nextCursor: string | null;
  readonly total?: number | undefined;
};
type PageQuery = { readonly q?: string; readonly cursor?: string; readonly limit?: number };
type Call<A extends unknown[], R> = (...input: [...A, options?: RequestOptions]) => Promise<R>;

interface TripQuery extends Omit<PageQuery, 'q'> {
  readonly date?: string;
  readonly driverId?: string;
  readonly vehicleId?: string;
}

/** The routes of school transport, as the generated client will call them. */
export interface SchoolApi {
  listSchoolStops: Call<[PageQuery], Page<SchoolStop>>;
  putSchoolStop: Call<[Id, StopDescription], SchoolStop>;
  removeSchoolStop: Call<[Id], undefined>;
  listSchoolRoutes: Call<[PageQuery], Page<SchoolRoute>>;
  schoolRoute: Call<[Id], SchoolRoute>;
  putSchoolRoute: Call<[Id, RouteDescription], SchoolRoute>;
  removeSchoolRoute: Call<[Id], undefined>;
  listSchoolCalendars: Call<[PageQuery], Page<SchoolCalendar>>;
  putSchoolCalendar: Call<[Id, CalendarDescription], SchoolCalendar>;
  removeSchoolCalendar: Call<[Id], undefined>;
  listSchoolSchedules: Call<[PageQuery & { readonly routeId?: string }], Page<SchoolSchedule>>;
  putSchoolSchedule: Call<[Id, ScheduleDescription], SchoolSchedule>;
  removeSchoolSchedule: Call<[Id], undefined>;
  importGtfs: Call<[{ readonly dryRun: 'true' | 'false' }, Blob], GtfsReport>;
  exportGtfs: Call<[], Response>;
  listTrips: Call<[TripQuery], Page<TripSummary>>;
  trip: Call<[Id], Trip>;
  tripEtas: Call<[Id], TripEtas>;
  startTrip: Call<[Id, { at?: string }], unknown>;
  completeTrip: Call<[Id, { at?: string }], unknown>;
  cancelTrip: Call<[Id, { reason: string }], unknown>;
  substituteTrip: Call<[Id, { vehicleId?: string; driverId?: string }], unknown>;
  tripPassengers: Call<[Id], PassengerList>;
  reportBoardings: Call<[Id, { boardings: BoardingReport[] }], BoardingReceipt>;
  listStudents: Call<[PageQuery], Page<Student>>;
  student: Call<[Id], Student>;
  putStudent: Call<[Id, StudentDescription], Student>;
  removeStudent: Call<[Id], undefined>;
  exportStudent: Call<[Id], unknown>;
  importStudents: Call<[{ readonly dryRun: 'true' | 'false' }, string], ImportReport>;
  exportStudents: Call<[], Response>;
  guardianChildren: Call<[], { readonly children: GuardianChild[] }>;
  setGuardianNotice: Call<[Id, NoticeSetting], unknown>;
  guardianNotices: Call<[{ studentId?: string; limit?: number }], Page<GuardianNotice>>;
}

type Route = readonly [
  method: string,
  path: string,
  takes: string,
  answers?: 'nothing' | 'response' | 'json',
  sends?: string,
];

/** Those that the client does not call yet. */
const ROUTES: Readonly<Record<Exclude<keyof SchoolApi, keyof HttpApi>, Route>> = {
  listTrips: ['GET', '/trips', 'q'],
  trip: ['GET', '/trips/:id', 'p'],
  tripEtas: ['GET', '/trips/:id/etas', 'p'],
  startTrip: ['POST', '/trips/:id/start', 'pb'],
  completeTrip: ['POST', '/trips/:id/complete', 'pb'],
  cancelTrip: ['POST', '/trips/:id/cancel', 'pb'],
  substituteTrip: ['POST', '/trips/:id/substitute', 'pb'],
  tripPassengers: ['GET', '/trips/:id/students', 'p'],
  reportBoardings: ['POST', '/trips/:id/boardings', 'pb'],
  listStudents: ['GET', '/students', 'q'],
  student: ['GET', '/students/:id', 'p'],
  putStudent: ['PUT', '/students/:id', 'pb'],
  removeStudent: ['DELETE', '/students/:id', 'p', 'nothing'],
  exportStudent: ['GET', '/students/:id/export', 'p'],
  importStudents: ['POST', '/students/import', 'qb', 'json', 'text/csv'],
  exportStudents: ['GET', '/students/export', '', 'response'],
  guardianChildren: ['GET', '/guardian/children', ''],
  setGuardianNotice: ['PUT', '/guardian/children/:id/notice', 'pb'],
  guardianNotices: ['GET', '/guardian/notices', 'q'],
};

/** Calls with the session's token. */
export function useSchoolApi(): SchoolApi {
  const { token } = useSession();
  const { http } = useRealtimeConnection().connection;
  return useMemo(() => {
    let current = typeof token === 'string' ? token : undefined;
    const tokenNow = async (): Promise<string> => (current ??= await (token as () => Promise<string>)());
    const calls = Object.entries(ROUTES).map(([name, route]) => [
      name,
      (...input: unknown[]) => call(tokenNow, route, input),
    ]);
    const known: Pick<SchoolApi, keyof SchoolApi & keyof HttpApi> = http;
    return { ...known, ...(Object.fromEntries(calls) as Omit<SchoolApi, keyof HttpApi>) };
  }, [token, http]);
}

async function call(token: () => Promise<string>, route: Route, input: readonly unknown[]): Promise<unknown> {
  const [method, template, takes, answers, sends = 'application/json'] = route;
  const at = (part: string): unknown => (takes.includes(part) ? input[takes.indexOf(part)] : undefined);
  const { id = '' } = (at('p') ?? {}) as { id?: string };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(at('q') ?? {}))
    if (value !== undefined) query.set(name, String(value));
  const body = at('b');
  const { signal } = (input[takes.length] ?? {}) as RequestOptions;
  const path = `/api/school${template.replace(':id', encodeURIComponent(id))}${query.size > 0 ? `?${query}` : ''}`;
  const response = await fetch(path, {
    method,
    headers: {
      authorization: `Bearer ${await token()}`,
      ...(body === undefined ? {} : { 'content-type': sends }),
    },
    ...(body === undefined
      ? {}
      : { body: sends === 'application/json' ? JSON.stringify(body) : (body as Blob) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new WaycastError('unavailable', 'The server cannot be reached.', { cause: error });
  });
  if (!response.ok) throw await problemOf(response);
  if (answers === 'response') return response;
  return answers === 'nothing' ? undefined : response.json();
}

async function problemOf(response: Response): Promise<WaycastError> {
  const problem = (await response.json().catch(() => ({}))) as { code?: never; detail?: string };
  return new WaycastError(
    problem.code ?? 'unavailable',
    problem.detail ?? `The server answered ${response.status}.`,
  );
}
