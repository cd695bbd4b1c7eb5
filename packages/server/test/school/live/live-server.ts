import type { Fix } from '@waycast/contract';
import { io } from 'socket.io-client';
import { signToken } from '../../../src/adapters/jose/sign.ts';
import { createWaycast, type Waycast } from '../../../src/app.ts';
import type { WaycastOptions } from '../../../src/config.ts';
import { placeAt, STOPS_M } from './road.ts';

const SECRET = 'a secret of these tests, long enough for HS256';

/** A server with what these tests ask of it. */
export async function openLiveServer(options: WaycastOptions) {
  const waycast = await createWaycast({
    ...{ host: '127.0.0.1', port: 0, jwtSecret: SECRET, gpsMinInterval: 0, logLevel: 'silent' },
    ...options,
  });
  return new LiveServer(waycast);
}

export class LiveServer {
  readonly #waycast: Waycast;

  constructor(waycast: Waycast) {
    this.#waycast = waycast;
  }

  async ask<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: object,
    tenant = 'default',
  ): Promise<T> {
    const token = await tokenOf(tenant);
    const response = await fetch(`${this.#waycast.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? ({} as T) : JSON.parse(text);
  }

  async post(fixes: readonly Fix[], tenant?: string): Promise<void> {
    for (let next = 0; next < fixes.length; next += 400) {
      const updates = fixes
        .slice(next, next + 400)
        .map(({ vehicleId, latitude, longitude, time, accuracy }) => ({
          ...{ vehicleId, latitude, longitude, timestamp: time },
          ...(accuracy === null ? {} : { accuracy }),
        }));
      await this.ask('POST', '/api/tracking/batch', { updates }, tenant);
    }
  }

  /** Collects what a vehicle's followers are told from now on. */
  async follow(vehicleId: string): Promise<Follower> {
    const socket = io(this.#waycast.url ?? '', {
      auth: { token: await tokenOf('default') },
      transports: ['websocket'],
    });
    const told: Told[] = [];
    socket.on('geofence:alert', (alert: Told) => told.push(alert));
    await socket.timeout(10_000).emitWithAck('track:vehicle', { vehicleId });
    return { told, close: () => void socket.close() };
  }

  close(): Promise<void> {
    return this.#waycast.close();
  }
}

export interface Told {
  readonly action: string;
  readonly stopSequence: number;
  readonly tripId: string;
  readonly timestamp: string;
  readonly offset: number;
  readonly inferred?: true;
}

export interface Follower {
  readonly told: readonly Told[];
  close(): void;
}

function tokenOf(tenant: string): Promise<string> {
  return signToken(SECRET, { subject: 'olga', roles: ['admin'], vehicles: [], ttlS: 600, tenant });
}

export interface Shape {
  readonly start: number;
  readonly way?: 'out' | 'back';
  readonly approachM?: number;
}

/** A trip along the road, planned and made as people do; resolves to its id. */
export async function planTrip(
  server: LiveServer,
  id: string,
  shape: Shape,
  vehicleId = 'bus-1',
  tenant?: string,
) {
  const { start, way = 'out', approachM = null } = shape;
  const ask = (method: string, path: string, body: object) =>
    server.ask(method, `/api/school${path}`, body, tenant);
  await server.ask('PUT', `/api/registry/vehicles/${vehicleId}`, { name: vehicleId }, tenant);
  for (const metres of STOPS_M)
    await ask('PUT', `/stops/stop-${metres}`, { name: `Stop at ${metres} m`, ...placeAt(metres) });
  const places = way === 'out' ? STOPS_M : [...STOPS_M].reverse();
  await ask('PUT', `/routes/${way}`, {
    name: way,
    direction: way === 'out' ? 'to_school' : 'from_school',
    line: Array.from({ length: 41 }, (_, index) => {
      const { latitude, longitude } = placeAt(way === 'out' ? index * 100 : 4000 - index * 100);
      return [longitude, latitude];
    }),
    stops: places.map((metres) => ({ stopId: `stop-${metres}`, approachM })),
  });
  const day = new Date(start).toISOString().slice(0, 10);
  await ask('PUT', '/calendars/daily', {
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    startsOn: '2020-01-01',
    endsOn: '2040-01-01',
  });
  const times = places.map((_, index) => ({ arrival: clock(start + index * 120_000 - Date.parse(day)) }));
  await ask('PUT', `/schedules/${id}`, { routeId: way, calendarId: 'daily', times, vehicleId });
  const { tripId } = await server.ask<{ tripId: string }>(
    'POST',
    '/api/school/trips',
    { scheduleId: id, date: day, tripId: id, vehicleId },
    tenant,
  );
  return tripId;
}

function clock(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const seconds = ms / 1000;
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}
