import { once } from 'node:events';
import type { Fix, Role } from '@waycast/contract';
import { createWaycast, type Waycast } from '@waycast/server';
import fc from 'fast-check';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { until } from '../../../../test/fixtures/until.ts';
import { signToken } from '../../src/adapters/jose/sign.ts';
import { austinDay, limerickRide, missing } from './real-rides.ts';

const SECRET = 'a secret that is long enough for HS256';
const SEED = 20_261_121;
const GROUP = 100;
const AT_ONCE = 20;
const ALL_OF_IT = 'from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z';

type Send = (fixes: readonly Fix[]) => Promise<void>;
/** What a device's request says: its path and query, and a body unless it asks by GET; a text is a form. */
type DeviceRequest = (deviceId: string, fixes: readonly Fix[]) => { path: string; body?: unknown };

let waycast: Waycast;
let fixes: readonly Fix[];

beforeAll(async () => {
  waycast = await createWaycast({
    host: '127.0.0.1',
    port: 0,
    jwtSecret: SECRET,
    databaseUrl: await freshDatabase(),
    gpsMinInterval: 0,
    gpsRateLimitMax: 0,
    commandsPerSecond: 0,
    commandsPerSecondPerSubject: 0,
    logLevel: 'silent',
  });
  if (missing !== '') return;
  const fleet = [...austinDay().values()].filter((ofVehicle) => ofVehicle.length > 300).slice(0, 2);
  fixes = [limerickRide().filter((_, index) => index % 4 === 0), ...fleet].flat();
});
afterAll(() => waycast?.close());

async function tokenOf(tenant: string, role: Role): Promise<string> {
  return signToken(SECRET, { subject: 'ann', tenant, roles: [role], vehicles: [], ttlS: 600 });
}

async function ask(token: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${waycast.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json',
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

const report = ({ vehicleId, latitude, longitude, time }: Fix) => ({
  vehicleId,
  latitude,
  longitude,
  timestamp: time,
});

/** The fixes in disorder, some of them twice: in another order by each path, and in the same whenever it is tried. */
function disordered(path: string): Fix[] {
  const seed = SEED + Object.keys(PATHS).indexOf(path);
  const [all = [], again = []] = [fixes.length, Math.ceil(fixes.length / 10)].map((length) => {
    const some = fc.shuffledSubarray([...fixes], { minLength: length, maxLength: length });
    return fc.sample(some, { seed, numRuns: 1 })[0];
  });
  return [...all, ...again];
}

function groups(all: readonly Fix[]): Fix[][] {
  return Array.from({ length: Math.ceil(all.length / GROUP) }, (_, n) =>
    all.slice(n * GROUP, (n + 1) * GROUP),
  );
}

/** Some at a time, as many clients would. */
async function each<T>(items: readonly T[], send: (item: T) => Promise<unknown>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of left) await send(item);
    }),
  );
}

async function bySocketIo(tenant: string): Promise<Send> {
  const socket = io(waycast.url, {
    auth: { token: await tokenOf(tenant, 'admin') },
    transports: ['websocket'],
  });
  return async (all) => {
    await each(all, async (fix) => {
      const reply: unknown = await socket.emitWithAck('location:update', report(fix));
      expect(reply).toMatchObject({ accepted: true });
    });
    socket.disconnect();
  };
}

async function byWebSocket(tenant: string): Promise<Send> {
  const socket = new WebSocket(
    `${waycast.url?.replace('http', 'ws')}/ws?token=${await tokenOf(tenant, 'admin')}`,
  );
  await once(socket, 'open');
  const waiting = new Map<number, () => void>();
  socket.on('message', (data) => {
    const { type, id } = JSON.parse(String(data)) as { type: string; id?: number };
    if (type === 'ack' && id !== undefined) waiting.get(id)?.();
  });
  return async (all) => {
    await each([...all.entries()], async ([id, fix]) => {
      const acked = new Promise<void>((resolve) => waiting.set(id, resolve));
      socket.send(JSON.stringify({ type: 'location:update', id, ...report(fix) }));
      await acked;
    });
    socket.close();
  };
}

/** As a device for each vehicle, in as many requests as its format makes of them. */
function byDevice(fixesPerRequest: number, requestOf: DeviceRequest) {
  return async (tenant: string): Promise<Send> => {
    const admin = await tokenOf(tenant, 'admin');
    const keys = new Map<string, string>();
    for (const vehicleId of new Set(fixes.map((fix) => fix.vehicleId))) {
      const made = await ask(admin, 'POST', '/api/devices', {
        deviceId: `${tenant}-${vehicleId}`,
        vehicleId,
      });
      keys.set(vehicleId, (made as { key: string }).key);
    }
    return async (all) => {
      const requests = [...keys].flatMap(([vehicleId, key]) => {
        const own = all.filter((fix) => fix.vehicleId === vehicleId);
        const parts = fixesPerRequest === 1 ? own.map((fix) => [fix]) : groups(own);
        return parts.map((part) => ({ key, ...requestOf(`${tenant}-${vehicleId}`, part) }));
      });
      await each(requests, ({ key, path, body }) =>
        ask(key, body === undefined ? 'GET' : 'POST', `/api/devices/${path}`, body),
      );
    };
  };
}

const first = ([fix]: readonly Fix[]): Fix => {
  if (fix === undefined) throw new Error('a request brings a fix');
  return fix;
};
const iso = (time: number) => new Date(time).toISOString();
const seconds = (time: number) => time / 1000;

const PATHS: Readonly<Record<string, (tenant: string) => Promise<Send>>> = {
  'http-single': async (tenant) => {
    const token = await tokenOf(tenant, 'admin');
    return (all) => each(all, (fix) => ask(token, 'POST', '/api/tracking/location', report(fix)));
  },
  'http-batch': async (tenant) => {
    const token = await tokenOf(tenant, 'admin');
    return (all) =>
      each(groups(all), (part) => ask(token, 'POST', '/api/tracking/batch', { updates: part.map(report) }));
  },
  'socket-io': bySocketIo,
  websocket: byWebSocket,
  'osmand-query': byDevice(1, (id, part) => {
    const { latitude, longitude, time } = first(part);
    return { path: `osmand?id=${id}&lat=${latitude}&lon=${longitude}&timestamp=${seconds(time)}` };
  }),
  'osmand-form': byDevice(1, (id, part) => {
    const { latitude, longitude, time } = first(part);
    return { path: 'osmand', body: `id=${id}&lat=${latitude}&lon=${longitude}&timestamp=${time}` };
  }),
  'osmand-json': byDevice(GROUP, (id, part) => ({
    path: 'osmand',
    body: part.map(({ latitude: lat, longitude: lon, time }) => ({ id, lat, lon, timestamp: seconds(time) })),
  })),
  owntracks: byDevice(1, (id, part) => {
    const { latitude: lat, longitude: lon, time } = first(part);
    return { path: `owntracks?d=${id}`, body: { _type: 'location', lat, lon, tst: seconds(time) } };
  }),
  overland: byDevice(GROUP, (id, part) => ({
    path: 'overland',
    body: {
      locations: part.map(({ latitude, longitude, time }) => ({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [longitude, latitude] },
        properties: { timestamp: iso(time), device_id: id },
      })),
    },
  })),
  'background-geolocation': byDevice(GROUP, (id, part) => ({
    path: 'background-geolocation',
    body: {
      device_id: id,
      location: part.map(({ latitude, longitude, time }) => ({
        timestamp: iso(time),
        coords: { latitude, longitude },
      })),
    },
  })),
  gpslogger: byDevice(1, (id, part) => {
    const { latitude: lat, longitude: lon, time } = first(part);
    return { path: 'gpslogger', body: { id, lat, lon, time: iso(time) } };
  }),
  'gpslogger-query': byDevice(1, (id, part) => {
    const { latitude, longitude, time } = first(part);
    return { path: `gpslogger?id=${id}&lat=${latitude}&longitude=${longitude}&timestamp=${seconds(time)}` };
  }),
  traccar: byDevice(1, (id, part) => {
    const { latitude, longitude, time } = first(part);
    return {
      path: 'traccar',
      body: { position: { latitude, longitude, fixTime: iso(time) }, device: { uniqueId: id } },
    };
  }),
};

/** What is known of a tenant's vehicles: where they were and when, their trips and stops, and how far they drove. */
async function outcomeOf(tenant: string) {
  const token = await tokenOf(tenant, 'admin');
  const vehicles = [...new Set(fixes.map(({ vehicleId }) => vehicleId))];
  // First: what is read after them is at least as far.
  const odometers = await Promise.all(
    vehicles.map((id) => ask(token, 'GET', `/api/tracking/vehicles/${id}/odometer`)),
  );
  const positions = await Promise.all(
    vehicles.map(async (id) => {
      const path = `/api/tracking/vehicles/${id}/history?limit=10000&${ALL_OF_IT}`;
      const { items } = (await ask(token, 'GET', path)) as { items: Record<string, unknown>[] };
      return items.map(({ latitude, longitude, timestamp }) => ({ latitude, longitude, timestamp }));
    }),
  );
  const days = new Set(fixes.map(({ time }) => iso(time).slice(0, 10)));
  const reports = await Promise.all(
    ['trips', 'stops', 'summary'].flatMap((name) =>
      [...days].map((day) => ask(token, 'GET', `/api/reports/${name}?day=${day}`)),
    ),
  );
  return { positions, reports, odometers };
}

describe.skipIf(missing !== '')(`a ride and a fleet's day by every path${missing}`, () => {
  let expected: Awaited<ReturnType<typeof outcomeOf>>;
  beforeAll(async () => {
    const token = await tokenOf('in-order', 'admin');
    for (const part of groups(fixes))
      await ask(token, 'POST', '/api/tracking/batch', { updates: part.map(report) });
    expected = await until('the fixes in order are judged to their end', async () => {
      const outcome = await outcomeOf('in-order').catch(() => undefined);
      const ends = [...new Set(fixes.map(({ vehicleId }) => vehicleId))].map((id) =>
        iso(Math.max(...fixes.filter((fix) => fix.vehicleId === id).map(({ time }) => time))),
      );
      const judged = outcome?.odometers.map((one) => (one as { judgedTo: string }).judgedTo);
      return JSON.stringify(judged) === JSON.stringify(ends) && outcome;
    });
  }, 60_000);

  it.each(Object.keys(PATHS))(
    '%s, in disorder and some twice: the same rows, trips and odometer',
    {
      timeout: 120_000,
    },
    async (path) => {
      const send = await PATHS[path]?.(path);
      await send?.(disordered(path));
      const wanted = JSON.stringify(expected);
      let outcome: unknown;
      await until('what late fixes change is judged again', async () => {
        outcome = await outcomeOf(path);
        return JSON.stringify(outcome) === wanted;
      }).catch(() => expect(outcome).toEqual(expected));
      expect(expected.positions.flat()).toHaveLength(fixes.length);
    },
  );
});
