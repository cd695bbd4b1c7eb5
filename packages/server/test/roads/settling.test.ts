import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from '../gateway-http/http-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

async function asker(tenant: string) {
  const token = await tokenOf({ tenant, subject: 'olga', roles: ['admin'] });
  return async (method: string, path: string, body?: unknown) => {
    const answer = await call(server, method, path, { token, ...(body === undefined ? {} : { body }) });
    const failures = server.lines.map(({ fields }) => String(fields['err'] ?? ''));
    expect(answer.status, answer.text + failures.join(' ')).toBeLessThan(300);
    return answer.json as Record<string, unknown>;
  };
}

const AT = Date.UTC(2026, 4, 4, 8);
const ROADS = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      id: 'quai',
      properties: {},
      geometry: {
        type: 'LineString',
        coordinates: [
          [7.42, 43.73],
          [7.42, 43.7345],
        ],
      },
    },
  ],
};

/** A drive north at 10 m/s, some metres beside the road; rough beyond the middle. */
const drive = (deviceId: string, from = AT) =>
  Array.from({ length: 50 }, (_, second) => ({
    deviceId,
    timestamp: from + second * 1000,
    latitude: 43.73 + second * 9e-5,
    longitude: 7.42 + (second % 2 === 0 ? 3e-5 : -3e-5),
    accuracy: 5,
    speed: 10,
    heading: 0,
    roughness: second < 25 ? 0.5 : 2,
  }));

describe('roads that are driven', () => {
  it('[P87] are estimated by piece, the same whatever the order in which observations come', async () => {
    const estimates: unknown[] = [];
    for (const [tenant, arrange] of [
      ['in-order', <T>(list: T[]) => list],
      ['reversed', <T>(list: T[]) => [...list].reverse()],
    ] as const) {
      const ask = await asker(tenant);
      await ask('POST', '/api/roads/segments/import', ROADS);
      const observations = ['a', 'b', 'c'].flatMap((device, n) => drive(device, AT + n * 600_000));
      const all = arrange(observations);
      for (const part of [all.slice(0, 40), all.slice(40, 90), all.slice(90)]) {
        await ask('POST', '/api/roads/observations', { observations: part });
        await server.roads.settler.settleAll(tenant);
      }
      const { features } = await ask('GET', '/api/roads/segments?bbox=7.4,43.7,7.5,43.8&minConfidence=0');
      const properties = (features as { properties: Record<string, unknown> }[]).map((one) => one.properties);
      expect(properties.map((one) => [one['segmentId'], one['quality']])).toEqual([
        ['quai~1', 'GOOD'],
        ['quai~2', expect.stringMatching(/FAIR|GOOD|POOR/)],
        ['quai~3', 'POOR'],
      ]);
      for (const one of properties) expect(one).toMatchObject({ devices: 3 });
      estimates.push(properties.map(({ confidence: _confidence, ...one }) => one));
      const recomputed = await ask('POST', '/api/roads/recompute');
      expect(recomputed).toMatchObject({ observations: 150, matched: 150, segments: 3 });
      const again = await ask('GET', '/api/roads/segments?bbox=7.4,43.7,7.5,43.8');
      expect(
        (again['features'] as { properties: Record<string, unknown> }[]).map(
          ({ properties: { confidence: _confidence, ...one } }) => one,
        ),
      ).toEqual(estimates[0]);
    }
    expect(estimates[1]).toEqual(estimates[0]);
  });

  it('are cells until they are imported, and are told by hour and day of the tenant', async () => {
    const ask = await asker('cells');
    await ask('PATCH', '/api/tenant', { timeZone: 'Europe/Monaco' });
    await ask('POST', '/api/roads/observations', { observations: drive('a') });
    await server.roads.settler.settleAll('cells');
    const { features } = await ask('GET', '/api/roads/segments?bbox=7.4,43.7,7.5,43.8');
    const cells = features as { id: string; geometry: { type: string }; properties: { kind: string } }[];
    expect(cells.length).toBeGreaterThan(10);
    for (const cell of cells) expect([cell.geometry.type, cell.properties.kind]).toEqual(['Polygon', 'cell']);
    await ask('POST', '/api/roads/segments/import', ROADS);
    await server.roads.settler.settleAll('cells');
    const after = await ask('GET', '/api/roads/segments?bbox=7.4,43.7,7.5,43.8');
    expect((after['features'] as { id: string }[]).map(({ id }) => id)).toEqual([
      'quai~1',
      'quai~2',
      'quai~3',
    ]);
    const day = { from: '2026-05-04T00:00:00.000Z', to: '2026-05-04T12:00:00.000Z' };
    const query = new URLSearchParams(day);
    const analytics = await ask('GET', `/api/roads/segments/quai~1/analytics?${query}`);
    expect(analytics).toMatchObject({
      items: [{ from: '2026-05-03T22:00:00.000Z', devices: 1, roughness: 0.5, speed: 10 }],
    });
    const hours = await ask('GET', `/api/roads/segments/quai~1/analytics?bucket=hour&${query}`);
    expect(hours).toMatchObject({ items: [{ from: '2026-05-04T08:00:00.000Z' }] });
  });
});
