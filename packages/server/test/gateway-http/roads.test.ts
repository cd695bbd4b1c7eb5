import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** Somebody of a tenant of its own. */
async function asker(tenant: string, subject = 'olga', role: 'dispatcher' | 'driver' = 'dispatcher') {
  const token = await tokenOf({ tenant, subject, roles: [role] });
  return (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    call(server, method, path, {
      token,
      ...(body === undefined ? {} : { body }),
      ...(headers === undefined ? {} : { headers }),
    });
}

const BOX = '7.4,43.7,7.5,43.8';
const feature = (coordinates: unknown, more: object = {}, type = 'LineString') => ({
  type: 'Feature',
  properties: {},
  geometry: { type, coordinates },
  ...more,
});
const collection = (...features: unknown[]) => ({ type: 'FeatureCollection', features });
const NORTH = [
  [7.42, 43.73],
  [7.42, 43.7345],
];

describe('observations', () => {
  it('[P85] [P86] are taken, each judged by itself, and known when they come again', async () => {
    const ask = await asker('observing', 'rider', 'driver');
    const good = { timestamp: '2026-05-04T07:45:50.000Z', latitude: 43.73, longitude: 7.42, roughness: 1.2 };
    const samples = Array.from({ length: 40 }, (_, n) => 9.81 + (n % 2 === 0 ? 1 : -1));
    const observations = [
      good,
      { ...good, latitude: undefined },
      { ...good, timestamp: new Date(Date.now() + 25 * 3_600_000).toISOString() },
      { ...good, roughness: 101 },
      { ...good, verticalAcceleration: [1, 2, 3, 4, 501] },
      {
        time: '2026-05-04T07:45:51.000Z',
        lat: 43.7301,
        lng: 7.42,
        verticalAcceleration: samples,
        deviceId: 'b',
      },
      'nothing',
      { ...good, latitude: 0, longitude: 0 },
    ];
    const answer = await ask('POST', '/api/roads/observations', { observations });
    expect(answer.status).toBe(202);
    const { accepted, repeated, rejected } = answer.json as {
      accepted: number;
      repeated: number;
      rejected: { index: number; code: string; message: string }[];
    };
    expect([accepted, repeated]).toEqual([2, 0]);
    expect(rejected.map(({ index, code }) => [index, code])).toEqual(
      [1, 2, 3, 4, 6, 7].map((n) => [n, 'invalid']),
    );
    expect(rejected.map(({ message }) => message).join('\n')).toMatch(
      /latitude \(or lat\) is missing[\s\S]*25 h ahead of the server's clock; at most 24 h[\s\S]*roughness: [\s\S]*verticalAcceleration/,
    );
    const again = await ask('POST', '/api/roads/observations', { observations: observations.slice(0, 1) });
    expect(again.json).toEqual({ accepted: 1, repeated: 1, rejected: [] });
    const stored = await server.roads.observations.trace('observing', 'rider/b', 0, Date.now(), 9);
    expect(stored.map(({ roughness }) => roughness)).toEqual([1]);
  });

  it('are refused as a whole where there is no list of up to 1,000', async () => {
    const ask = await asker('observing');
    for (const body of [{}, { observations: [] }, { observations: new Array(1001).fill({}) }]) {
      const answer = await ask('POST', '/api/roads/observations', body);
      expect(answer).toMatchObject({ status: 400, json: { code: 'invalid' } });
    }
  });
});

describe('roads', () => {
  it('[P88] are imported as lines, cut where they meet and to 200 m, and read as GeoJSON', async () => {
    const ask = await asker('importing');
    const crossing = [
      [7.419, 43.731],
      [7.42, 43.731],
      [7.421, 43.731],
    ];
    const lines = collection(
      feature(
        [
          [7.42, 43.73],
          [7.42, 43.731],
          [7.42, 43.7345],
        ],
        { id: 'way/12', properties: { name: ' Quai ', highway: 'primary', oneway: '-1' } },
      ),
      feature([crossing], { properties: { '@id': 7 } }, 'MultiLineString'),
    );
    const dry = await ask('POST', '/api/roads/segments/import?dryRun=true', lines);
    expect(dry.json).toEqual({
      segments: 5,
      lines: 2,
      lengthM: expect.any(Number),
      replaced: 0,
      dryRun: true,
    });
    const geojson = { 'content-type': 'application/geo+json' };
    const done = await ask('POST', '/api/roads/segments/import', lines, geojson);
    expect(done.json).toMatchObject({ segments: 5, dryRun: false });
    expect(Math.round((done.json as { lengthM: number }).lengthM)).toBe(661);
    const read = await ask('GET', `/api/roads/segments?bbox=${BOX}`);
    expect(read.headers.get('content-type')).toMatch(/^application\/geo\+json/);
    const { features, truncated } = read.json as {
      features: { id: string; geometry: { coordinates: number[][] }; properties: Record<string, unknown> }[];
      truncated: boolean;
    };
    expect(truncated).toBe(false);
    expect(features.map(({ id }) => id)).toEqual(['7~1', '7~2', 'way-12~1', 'way-12~2', 'way-12~3']);
    expect(features[2]?.properties).toMatchObject({
      name: 'Quai',
      roadClass: 'primary',
      oneWay: true,
      quality: null,
    });
    expect(features[2]?.geometry.coordinates[0]).toEqual([7.42, 43.7345]);
    for (const { properties } of features) expect(properties['lengthM']).toBeLessThanOrEqual(200);
    expect((await ask('GET', '/api/roads/segments/7~1')).json).toMatchObject({
      kind: 'segment',
      quality: null,
    });
    expect((await ask('GET', '/api/roads/segments/7~9')).status).toBe(404);
    const other = await asker('importing-not');
    expect((await other('GET', '/api/roads/segments/7~1')).status).toBe(404);
    expect((await ask('GET', `/api/roads/segments?bbox=${BOX}&limit=2`)).json).toMatchObject({
      truncated: true,
    });
    expect((await ask('GET', '/api/roads/segments?bbox=7,8')).status).toBe(400);
    expect((await ask('GET', `/api/roads/segments?bbox=${BOX}&minConfidence=0.1`)).json).toMatchObject({
      features: [],
    });
    const driver = await asker('importing', 'dan', 'driver');
    expect((await driver('POST', '/api/roads/segments/import', lines)).status).toBe(403);
  });

  it.each([
    [
      'a point',
      collection(feature(NORTH), feature([7, 43], {}, 'Point')),
      /features\[1\]: its geometry is a Point; LineString and MultiLineString/,
    ],
    [
      'one point',
      collection(feature([[7, 43]])),
      /features\[0\]: coordinates has one point; a line takes two or more/,
    ],
    [
      'metres',
      collection(
        feature([
          [7, 43],
          [829_000, 5_400_000],
        ]),
      ),
      /features\[0\]: coordinates\[1\] is \[829000, 5400000\].*EPSG:4326/,
    ],
    [
      'text',
      collection(
        feature([
          [7, 43],
          ['x', 1],
        ]),
      ),
      /coordinates\[1\] takes \[longitude, latitude\]/,
    ],
    [
      'an id twice',
      collection(feature(NORTH, { id: 1 }), feature(NORTH, { id: 1 })),
      /features\[1\]: its id 1 is that of features\[0\]/,
    ],
    ['nothing', collection(), /features is empty/],
    ['no collection', { type: 'Feature' }, /takes GeoJSON/],
    ['no feature', collection(null), /features\[0\]: it is no Feature/],
  ])('refuse %s, and stay as they are', async (_what, body, message) => {
    const ask = await asker('refusing');
    const answer = await ask('POST', '/api/roads/segments/import', body);
    expect(answer).toMatchObject({
      status: 400,
      json: { code: 'invalid', detail: expect.stringMatching(message) },
    });
    expect((await ask('GET', `/api/roads/segments?bbox=${BOX}`)).json).toMatchObject({ features: [] });
  });

  it('[P89] are vector tiles as well, with a tag', async () => {
    const ask = await asker('tiles');
    await ask('POST', '/api/roads/segments/import', collection(feature(NORTH, { id: 'n' })));
    const path = '/api/roads/tiles/14/8529/5974';
    const tile = await ask('GET', `${path}.mvt`);
    expect(tile.status).toBe(200);
    expect(tile.headers.get('content-type')).toBe('application/vnd.mapbox-vector-tile');
    expect(tile.text).toMatch(/roads[\s\S]*segmentId[\s\S]*n~1/);
    const tag = tile.headers.get('etag') ?? '';
    expect((await ask('GET', path, undefined, { 'if-none-match': tag })).status).toBe(304);
    expect((await ask('GET', '/api/roads/tiles/14/1/1.mvt')).text).toBe('');
    expect((await ask('GET', '/api/roads/tiles/2/4/0.mvt')).status).toBe(400);
  });
});

describe('hazards', () => {
  const HOLE = { type: 'POTHOLE', latitude: 43.73, longitude: 7.42 };

  it('[P90] are reported, confirmed and dismissed, each subject once', async () => {
    const [anna, ben] = [await asker('hazards', 'anna', 'driver'), await asker('hazards', 'ben', 'driver')];
    const reported = await anna('POST', '/api/roads/hazards', { ...HOLE, hazardId: 'h', note: 'Deep' });
    expect(reported).toMatchObject({
      status: 201,
      json: {
        hazardId: 'h',
        ...HOLE,
        note: 'Deep',
        confirmations: 1,
        dismissals: 0,
        confidence: 0.6,
        region: 'spv2bb',
      },
    });
    const again = await anna('POST', '/api/roads/hazards', { ...HOLE, hazardId: 'h', note: 'Deep' });
    expect(again).toMatchObject({ status: 201, json: { confirmations: 1 } });
    const moved = await anna('POST', '/api/roads/hazards', { ...HOLE, hazardId: 'h', latitude: 43.74 });
    expect(moved).toMatchObject({ status: 409, json: { code: 'conflict' } });
    const near = await ben('POST', '/api/roads/hazards', { ...HOLE, latitude: 43.7301 });
    expect(near.json).toMatchObject({ hazardId: 'h', confirmations: 2, confidence: 0.84 });
    expect((await anna('POST', '/api/roads/hazards/h/confirm')).json).toMatchObject({ confirmations: 2 });
    expect((await anna('GET', `/api/roads/hazards?bbox=${BOX}`)).json).toMatchObject({
      items: [{ hazardId: 'h' }],
    });
    expect((await anna('GET', '/api/regions/spv2bb')).json).toMatchObject({
      members: 0,
      hazards: [{ hazardId: 'h' }],
    });
    const other = await asker('hazards-not', 'anna');
    expect((await other('POST', '/api/roads/hazards/h/confirm')).status).toBe(404);
    for (const subject of ['carl', 'dora', 'emil']) {
      const ask = await asker('hazards', subject, 'driver');
      expect((await ask('POST', '/api/roads/hazards/h/dismiss')).status).toBe(200);
    }
    expect((await anna('GET', `/api/roads/hazards?bbox=${BOX}`)).json).toEqual({ items: [] });
    expect((await anna('POST', '/api/roads/hazards/h/confirm')).status).toBe(404);
  });

  it('[P94] are told to who follows their region, as are qualities that change', async () => {
    const ask = await asker('followed', 'anna', 'dispatcher');
    const token = await tokenOf({ tenant: 'followed', subject: 'ben', roles: ['driver'] });
    const ending = new AbortController();
    const url = `${server.url}/api/stream?topics=region:spv2bb&token=${token}`;
    const { body } = await fetch(url, { signal: ending.signal });
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const until = async (wanted: RegExp) => {
      while (!wanted.test(text)) {
        const part = await reader?.read();
        if (part?.value === undefined) throw new Error(`the stream ended after ${text}`);
        text += part.value;
      }
    };
    await until(/event: region:update\ndata: .*"hazards":\[\]/);
    await ask('POST', '/api/roads/hazards', { ...HOLE, hazardId: 'told' });
    await until(/"hazards":\[\{"hazardId":"told"/);
    await ask('POST', '/api/roads/segments/import', collection(feature(NORTH, { id: 'n' })));
    const observations = Array.from({ length: 10 }, (_, second) => ({
      ...{ timestamp: Date.UTC(2026, 4, 4, 8) + second * 1000, roughness: 5, speed: 10 },
      ...{ latitude: 43.73 + second * 9e-5, longitude: 7.42 },
    }));
    await ask('POST', '/api/roads/observations', { observations });
    await server.roads.settler.settleAll('followed');
    await until(/"qualities":\[\{"segmentId":"n~1","quality":"BAD"\}/);
    ending.abort();
  });

  it('are refused with what they take', async () => {
    const ask = await asker('hazards', 'anna', 'driver');
    const refused = await ask('POST', '/api/roads/hazards', { ...HOLE, type: 'DRAGON', latitude: 91 });
    expect(refused).toMatchObject({
      status: 400,
      json: { detail: expect.stringMatching(/type: [\s\S]*latitude: /) },
    });
    expect((await ask('GET', '/api/regions/xyz')).status).toBe(400);
    expect((await ask('GET', '/api/regions/spv2bb')).json).toMatchObject({
      neighbours: new Array(8).fill({ members: 0 }),
    });
  });
});
