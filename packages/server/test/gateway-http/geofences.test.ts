import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const DEPOT = {
  name: 'Depot',
  shape: { type: 'circle', center: { latitude: 52.66, longitude: -8.63 }, radiusM: 120 },
};

/** A dispatcher of a tenant with no fences yet. */
async function newTenant(name: string) {
  const token = await tokenOf({ tenant: name });
  return (method: string, path: string, body?: unknown) =>
    call(server, method, `/api/geofences${path}`, { token, ...(body === undefined ? {} : { body }) });
}

describe('geofences', () => {
  it('are drawn, read, changed and removed', async () => {
    const ask = await newTenant('crud');
    const created = await ask('POST', '', { id: 'depot', ...DEPOT });
    expect(created).toMatchObject({
      status: 201,
      json: { id: 'depot', ...DEPOT, dwellS: null, appliesTo: null, changedAt: expect.stringMatching(/Z$/) },
    });
    expect(await ask('POST', '', { id: 'depot', ...DEPOT })).toMatchObject({
      status: 409,
      json: { code: 'conflict' },
    });
    expect((await ask('GET', '/depot')).json).toEqual(created.json);
    const scope = { vehicles: ['bus-7'], groups: [] };
    const changed = await ask('PUT', '/depot', { ...DEPOT, dwellS: 600, appliesTo: { vehicles: ['bus-7'] } });
    expect(changed).toMatchObject({ status: 200, json: { dwellS: 600, appliesTo: scope } });
    expect(await ask('PUT', '/another', DEPOT)).toMatchObject({ status: 200, json: { id: 'another' } });
    expect((await ask('DELETE', '/depot')).status).toBe(204);
    expect(await ask('DELETE', '/depot')).toMatchObject({
      status: 404,
      json: { detail: 'there is no fence depot' },
    });
    expect((await ask('GET', '/depot')).status).toBe(404);
    const { id } = (await ask('POST', '', DEPOT)).json as { id: string };
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('are listed in pages', async () => {
    const ask = await newTenant('pages');
    for (const id of ['c', 'a', 'b']) await ask('PUT', `/${id}`, DEPOT);
    const page = async (query: string) => {
      const { items, nextCursor } = (await ask('GET', query)).json as {
        items: { id: string }[];
        nextCursor: unknown;
      };
      return [items.map(({ id }) => id).join(''), nextCursor];
    };
    expect(await page('')).toEqual(['abc', null]);
    expect(await page('?limit=2')).toEqual(['ab', 'b']);
    expect(await page('?limit=2&cursor=b')).toEqual(['c', null]);
    expect(await page('?limit=3')).toEqual(['abc', null]);
  });

  it.each([
    ['no name', { ...DEPOT, name: ' ' }, /name: /],
    ['no shape', { name: 'x' }, /shape: /],
    ['another shape', { ...DEPOT, shape: { type: 'square' } }, /shape/],
    [
      'a latitude of 91',
      { ...DEPOT, shape: { ...DEPOT.shape, center: { latitude: 91, longitude: 0 } } },
      /shape\.center\.latitude/,
    ],
    [
      'a radius of 3 m',
      { ...DEPOT, shape: { ...DEPOT.shape, radiusM: 3 } },
      /shape: radiusM takes 10 to 500000 metres; it is 3/,
    ],
    ['a stay of a second', { ...DEPOT, dwellS: 1 }, /dwellS: /],
    ['an empty scope', { ...DEPOT, appliesTo: {} }, /names at least one vehicle or group/],
  ])('are refused with %s, and why', async (_case, body, reason) => {
    const ask = await newTenant('refused');
    const { status, json } = await ask('POST', '', body);
    expect([status, (json as { code: string }).code]).toEqual([400, 'invalid']);
    expect((json as { detail: string }).detail).toMatch(reason);
    expect((await ask('GET', '')).json).toMatchObject({ items: [] });
  });

  it.each(['admin', 'dispatcher'] as const)('may be managed by %s', async (role) => {
    const token = await tokenOf({ roles: [role], tenant: `of-${role}` });
    expect((await call(server, 'POST', '/api/geofences', { token, body: DEPOT })).status).toBe(201);
  });

  it.each(['driver', 'viewer', 'agent', 'customer'] as const)('are closed to %s', async (role) => {
    const token = await tokenOf({ roles: [role], vehicles: ['bus-7'] });
    for (const [method, path] of [
      ['GET', ''],
      ['POST', ''],
      ['GET', '/x'],
      ['PUT', '/x'],
      ['DELETE', '/x'],
      ['GET', '.geojson'],
      ['POST', '.geojson'],
    ] as const)
      expect(await call(server, method, `/api/geofences${path}`, { token })).toMatchObject({
        status: 403,
        json: { code: 'forbidden' },
      });
  });

  it('of one tenant are not there for another', async () => {
    const [one, other] = [await newTenant('one'), await newTenant('other')];
    await one('PUT', '/depot', DEPOT);
    expect((await other('GET', '/depot')).status).toBe(404);
    expect((await other('DELETE', '/depot')).status).toBe(404);
    expect((await other('GET', '')).json).toMatchObject({ items: [] });
    expect((await other('GET', '.geojson')).json).toMatchObject({ features: [] });
    expect((await other('POST', '', { id: 'depot', ...DEPOT, name: 'Theirs' })).status).toBe(201);
    expect((await one('GET', '/depot')).json).toMatchObject({ name: 'Depot' });
  });
});

describe('as GeoJSON', () => {
  const square = [
    [0, 0],
    [0.1, 0],
    [0.1, 0.1],
    [0, 0.1],
    [0, 0],
  ];
  const hole = square.map(([x = 0, y = 0]) => [x / 2 + 0.02, y / 2 + 0.02]);
  const feature = (geometry: object, properties: object = {}, id?: string) => ({
    type: 'Feature',
    ...(id === undefined ? {} : { id }),
    geometry,
    properties,
  });
  const collection = (...features: unknown[]) => ({ type: 'FeatureCollection', features });

  it('come back as they went out', async () => {
    const [one, other] = [await newTenant('out'), await newTenant('in')];
    const files = collection(
      feature({ type: 'Point', coordinates: [-8.63, 52.66] }, { name: 'C', radiusM: 50 }, 'c'),
      feature(
        { type: 'Polygon', coordinates: [square, hole] },
        { name: 'P', dwellS: 60, groups: ['north'] },
        'p',
      ),
      feature(
        { type: 'LineString', coordinates: square.slice(0, 3) },
        { name: 'L', widthM: 40, vehicles: ['b'] },
        'l',
      ),
    );
    expect((await one('POST', '.geojson', files)).json).toEqual({ stored: 3, ids: ['c', 'p', 'l'] });
    const exported = await one('GET', '.geojson');
    expect(exported.headers.get('content-type')).toContain('application/geo+json');
    expect((exported.json as { features: unknown[] }).features).toHaveLength(3);
    expect((await other('POST', '.geojson', exported.json)).json).toMatchObject({ stored: 3 });
    const withoutTimes = (text: string) => text.replaceAll(/"changedAt":"[^"]+"/g, '');
    expect(withoutTimes((await other('GET', '.geojson')).text)).toBe(withoutTimes(exported.text));
  });

  it('without ids are the same fences when they are imported again', async () => {
    const ask = await newTenant('again');
    const file = collection(feature({ type: 'Polygon', coordinates: [square] }, { name: 'P' }));
    const first = await ask('POST', '.geojson', file);
    expect((await ask('POST', '.geojson', file)).json).toEqual(first.json);
    expect((await ask('GET', '')).json).toMatchObject({ items: [{ name: 'P' }], nextCursor: null });
  });

  it('of an empty tenant are a collection too', async () => {
    const ask = await newTenant('empty');
    expect((await ask('GET', '.geojson')).json).toEqual({ type: 'FeatureCollection', features: [] });
  });

  it.each([
    [
      'a Point without a radius',
      feature({ type: 'Point', coordinates: [0, 0] }),
      /features\[1\]: a Point is a circle and takes properties\.radiusM/,
    ],
    [
      'a LineString without a width',
      feature({ type: 'LineString', coordinates: square }),
      /takes properties\.widthM/,
    ],
    ['a MultiPolygon', feature({ type: 'MultiPolygon', coordinates: [[square]] }), /features\[1\]: geometry/],
    [
      'a bow tie',
      feature(
        {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [1, 1],
              [1, 0],
              [0, 1],
              [0, 0],
            ],
          ],
        },
        {},
        'bow',
      ),
      /fence bow: the outer ring crosses/,
    ],
    [
      'latitude first',
      feature({ type: 'Point', coordinates: [52.66, -98.63] }, { radiusM: 50 }),
      /features\[1\]: shape\.center\.latitude/,
    ],
    [
      'the same id twice',
      feature({ type: 'Point', coordinates: [0, 0] }, { radiusM: 50 }, 'ok'),
      /features\[1\] has the same id as features\[0\]: ok/,
    ],
  ])('with %s change nothing', async (_case, wrong, reason) => {
    const ask = await newTenant('wrong');
    const fine = feature({ type: 'Point', coordinates: [0, 0] }, { radiusM: 50 }, 'ok');
    const { status, json } = await ask('POST', '.geojson', collection(fine, wrong));
    expect(status).toBe(400);
    expect((json as { detail: string }).detail).toMatch(reason);
    expect((await ask('GET', '')).json).toMatchObject({ items: [] });
  });
});
