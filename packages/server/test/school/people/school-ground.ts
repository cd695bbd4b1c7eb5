import pg from 'pg';
import type { WaycastOptions } from '../../../src/config.ts';
import { type SharingServer, startSharingServer, tokenOf } from '../../sharing/sharing-server.ts';

/** A school with a route of four stops, morning and afternoon, whose plan and trips are written by SQL. */
export interface SchoolGround {
  readonly servers: readonly SharingServer[];
  readonly sql: (text: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;
  /** Of the first server, as a dispatcher unless told otherwise; a text is sent as CSV. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<{ status: number; json: unknown }>;
  /** A trip of schedule AM (to school) or PM (home) that is planned from `start`, epoch ms, with a stop every minute. */
  trip(tripId: string, schedule: 'AM' | 'PM', start: number, more?: TripSeed): Promise<void>;
  student(studentId: string, more?: object): Promise<void>;
  close(): Promise<void>;
}

export interface TripSeed {
  readonly status?: string;
  readonly vehicleId?: string | null;
  readonly driverId?: string;
  readonly tenant?: string;
}

const MINUTE = 60_000;
const STOPS = ['oak', 'elm', 'ash', 'school'].map((stopId, index) => ({
  stopId,
  name: `${stopId} stop`,
  sequence: index + 1,
  latitude: 52.6 + index / 100,
  longitude: -8.6,
  radiusM: 50,
  alongM: index * 1100,
  approachM: null,
  approachS: null,
}));

export async function openSchool(
  databaseUrl: string,
  options: WaycastOptions[] = [{}],
): Promise<SchoolGround> {
  const servers = await Promise.all(options.map((one) => startSharingServer({ databaseUrl, ...one })));
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const sql: SchoolGround['sql'] = async (text, values = []) => (await pool.query(text, [...values])).rows;
  const [first] = servers;
  if (first === undefined) throw new Error('a school needs a server');
  await plan(sql, 'default');
  const ask: SchoolGround['ask'] = async (method, path, body, token) => {
    const isText = typeof body === 'string';
    const response = await fetch(`${first.url}/api/school${path}`, {
      method,
      headers: {
        connection: 'close',
        authorization: `Bearer ${token ?? (await tokenOf())}`,
        ...(body === undefined ? {} : { 'content-type': isText ? 'text/csv' : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text.startsWith('{') ? JSON.parse(text) : text };
  };
  return {
    servers,
    sql,
    ask,
    trip: (tripId, schedule, start, more) => insertTrip(sql, tripId, schedule, start, more),
    async student(studentId, more = {}) {
      const { status, json } = await ask('PUT', `/students/${studentId}`, studentOf(studentId, more));
      if (status !== 200) throw new Error(`a student was refused: ${JSON.stringify(json)}`);
    },
    async close() {
      await pool.end();
      await Promise.all(servers.map(({ waycast }) => waycast.close()));
    },
  };
}

/** Rides with AM from oak to school and with PM from oak, where PM begins, to school, where it ends. */
function studentOf(studentId: string, more: object): object {
  return {
    name: `Child ${studentId}`,
    rides: [
      { scheduleId: 'AM', boardSequence: 1, alightSequence: 4 },
      { scheduleId: 'PM', boardSequence: 1, alightSequence: 3 },
    ],
    ...more,
  };
}

async function plan(sql: SchoolGround['sql'], tenant: string): Promise<void> {
  const stops = STOPS.map(({ stopId, sequence, alongM }) => ({
    stopId,
    sequence,
    alongM,
    approachM: null,
    approachS: null,
  }));
  for (const [id, direction] of [
    ['AM', 'to_school'],
    ['PM', 'from_school'],
  ]) {
    await sql(
      `insert into school_routes (tenant_id, route_id, name, direction, stops, search) values ($1, $2, $2, $3, $4, '')`,
      [tenant, id, direction, JSON.stringify(stops)],
    );
    await sql(
      `insert into school_schedules (tenant_id, schedule_id, route_id, calendar_id, times, search)
       values ($1, $2, $2, 'every-day', '[]', '')`,
      [tenant, id],
    );
  }
}

async function insertTrip(
  sql: SchoolGround['sql'],
  tripId: string,
  schedule: 'AM' | 'PM',
  start: number,
  { status = 'SCHEDULED', vehicleId = 'bus-7', driverId = 'dora', tenant = 'default' }: TripSeed = {},
): Promise<void> {
  const stops = STOPS.map((stop, index) => ({ ...stop, arrival: start + index * MINUTE, departure: null }));
  const trip = {
    name: `${schedule} trip`,
    direction: schedule === 'AM' ? 'to_school' : 'from_school',
    line: STOPS.map(({ longitude, latitude }) => [longitude, latitude]),
    stops,
  };
  const started = status === 'SCHEDULED' ? null : new Date(start);
  await sql(
    `insert into trips (tenant_id, trip_id, schedule_id, route_id, service_date, status, vehicle_id, driver_id,
       scheduled_start, scheduled_end, started_at, plan)
     values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      tenant,
      tripId,
      schedule,
      new Date(start).toISOString().slice(0, 10),
      status,
      vehicleId,
      driverId,
      new Date(start),
      new Date(start + 3 * MINUTE),
      started,
      JSON.stringify(trip),
    ],
  );
}
