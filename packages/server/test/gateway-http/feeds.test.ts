import Bindings from 'gtfs-realtime-bindings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isNamed } from '../../src/gateway/http/if-none-match.ts';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

const { FeedMessage } = Bindings.transit_realtime;
const GTFS = '/api/gtfs-realtime/vehicle-positions';
const GEOJSON = '/api/tracking/vehicles.geojson';
const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000).toISOString();

let server: TestServer;
let dispatcher: string;
beforeAll(async () => {
  server = await startServer();
  dispatcher = await tokenOf();
  const updates = [
    {
      vehicleId: 'bus-1',
      lat: 52.66,
      lng: -8.63,
      speed: 8.25,
      heading: 214.5,
      altitude: 11,
      timestamp: at(5),
    },
    { vehicleId: 'bus-2', lat: -33.9, lng: 151.2, timestamp: at(60) },
    { vehicleId: 'ahead', lat: 1, lng: 2, heading: 360, timestamp: at(-60) },
    { vehicleId: 'late', lat: 3, lng: 4, timestamp: at(200) },
  ];
  await call(server, 'POST', '/api/tracking/batch', { token: dispatcher, body: { updates } });
  const acme = await tokenOf({ tenant: 'acme' });
  const theirs = { vehicleId: 'theirs', lat: 5, lng: 6 };
  await call(server, 'POST', '/api/tracking/location', { token: acme, body: theirs });
});
afterAll(() => server?.close());

async function feed(query = '', token = dispatcher) {
  const response = await fetch(`${server.url}${GTFS}${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  return FeedMessage.decode(new Uint8Array(await response.arrayBuffer()));
}

const idsOf = (message: { entity: readonly { id: string }[] }) =>
  message.entity.map(({ id }) => id).toSorted();

describe('GTFS-Realtime', () => {
  it('is a feed that the official bindings read, with what is known of each vehicle', async () => {
    const message = await feed();
    expect(FeedMessage.verify(message)).toBeNull();
    expect(message.header).toMatchObject({ gtfsRealtimeVersion: '2.0', incrementality: 0 });
    const bus = message.entity.find(({ id }) => id === 'bus-1')?.vehicle;
    expect(bus?.vehicle).toMatchObject({ id: 'bus-1', label: 'bus-1' });
    expect(bus?.position?.latitude).toBeCloseTo(52.66, 5);
    expect(bus?.position?.longitude).toBeCloseTo(-8.63, 5);
    expect(bus?.position).toMatchObject({ bearing: 214.5, speed: 8.25 });
    const other = message.entity.find(({ id }) => id === 'bus-2')?.vehicle;
    expect(other?.position?.longitude).toBeCloseTo(151.2, 4);
    for (const field of ['bearing', 'speed'])
      expect(Object.hasOwn(other?.position ?? {}, field), `${field} is not known`).toBe(false);
  });

  it('has times in seconds: no position newer than its feed, no feed older than the one before', async () => {
    const [first, second] = [await feed(), await feed()];
    const timeOf = (value: unknown) => Number(value);
    expect(Math.abs(timeOf(first.header.timestamp) - Date.now() / 1000)).toBeLessThan(60);
    expect(timeOf(second.header.timestamp)).toBeGreaterThanOrEqual(timeOf(first.header.timestamp));
    for (const { vehicle } of first.entity) {
      expect(timeOf(vehicle?.timestamp)).toBeLessThanOrEqual(timeOf(first.header.timestamp));
      expect(timeOf(vehicle?.timestamp)).toBeGreaterThan(Date.now() / 1000 - 120);
    }
  });

  it('leaves out vehicles that were not heard for too long', async () => {
    expect(idsOf(await feed())).toEqual(['ahead', 'bus-1', 'bus-2']);
    expect(idsOf(await feed('?maxAge=30'))).toEqual(['ahead', 'bus-1']);
    expect(idsOf(await feed('?maxAge=600'))).toEqual(['ahead', 'bus-1', 'bus-2', 'late']);
    const { json } = await call(server, 'GET', `${GTFS}?maxAge=5`, { token: dispatcher });
    expect(json).toMatchObject({ status: 400, detail: expect.stringContaining('maxAge') });
  });

  it('is the same as JSON, by the mapping of protocol buffers, and as text', async () => {
    const message = await feed('?maxAge=30');
    const json = await call(server, 'GET', `${GTFS}?maxAge=30&format=json`, { token: dispatcher });
    expect(json.headers.get('content-type')).toMatch(/^application\/json/);
    const read = FeedMessage.fromObject(json.json as object);
    read.header.timestamp = message.header.timestamp ?? null;
    // Floats of 32 bits.
    expect(FeedMessage.encode(read).finish()).toEqual(FeedMessage.encode(message).finish());
    expect(json.json).toMatchObject({ header: { timestamp: expect.stringMatching(/^\d+$/) } });
    const { text, headers } = await call(server, 'GET', `${GTFS}?format=text`, { token: dispatcher });
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(text).toMatch(/^header \{\n {2}gtfs_realtime_version: "2.0"\n {2}incrementality: FULL_DATASET\n/);
    expect(text).toContain('    vehicle {\n      id: "bus-1"\n      label: "bus-1"\n    }\n');
  });

  it('shows everyone what they may see', async () => {
    expect(idsOf(await feed('', await tokenOf({ tenant: 'acme' })))).toEqual(['theirs']);
    const viewer = await tokenOf({ subject: 'v', roles: ['viewer'], vehicles: ['bus-2', 'theirs'] });
    expect(idsOf(await feed('', viewer))).toEqual(['bus-2']);
    expect(idsOf(await feed('', await tokenOf({ tenant: 'empty' })))).toEqual([]);
  });

  it('takes the token in the query, which is logged nowhere', async () => {
    const { status } = await call(server, 'GET', `${GTFS}?token=${dispatcher}`);
    expect(status).toBe(200);
    expect((await call(server, 'GET', `${GTFS}?token=nonsense.${dispatcher}`)).status).toBe(401);
    expect((await call(server, 'GET', GTFS)).status).toBe(401);
    expect(server.lines.filter(({ fields }) => fields.path === GTFS).length).toBeGreaterThan(2);
    expect(JSON.stringify(server.lines)).not.toContain(dispatcher);
  });
});

describe('GeoJSON', () => {
  it('is a collection of points with what is known of each vehicle', async () => {
    const { status, headers, json } = await call(server, 'GET', GEOJSON, { token: dispatcher });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/geo+json');
    expect(json).toMatchObject({
      type: 'FeatureCollection',
      features: [
        { id: 'ahead', geometry: { coordinates: [2, 1] } },
        {
          type: 'Feature',
          id: 'bus-1',
          geometry: { type: 'Point', coordinates: [-8.63, 52.66, 11] },
          properties: { vehicleId: 'bus-1', status: 'ONLINE', speed: 8.25, heading: 214.5, accuracy: null },
        },
        { id: 'bus-2', properties: { speed: null, heading: null } },
        { id: 'late' },
      ],
    });
    expect((await call(server, 'GET', `${GEOJSON}?token=${dispatcher}`)).status).toBe(200);
    const empty = await call(server, 'GET', GEOJSON, { token: await tokenOf({ tenant: 'empty' }) });
    expect(empty.json).toEqual({ type: 'FeatureCollection', features: [] });
  });

  it('answers 304 until something moves', async () => {
    const first = await call(server, 'GET', GEOJSON, { token: dispatcher });
    const tag = first.headers.get('etag') ?? '';
    const again = (etag: string) =>
      call(server, 'GET', GEOJSON, { token: dispatcher, headers: { 'if-none-match': etag } });
    expect(await again(tag)).toMatchObject({ status: 304, text: '' });
    const body = { vehicleId: 'bus-1', lat: 52.67, lng: -8.63 };
    await call(server, 'POST', '/api/tracking/location', { token: dispatcher, body });
    const moved = await again(tag);
    expect(moved.status).toBe(200);
    expect(moved.headers.get('etag')).not.toBe(tag);
  });

  it.each<[string | undefined, boolean]>([
    ['W/"abc"', true],
    ['"abc"', true],
    ['"x", W/"abc"', true],
    ['*', true],
    ['"ab"', false],
    ['', false],
    [undefined, false],
  ])('If-None-Match %j names W/"abc": %s', (header, expected) => {
    expect(isNamed('W/"abc"', header)).toBe(expected);
  });

  it('streams ten thousand vehicles, each once', async () => {
    const token = await tokenOf({ tenant: 'large' });
    const fleet = Array.from({ length: 10_000 }, (_, n) => ({
      vehicleId: `v-${n}`,
      lat: (n + 1) / 1000,
      lng: n / 500,
    }));
    for (let from = 0; from < fleet.length; from += 1000) {
      const updates = fleet.slice(from, from + 1000);
      await call(server, 'POST', '/api/tracking/batch', { token, body: { updates } });
    }
    const { json, headers } = await call(server, 'GET', GEOJSON, { token });
    expect(headers.get('transfer-encoding')).toBe('chunked');
    const features = (json as { features: { id: string }[] }).features;
    expect(new Set(features.map(({ id }) => id)).size).toBe(10_000);
    expect(idsOf(await feed('', token))).toHaveLength(10_000);
  });
});
