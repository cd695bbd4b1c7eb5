import { once } from 'node:events';
import type { Fix } from '@waycast/contract';
import { io } from 'socket.io-client';
import WebSocket from 'ws';

/** Fixes in a request that takes several. */
const GROUP = 100;
const AT_ONCE = 20;

/** Where fixes are reported to. */
export interface ReportGround {
  readonly url: string;
  /** Whose fixes will be sent. */
  readonly vehicleIds: readonly string[];
  /** Of an admin of the tenant. */
  tokenOf(tenant: string): Promise<string>;
}

/** Resolves when all are acknowledged; once only. */
export type Send = (fixes: readonly Fix[]) => Promise<void>;
/** What a device's request says: its path and query, and a body unless it asks by GET; a text is a form. */
type DeviceRequest = (deviceId: string, fixes: readonly Fix[]) => { path: string; body?: unknown };

/** The answer of a route; throws what it says when it refuses. */
export async function ask(
  { url }: Pick<ReportGround, 'url'>,
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
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

/** Reports in batches, as they come. */
export async function sendBatches(
  ground: ReportGround,
  tenant: string,
  fixes: readonly Fix[],
  atOnce = 1,
): Promise<void> {
  const token = await ground.tokenOf(tenant);
  await each(
    groups(fixes),
    (part) => ask(ground, token, 'POST', '/api/tracking/batch', { updates: part.map(report) }),
    atOnce,
  );
}

const report = ({ vehicleId, latitude, longitude, time }: Fix) => ({
  vehicleId,
  latitude,
  longitude,
  timestamp: time,
});

function groups(all: readonly Fix[]): Fix[][] {
  return Array.from({ length: Math.ceil(all.length / GROUP) }, (_, n) =>
    all.slice(n * GROUP, (n + 1) * GROUP),
  );
}

/** Some at a time, as many clients would. */
async function each<T>(
  items: readonly T[],
  send: (item: T) => Promise<unknown>,
  atOnce = AT_ONCE,
): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of left) await send(item);
    }),
  );
}

async function bySocketIo(ground: ReportGround, tenant: string): Promise<Send> {
  const auth = { token: await ground.tokenOf(tenant) };
  const socket = io(ground.url, { auth, transports: ['websocket'] });
  return async (all) => {
    await each(all, async (fix) => {
      const reply: { accepted?: boolean } = await socket.emitWithAck('location:update', report(fix));
      if (reply.accepted !== true) throw new Error(`refused: ${JSON.stringify(reply)}`);
    });
    socket.disconnect();
  };
}

async function byWebSocket(ground: ReportGround, tenant: string): Promise<Send> {
  const url = `${ground.url.replace('http', 'ws')}/ws?token=${await ground.tokenOf(tenant)}`;
  const socket = new WebSocket(url);
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
      waiting.delete(id);
    });
    socket.close();
  };
}

/** As a device for each vehicle, in as many requests as its format makes of them. */
function byDevice(fixesPerRequest: number, requestOf: DeviceRequest) {
  return async (ground: ReportGround, tenant: string): Promise<Send> => {
    const admin = await ground.tokenOf(tenant);
    const keys = new Map<string, string>();
    await each(ground.vehicleIds, async (vehicleId) => {
      const device = { deviceId: `${tenant}-${vehicleId}`, vehicleId };
      const made = await ask(ground, admin, 'POST', '/api/devices', device);
      keys.set(vehicleId, (made as { key: string }).key);
    });
    return async (all) => {
      const byVehicle = Map.groupBy(all, ({ vehicleId }) => vehicleId);
      const requests = [...byVehicle].flatMap(([vehicleId, own]) => {
        const parts = fixesPerRequest === 1 ? own.map((fix) => [fix]) : groups(own);
        const key = keys.get(vehicleId) ?? '';
        return parts.map((part) => ({ key, ...requestOf(`${tenant}-${vehicleId}`, part) }));
      });
      await each(requests, ({ key, path, body }) =>
        ask(ground, key, body === undefined ? 'GET' : 'POST', `/api/devices/${path}`, body),
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

/** Every way in which fixes come, by name. */
export const REPORT_PATHS: Readonly<Record<string, (ground: ReportGround, tenant: string) => Promise<Send>>> =
  {
    'http-single': async (ground, tenant) => {
      const token = await ground.tokenOf(tenant);
      return (all) => each(all, (fix) => ask(ground, token, 'POST', '/api/tracking/location', report(fix)));
    },
    'http-batch': async (ground, tenant) => (all) => sendBatches(ground, tenant, all, AT_ONCE),
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
      body: part.map(({ latitude: lat, longitude: lon, time }) => ({
        id,
        lat,
        lon,
        timestamp: seconds(time),
      })),
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
