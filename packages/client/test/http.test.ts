import { ROUTE_NAMES, routeDefinition } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from '../src/http-request.ts';
import { ROUTE_CALLS } from '../src/routes.ts';
import { connectionTo } from './connected.ts';
import { HttpPeer } from './http-peer.ts';

const problem = (status: number, code: string, more: object = {}) => ({
  status,
  json: {
    type: 'about:blank',
    title: 'x',
    status,
    code,
    detail: `detail of ${code}`,
    requestId: 'r',
    ...more,
  },
});

describe('http', () => {
  it('calls every route of the contract as it is defined there', () => {
    const called = ROUTE_NAMES.filter((name) => routeDefinition(name).access !== 'device');
    expect(Object.keys(ROUTE_CALLS).sort()).toEqual([...called].sort());
    for (const [name, call] of Object.entries(ROUTE_CALLS)) {
      const { method, path, access, bodyType } = routeDefinition(name as keyof typeof ROUTE_CALLS);
      const token = access === 'token' || access === 'share';
      expect(call, name).toMatchObject({ method, path, token });
      expect([name, 'sends' in call ? call.sends : undefined]).toEqual([name, bodyType]);
    }
  });

  it('fills path, query and body, and sends the token', async () => {
    const peer = await HttpPeer.start(() => ({ status: 200, json: { items: [], nextCursor: null } }));
    const { http } = connectionTo(peer.url);
    const page = await http.history({ id: 'a~b@c' }, { from: '2026-05-04T00:00:00Z', limit: 5 });
    expect(page).toEqual({ items: [], nextCursor: null });
    await http.reportBatch({ updates: [{ vehicleId: 'bus-7' }] });
    await http.health();
    expect(peer.asked).toEqual([
      {
        method: 'GET',
        path: '/api/tracking/vehicles/a~b%40c/history?from=2026-05-04T00%3A00%3A00Z&limit=5',
        authorization: 'Bearer a-token',
        body: '',
      },
      {
        method: 'POST',
        path: '/api/tracking/batch',
        authorization: 'Bearer a-token',
        body: '{"updates":[{"vehicleId":"bus-7"}]}',
      },
      { method: 'GET', path: '/health', authorization: undefined, body: '' },
    ]);
  });

  it('sends a text of the caller as it stands', async () => {
    const report = {
      rows: 1,
      created: 1,
      changed: 0,
      unchanged: 0,
      applied: true,
      errorCount: 0,
      errors: [],
    };
    const peer = await HttpPeer.start(() => ({ status: 200, json: report }));
    const { http } = connectionTo(peer.url);
    const csv = 'groupId,name\nnorth,"North, and on"\n';
    expect(await http.importRegistry({ kind: 'groups' }, csv)).toEqual(report);
    expect(peer.asked).toMatchObject([{ path: '/api/registry/import?kind=groups', body: csv }]);
  });

  it('sends bytes of the caller as they stand', async () => {
    const peer = await HttpPeer.start(() => ({ status: 200, json: {} }));
    const { http } = connectionTo(peer.url);
    const bytes = new TextEncoder().encode('PK zip');
    await http.importGtfs({ dryRun: 'true' }, bytes);
    await http.importGtfs({}, new Blob([bytes]));
    expect(peer.asked).toMatchObject([
      { path: '/api/school/gtfs?dryRun=true', body: 'PK zip' },
      { path: '/api/school/gtfs', body: 'PK zip' },
    ]);
  });

  it('gives files and other media types as the Response', async () => {
    const peer = await HttpPeer.start(() => ({ status: 200, text: '<gpx/>' }));
    const { http } = connectionTo(peer.url);
    const gpx = await http.history({ id: 'bus-7' }, { format: 'gpx' });
    expect(await gpx.text()).toBe('<gpx/>');
    expect(await (await http.metrics()).text()).toBe('<gpx/>');
  });

  it('resolves with nothing where the answer is empty', async () => {
    const peer = await HttpPeer.start(() => ({ status: 204 }));
    const { http } = connectionTo(peer.url);
    expect(await http.revokeGrant({ subject: 'anna', vehicleId: 'bus-7' })).toBeUndefined();
    expect(peer.asked[0]).toMatchObject({ method: 'DELETE', path: '/api/grants/anna/bus-7' });
  });

  it('rejects with the error of the problem document', async () => {
    const peer = await HttpPeer.start(() => problem(404, 'not_found'));
    const { http } = connectionTo(peer.url);
    await expect(http.lastLocation({ id: 'bus-7' })).rejects.toMatchObject({
      code: 'not_found',
      message: 'detail of not_found',
    });
  });

  it.each([
    [
      { status: 503, text: 'bad gateway', headers: { 'retry-after': '3' } },
      { code: 'unavailable', retryAfterMs: 3000 },
    ],
    [
      { status: 429, text: '', headers: { 'retry-after': 'soon' } },
      { code: 'rate_limited', retryAfterMs: undefined },
    ],
    [problem(429, 'rate_limited', { retryAfterMs: 250 }), { code: 'rate_limited', retryAfterMs: 250 }],
    [problem(418, 'teapot'), { code: 'invalid' }],
    [{ status: 500, text: '<h1>oops</h1>' }, { code: 'internal' }],
    [{ status: 200, cut: true } as const, { code: 'unavailable' }],
  ])('answer %o becomes %o', async (reply, error) => {
    const peer = await HttpPeer.start(() => reply);
    const { http } = connectionTo(peer.url);
    await expect(http.me()).rejects.toMatchObject(error);
  });

  it('asks for another token once when one is refused', async () => {
    const peer = await HttpPeer.start(({ authorization }) =>
      authorization === 'Bearer new'
        ? { status: 200, json: { vehicles: [] } }
        : problem(401, 'unauthenticated'),
    );
    const tokens = ['old', 'new'];
    const { http } = connectionTo(peer.url, { token: async () => tokens.shift() ?? 'new' });
    expect(await http.listVehicles()).toEqual({ vehicles: [] });
    expect(peer.asked).toHaveLength(2);
  });

  it('rejects when the only token is refused', async () => {
    const peer = await HttpPeer.start(() => problem(401, 'unauthenticated'));
    const { http } = connectionTo(peer.url);
    await expect(http.me()).rejects.toMatchObject({
      code: 'unauthenticated',
      message: 'detail of unauthenticated',
    });
    expect(peer.asked).toHaveLength(1);
  });

  it("lets the caller's abort through as it is", async () => {
    const peer = await HttpPeer.start(() => new Promise(() => undefined));
    const { http } = connectionTo(peer.url);
    const abort = new AbortController();
    const refused = expect(http.me({ signal: abort.signal })).rejects.toMatchObject({
      message: 'changed my mind',
    });
    abort.abort(new Error('changed my mind'));
    await refused;
  });

  it('reports by HTTP while no socket is open, with the time of now', async () => {
    const peer = await HttpPeer.start(() => ({ status: 202, json: { accepted: true, broadcast: true } }));
    const connection = connectionTo(peer.url);
    expect(await connection.report({ vehicleId: 'bus-7', latitude: 1, longitude: 2 })).toEqual({
      accepted: true,
      broadcast: true,
    });
    expect(JSON.parse(peer.asked[0]?.body ?? '')).toMatchObject({
      vehicleId: 'bus-7',
      timestamp: expect.stringMatching(/Z$/),
    });
  });
});

describe('Retry-After', () => {
  it.each([
    ['2', 2000],
    ['0', 0],
    ['', undefined],
    [null, undefined],
    ['soon', undefined],
  ])('%o is %o ms', (header, ms) => {
    expect(parseRetryAfter(header)).toBe(ms);
  });

  it('may be a date', () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    expect(parseRetryAfter(inAMinute)).toBeGreaterThan(50_000);
    expect(parseRetryAfter(new Date(0).toUTCString())).toBe(0);
  });
});
