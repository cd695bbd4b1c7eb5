import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Fix, HistoryItem } from '@waycast/contract';
import { parse } from 'csv-parse/sync';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { History } from '../../src/ports/history.ts';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

interface Point {
  readonly time: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude?: number;
  readonly speed?: number;
  readonly heading?: number;
}

const START = Date.UTC(2026, 4, 4, 7);
/** A track with values that print in every way that numbers can. */
const TRACK: Point[] = Array.from({ length: 2500 }, (_, index) => ({
  time: new Date(START + index * 1000 + (index % 7)).toISOString(),
  latitude: 52.6 + index * 0.000_013_7,
  longitude: index === 3 ? 1e-7 : -8.6 - index / 90_000,
  ...(index % 2 === 0 ? { altitude: index / 10 } : {}),
  ...(index % 3 === 0 ? { speed: index / 300, heading: (index * 7) % 360 } : {}),
}));

let server: TestServer;
let token: string;
/** What the endless history has been asked for, and whether it was told to stop. */
const endless = { chunks: 0, ended: false };
let failAfterChunks = Number.POSITIVE_INFINITY;

function withEndless(history: History): History {
  return {
    record: (fixes) => history.record(fixes),
    page: (range, limit) => history.page(range, limit),
    last: (tenant, id) => history.last(tenant, id),
    lastOf: (vehicles) => history.lastOf(vehicles),
    lastOfAll: (tenant) => history.lastOfAll(tenant),
    onStored: (listener) => history.onStored(listener),
    ping: () => history.ping(),
    stream: (range) => (range.vehicleId === 'endless' ? endlessChunks() : history.stream(range)),
  };
}

async function* endlessChunks(): AsyncIterable<Fix[]> {
  try {
    for (let chunk = 0; ; chunk++) {
      if (chunk >= failAfterChunks) throw new Error('the database went away');
      endless.chunks += 1;
      yield Array.from(
        { length: 1000 },
        (_, index): Fix => ({
          vehicleId: 'endless',
          latitude: 1,
          longitude: 2,
          time: chunk * 1000 + index,
          receivedAt: 0,
          accuracy: null,
        }),
      );
    }
  } finally {
    endless.ended = true;
  }
}

beforeAll(async () => {
  server = await startServer({ history: withEndless });
  token = await tokenOf();
  for (let at = 0; at < TRACK.length; at += 1000) {
    const updates = TRACK.slice(at, at + 1000).map(({ time, ...point }) => ({
      vehicleId: 'tram-1',
      timestamp: time,
      ...point,
    }));
    expect(
      (await call(server, 'POST', '/api/tracking/batch', { token, body: { updates } })).json,
    ).toMatchObject({ rejected: [] });
  }
});
afterAll(() => server.close());

const path = (id: string, query = '') => `/api/tracking/vehicles/${id}/history${query}`;
const read = (id: string, query = '') => call(server, 'GET', path(id, query), { token });
type Page = { items: (typeof HistoryItem)['_output'][]; nextCursor: string | null };

describe('pages', () => {
  it('[P38] give everything once in order of time, following nextCursor', async () => {
    const times: string[] = [];
    let cursor: string | null = '';
    let pages = 0;
    while (cursor !== null) {
      const page: Page = (await read('tram-1', `?limit=999${cursor === '' ? '' : `&cursor=${cursor}`}`))
        .json as Page;
      times.push(...page.items.map(({ time }) => time));
      cursor = page.nextCursor;
      pages += 1;
    }
    expect(pages).toBe(3);
    expect(times).toEqual(TRACK.map(({ time }) => time));
  });

  it('[P38] hold 1,000 by default, at most 10,000, and end without a cursor when nothing is left', async () => {
    expect(((await read('tram-1')).json as Page).items).toHaveLength(1000);
    const all = (await read('tram-1', '?limit=999999')).json as Page;
    expect(all.items).toHaveLength(2500);
    expect(all.nextCursor).toBeNull();
    expect(((await read('tram-1', '?limit=2500')).json as Page).nextCursor).toBeNull();
  });

  it('[P38] take a range with both ends inclusive, as ISO 8601 or epoch milliseconds', async () => {
    const [first, , third] = TRACK;
    const iso = (await read('tram-1', `?from=${first?.time}&to=${third?.time}`)).json as Page;
    expect(iso.items.map(({ time }) => time)).toEqual(TRACK.slice(0, 3).map(({ time }) => time));
    const ms = (
      await read('tram-1', `?from=${Date.parse(first?.time ?? '')}&to=${Date.parse(third?.time ?? '')}`)
    ).json;
    expect(ms).toEqual(iso);
  });

  it('[P38] are empty for a vehicle without history', async () => {
    expect((await read('never-seen')).json).toEqual({ items: [], nextCursor: null });
  });
});

describe('files', () => {
  it('[P39] GPX equals the input in every coordinate, time, altitude, speed and course', async () => {
    const { headers, text } = await read('tram-1', '?format=gpx');
    expect(headers.get('content-type')).toBe('application/gpx+xml');
    expect(headers.get('content-disposition')).toBe('attachment; filename="tram-1.gpx"');
    expect(parseGpx(text)).toEqual(TRACK);
  });

  it('[P39] GeoJSON holds every fix with its time', async () => {
    const { headers, json } = await read('tram-1', '?format=geojson');
    expect(headers.get('content-type')).toContain('application/geo+json');
    expect(pointsOf(json)).toEqual(TRACK.map(({ heading: _, ...point }) => point));
  });

  it('[P39] CSV holds every fix', async () => {
    const { headers, text } = await read('tram-1', '?format=csv');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(text).toMatch(
      /^vehicleId,time,receivedAt,latitude,longitude,accuracy,speed,heading,altitude,flags\r\n/,
    );
    const rows: Record<string, string>[] = parse(text, { columns: true });
    const points = rows.map(({ time, latitude, longitude, altitude, speed, heading }) => ({
      time,
      latitude: Number(latitude),
      longitude: Number(longitude),
      ...(altitude === '' ? {} : { altitude: Number(altitude) }),
      ...(speed === '' ? {} : { speed: Number(speed), heading: Number(heading) }),
    }));
    expect(points).toEqual(TRACK);
  });

  it('[P39] are well-formed for no fix and for one', async () => {
    await call(server, 'POST', '/api/tracking/location', {
      token,
      body: { vehicleId: '@one', lat: 1, lng: 2, time: START },
    });
    expect((await read('nobody', '?format=geojson')).json).toEqual({
      type: 'FeatureCollection',
      features: [],
    });
    expect((await read('%40one', '?format=geojson')).json).toMatchObject({
      features: [{ geometry: { type: 'Point', coordinates: [2, 1] } }],
    });
    expect(parseGpx((await read('nobody', '?format=gpx')).text)).toEqual([]);
    expect((await read('nobody', '?format=csv')).text.split('\r\n')).toHaveLength(2);
    expect((await read('%40one', '?format=csv')).text).toContain('\r\n"@one",');
    expect((await read('%40one', '?format=csv')).headers.get('content-disposition')).toBe(
      'attachment; filename="_one.csv"',
    );
  });

  it('[P40] are read only as far as the client takes them, and not once it is gone', async () => {
    Object.assign(endless, { chunks: 0, ended: false });
    const response = await open(path('endless', '?format=csv'));
    await once(response, 'data');
    response.pause();
    // The sockets' buffers fill, then reading stops: the count stays the same over many turns.
    let before = -1;
    await expect
      .poll(
        () => {
          const still = endless.chunks === before;
          before = endless.chunks;
          return still;
        },
        { interval: 200 },
      )
      .toBe(true);
    expect(endless.ended).toBe(false);
    response.destroy();
    await expect.poll(() => endless.ended).toBe(true);
  });

  it('[P40] that fail in the middle do not end as if complete', async () => {
    failAfterChunks = 3;
    const response = await open(path('endless', '?format=gpx'));
    response.resume();
    await expect(once(response, 'end')).rejects.toMatchObject({ code: 'ECONNRESET' });
    failAfterChunks = 0;
    const refused = await read('endless', '?format=gpx');
    failAfterChunks = Number.POSITIVE_INFINITY;
    expect(response.complete).toBe(false);
    expect(refused.headers.get('content-disposition')).toBeNull();
  });
});

function open(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(server.url + url, { headers: { authorization: `Bearer ${token}` } }, resolve).on('error', reject);
  });
}

/** Track points of a GPX file by a parser that refuses what is not well-formed. */
function parseGpx(text: string): Point[] {
  const points: Record<string, unknown>[] = [];
  const names: Record<string, string> = {
    time: 'time',
    ele: 'altitude',
    'gpxtpx:speed': 'speed',
    'gpxtpx:course': 'heading',
  };
  let content = '';
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ name, attributes }) => {
    content = '';
    if (name !== 'trkpt') return;
    points.push({ latitude: Number(attributes['lat']?.value), longitude: Number(attributes['lon']?.value) });
  });
  parser.on('text', (part) => (content += part));
  parser.on('closetag', ({ name }) => {
    const field = names[name];
    const point = points.at(-1);
    if (field !== undefined && point !== undefined)
      point[field] = field === 'time' ? content : Number(content);
  });
  parser.write(text).close();
  return points as unknown as Point[];
}

/** Points of the lines of a FeatureCollection. */
function pointsOf(json: unknown): Point[] {
  const { features } = json as {
    features: {
      geometry: { coordinates: number[][] };
      properties: { coordTimes: string[]; speeds: (number | null)[] };
    }[];
  };
  return features.flatMap(({ geometry, properties }) =>
    geometry.coordinates.map(([longitude = 0, latitude = 0, altitude], index) => ({
      time: properties.coordTimes[index] ?? '',
      latitude,
      longitude,
      ...(altitude === undefined ? {} : { altitude }),
      ...(properties.speeds[index] == null ? {} : { speed: properties.speeds[index] }),
    })),
  );
}
