import type { Role } from '@waycast/contract';
import { createWaycast, type Waycast } from '@waycast/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { until } from '../../../../test/fixtures/until.ts';
import { signToken } from '../../src/adapters/jose/sign.ts';

const SECRET = 'a secret that is long enough for HS256';
const METRES_PER_DEGREE = 111_195;
const HOME = { latitude: 52.66, longitude: -8.63 };

let waycast: Waycast;
let begun: number;

beforeAll(async () => {
  waycast = await createWaycast({
    host: '127.0.0.1',
    port: 0,
    jwtSecret: SECRET,
    databaseUrl: await freshDatabase(),
    gpsMinInterval: 0,
    logLevel: 'silent',
  });
  expect((await ask('PATCH', '/api/tenant', { speedLimitMps: 10 })).status).toBe(200);
  for (const [id, radiusM] of Object.entries({ depot: 200, town: 5000 })) {
    const shape = { type: 'circle', center: HOME, radiusM };
    expect((await ask('POST', '/api/geofences', { id, name: `The ${id}`, shape })).status).toBe(201);
  }
  begun = Date.now();
  await ask('POST', '/api/tracking/batch', { updates: Array.from({ length: 90 }, (_, n) => fixAt(n)) });
  await until('three events are found', async () => (await eventsOf(since(0))).ids.length === 3);
});
afterAll(() => waycast?.close());

/** At home for half a minute, then northwards at 15 m/s. */
function fixAt(second: number) {
  const latitude = HOME.latitude + (Math.max(0, second - 30) * 15) / METRES_PER_DEGREE;
  return { vehicleId: 'bus-1', ...HOME, latitude, timestamp: begun + second * 1000 };
}

interface Who {
  readonly roles: readonly Role[];
  readonly tenant?: string;
}

const since = (ms: number) => `from=${begun + ms}&to=${begun + 90_000}`;

async function ask(method: string, path: string, body?: object, who: Who = { roles: ['admin'] }) {
  const token = await signToken(SECRET, { subject: 'ann', vehicles: [], ttlS: 600, ...who });
  const response = await fetch(`${waycast.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

async function eventsOf(query: string, who?: Who) {
  const { status, json } = await ask('GET', `/api/tracking/vehicles/bus-1/events?${query}`, undefined, who);
  const { items = [] } = json as { items?: { kind: string; geofenceId?: string }[] };
  return { status, json, ids: items.map(({ kind, geofenceId }) => geofenceId ?? kind) };
}

describe('GET /api/tracking/vehicles/:id/events', () => {
  it('lists overspeeds and visits to geofences by their start, with what is needed to show them', async () => {
    const { status, json } = await eventsOf(since(0));
    expect(status).toBe(200);
    expect(json).toEqual({
      items: [
        expect.objectContaining({ kind: 'geofence', geofenceId: 'depot', endsAt: expect.any(String) }),
        {
          kind: 'geofence',
          geofenceId: 'town',
          geofenceName: 'The town',
          inferred: false,
          startsAt: expect.any(String),
          endsAt: null,
          durationS: expect.any(Number),
        },
        {
          kind: 'overspeed',
          startsAt: expect.any(String),
          endsAt: null,
          durationS: expect.any(Number),
          maxSpeed: expect.closeTo(15, 0),
          speedLimit: 10,
          at: { latitude: expect.closeTo(52.66, 1), longitude: HOME.longitude },
        },
      ],
      nextCursor: null,
    });
  });

  it('lists what touches the range: the depot was left before its second half', async () => {
    expect((await eventsOf(since(60_000))).ids).toEqual(['town', 'overspeed']);
  });

  it('pages through events that began together without a gap or a repeat', async () => {
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { ids, json } = await eventsOf(`${since(0)}&limit=1${cursor}`);
      seen.push(...ids);
      if (json.nextCursor === null) break;
      cursor = `&cursor=${String(json.nextCursor)}`;
    }
    expect(seen).toEqual(['depot', 'town', 'overspeed']);
  });

  it("keeps other vehicles' and tenants' out, and says what is wrong with a range or a cursor", async () => {
    expect(await eventsOf(since(0), { roles: ['admin'], tenant: 'other' })).toMatchObject({ ids: [] });
    expect((await eventsOf(since(0), { roles: ['driver'] })).status).toBe(404);
    const { status, json } = await eventsOf(`from=${begun}&to=${begun}`);
    expect({ status, detail: json.detail }).toEqual({ status: 400, detail: 'from lies not before to' });
    expect(await eventsOf(`${since(0)}&cursor=bm9wZQ`)).toMatchObject({ status: 400 });
  });
});
