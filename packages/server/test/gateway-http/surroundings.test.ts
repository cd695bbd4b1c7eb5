import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HISTORY_FORMATS, ROUTE_NAMES, ROUTES, routeDefinition } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Readiness } from '../../src/gateway/http/parts.ts';
import type { Frame } from '../../src/kernel/frames.ts';
import type { Session } from '../../src/kernel/session.ts';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

const ORIGIN = 'https://app.example.com';
let server: TestServer;
let plain: TestServer;
let dashboardDir: string;
let dispatcher: string;
let readiness: Readiness = { ready: true };
let redis: 'connected' | 'disconnected' | 'disabled' = 'disabled';

beforeAll(async () => {
  dashboardDir = await mkdtemp(join(tmpdir(), 'waycast-dashboard-'));
  await mkdir(join(dashboardDir, 'assets'));
  await writeFile(join(dashboardDir, 'index.html'), '<!doctype html><script>const theme = 1;</script><div id="root">the dashboard</div>');
  await writeFile(join(dashboardDir, 'assets', 'main-4f3a.js'), 'export {};');
  await writeFile(join(dashboardDir, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  server = await startServer({
    demo: true,
    settings: {
      dashboardDir, allowedOrigins: [ORIGIN], metricsToken: 'operator', mapOrigins: ['https://tiles.example.com'],
      requestsPerSubject: { perSecond: 1000, burst: 1000 },
    },
    state: { ready: () => readiness, redis: () => redis },
  });
  plain = await startServer({ settings: { requestsPerSubject: { perSecond: 1, burst: 3 } } });
  dispatcher = await tokenOf();
});
afterAll(async () => {
  await Promise.all([server.close(), plain.close()]);
  await rm(dashboardDir, { recursive: true });
});

describe('health', () => {
  it('says what the state callbacks say', async () => {
    const { status, json } = await call(server, 'GET', '/health');
    expect(status).toBe(200);
    expect(ROUTES.health.response.parse(json)).toMatchObject({ status: 'ok', services: { database: 'connected', redis: 'disabled', socketio: 'active' } });
    redis = 'disconnected';
    expect((await call(server, 'GET', '/health')).json).toMatchObject({ status: 'degraded' });
    expect((await call(server, 'GET', '/api/health/socketio')).json).toMatchObject({ status: 'unhealthy' });
    redis = 'disabled';
    expect((await call(server, 'GET', '/health/realtime')).json).toMatchObject({ status: 'ok', connections: 0, rooms: 0, redis: 'disabled' });
    expect((await call(server, 'GET', '/health/live')).json).toEqual({ status: 'live' });
  });

  it('[P78] is ready until the server drains, and then 503 with Retry-After', async () => {
    expect(await call(server, 'GET', '/health/ready')).toMatchObject({ status: 200, json: { status: 'ready' } });
    readiness = { ready: true, degraded: true, reason: 'Redis is down' };
    expect(await call(server, 'GET', '/health/ready')).toMatchObject({ status: 200, json: { degraded: true, reason: 'Redis is down' } });
    readiness = { ready: false, reason: 'the server is draining' };
    const draining = await call(server, 'GET', '/health/ready');
    readiness = { ready: true };
    expect(draining).toMatchObject({ status: 503, json: { reason: 'the server is draining' } });
    expect(draining.headers.get('retry-after')).toBe('1');
  });

  it('answers every open JSON route with what the contract says', async () => {
    for (const name of ROUTE_NAMES) {
      const { method, path, access, response } = routeDefinition(name);
      if (method !== 'GET' || access !== 'open' || response === undefined) continue;
      const { status, json } = await call(server, method, path);
      expect([name, status]).toEqual([name, 200]);
      response.parse(json);
    }
  });
});

describe('monitoring', () => {
  const operator = { authorization: 'Bearer operator' };

  it('[P14] is closed by METRICS_TOKEN, and open without one', async () => {
    for (const path of ['/metrics', '/ws/stats']) {
      expect((await call(server, 'GET', path)).status).toBe(401);
      expect((await call(server, 'GET', path, { token: dispatcher })).status).toBe(401);
      expect((await call(server, 'GET', path, { headers: operator })).status).toBe(200);
      expect((await call(plain, 'GET', path)).status).toBe(200);
    }
  });

  it('gives Prometheus text, and totals as JSON where asked for', async () => {
    const text = await call(server, 'GET', '/metrics', { headers: operator });
    expect(text.headers.get('content-type')).toContain('text/plain');
    expect(text.text).toContain('# HELP waycast_');
    const json = await call(server, 'GET', '/metrics', { headers: { ...operator, accept: 'application/json' } });
    expect(json.json).toEqual({ redis_pubsub: {}, websocket: { activeConnections: 0, activeRooms: 0 } });
    const prometheus = 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5,*/*;q=0.1';
    expect((await call(server, 'GET', '/metrics', { headers: { ...operator, accept: prometheus } })).text).toContain('# HELP');
  });

  it('counts connected subjects by role, each once', async () => {
    const sessions = [
      await connect(plain, await tokenOf({ subject: 'd1', roles: ['driver'] })), await connect(plain, await tokenOf({ subject: 'd1', roles: ['driver'] })),
      await connect(plain, await tokenOf({ subject: 'v1', roles: ['viewer'] })), await connect(plain, await tokenOf({ subject: 'x', roles: ['dispatcher'] })),
    ];
    const { json } = await call(plain, 'GET', '/ws/stats');
    for (const session of sessions) plain.core.sessions.gone(session);
    expect(json).toEqual({ connections: 4, drivers: 1, users: 2, viewers: 1, servers: [{ id: 'test-server', connections: 4 }] });
  });
});

describe('access', () => {
  it('says who one is', async () => {
    const token = await tokenOf({ subject: 'd', tenant: 'acme', roles: ['driver', 'viewer'], vehicles: ['b1'] });
    const { json } = await call(server, 'GET', '/api/me', { token });
    expect(ROUTES.me.response.parse(json)).toMatchObject({ subject: 'd', tenant: 'acme', roles: ['driver', 'viewer'], vehicles: ['b1'], reportIntervalMs: 15_000 });
  });

  it('[P17] grants and revokes at once, on open sockets too', async () => {
    await call(server, 'POST', '/api/tracking/location', { token: dispatcher, body: { vehicleId: 'g1', lat: 1, lng: 2 } });
    const viewer = await tokenOf({ subject: 'parent', roles: ['viewer'] });
    const location = () => call(server, 'GET', '/api/tracking/vehicles/g1/location', { token: viewer });
    expect((await location()).status).toBe(404);
    const created = await call(server, 'POST', '/api/grants', { token: dispatcher, body: { subject: 'parent', vehicleId: 'g1' } });
    expect(created).toMatchObject({ status: 201, json: { subject: 'parent', vehicleId: 'g1', expiresAt: null } });
    expect((await location()).status).toBe(200);
    const session = await connect(server, viewer);
    await server.core.subscribe.join(session, { tenant: 'default', family: 'vehicle', id: 'g1' });
    expect([...session.follows].map(({ topic }) => topic.family)).toContain('vehicle');
    expect((await call(server, 'GET', '/api/grants?subject=parent', { token: dispatcher })).json).toMatchObject({ grants: [{ vehicleId: 'g1' }] });
    const revoked = await call(server, 'DELETE', '/api/grants/parent/g1', { token: dispatcher });
    expect(revoked).toMatchObject({ status: 204, text: '' });
    expect([...session.follows].map(({ topic }) => topic.family)).not.toContain('vehicle');
    server.core.sessions.gone(session);
    expect((await location()).status).toBe(404);
    expect((await call(server, 'DELETE', '/api/grants/parent/g1', { token: dispatcher })).json).toMatchObject({ code: 'not_found' });
  });

  it('[P17] lets only admins and dispatchers manage grants, each in its own tenant', async () => {
    for (const role of ['driver', 'viewer', 'agent', 'customer'] as const) {
      const token = await tokenOf({ roles: [role] });
      expect((await call(server, 'GET', '/api/grants', { token })).json).toMatchObject({ status: 403, code: 'forbidden' });
      expect((await call(server, 'POST', '/api/grants', { token, body: { subject: 's', vehicleId: 'v' } })).status).toBe(403);
      expect((await call(server, 'DELETE', '/api/grants/s/v', { token })).status).toBe(403);
    }
    const acme = await tokenOf({ tenant: 'acme', roles: ['admin'] });
    await call(server, 'POST', '/api/grants', { token: acme, body: { subject: 's', vehicleId: 'v' } });
    expect((await call(server, 'GET', '/api/grants', { token: dispatcher })).json).toEqual({ grants: [] });
    expect((await call(server, 'DELETE', '/api/grants/s/v', { token: dispatcher })).status).toBe(404);
  });

  it('[P72] limits the requests of a subject, not those of others', async () => {
    const busy = await tokenOf({ subject: 'busy' });
    const answers = await Promise.all(Array.from({ length: 12 }, () => call(plain, 'GET', '/api/me', { token: busy })));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(3);
    for (const { headers, json } of refused) {
      expect(json).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect((await call(plain, 'GET', '/api/me', { token: await tokenOf({ subject: 'calm' }) })).status).toBe(200);
  });

  it('hands out tokens in a demo only', async () => {
    const { json } = await call(server, 'POST', '/api/demo/token');
    const { token } = ROUTES.demoToken.response.parse(json);
    expect((await call(server, 'GET', '/api/me', { token })).json).toMatchObject({ roles: ['dispatcher'] });
    const driver = await call(server, 'POST', '/api/demo/token', { body: { role: 'driver', vehicles: ['bus-1'] } });
    expect((await call(server, 'GET', '/api/me', { token: ROUTES.demoToken.response.parse(driver.json).token })).json).toMatchObject({ roles: ['driver'], vehicles: ['bus-1'] });
    expect((await call(server, 'POST', '/api/demo/token', { body: { role: 'root' } })).json).toMatchObject({ code: 'invalid' });
    expect((await call(plain, 'POST', '/api/demo/token')).json).toMatchObject({ code: 'not_found' });
  });
});

describe('other origins', () => {
  const preflight = (origin: string) => call(server, 'OPTIONS', '/api/tracking/location', {
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
  });

  it('[P10] may use HTTP when listed', async () => {
    const { status, headers } = await preflight(ORIGIN);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(headers.get('access-control-allow-methods')).toContain('DELETE');
    const refused = await call(server, 'GET', '/api/me', { headers: { origin: ORIGIN } });
    expect(refused.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(refused.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
    expect(refused.headers.get('vary')).toContain('Origin');
  });

  it('[P10] get no permission when not', async () => {
    for (const origin of ['https://evil.example.com', 'null', `${ORIGIN}.evil.com`]) {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
      expect((await call(server, 'GET', '/health', { headers: { origin } })).headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('pages', () => {
  it('[P11] every answer has the security headers', async () => {
    for (const path of ['/', '/health', '/nothing', '/api/docs', '/assets/main-4f3a.js']) {
      const { headers } = await call(server, 'GET', path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    }
  });

  it('serves the dashboard, its addresses and its files', async () => {
    const navigation = { headers: { accept: 'text/html,application/xhtml+xml' } };
    for (const path of ['/', '/vehicles/bus-7', '/driver']) {
      const { status, text, headers } = await call(server, 'GET', path, navigation);
      expect([path, status]).toEqual([path, 200]);
      expect(text).toContain('the dashboard');
      expect(headers.get('cache-control')).toBe('no-cache');
      const policy = headers.get('content-security-policy');
      expect(policy).toMatch(/script-src 'self' 'sha256-/);
      expect(policy).toContain("worker-src 'self' blob:");
      expect(policy).toContain('connect-src \'self\' ws: wss: https://tiles.example.com');
    }
    const asset = await call(server, 'GET', '/assets/main-4f3a.js');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await call(server, 'GET', '/icon.svg')).headers.get('cache-control')).toBe('no-cache');
  });

  it('answers 404 where a page would hide a mistake', async () => {
    const navigation = { headers: { accept: 'text/html' } };
    for (const path of ['/api/nothing', '/assets/gone.js', '/tracking', '/health/nothing']) {
      expect([path, (await call(server, 'GET', path, navigation)).status]).toEqual([path, 404]);
    }
    expect((await call(server, 'GET', '/vehicles/bus-7')).status).toBe(404);
    expect((await call(server, 'GET', '/%2e%2e%2fpackage.json')).status).toBe(404);
  });

  it('says how to build the dashboard where there is none', async () => {
    const { status, text, headers } = await call(plain, 'GET', '/');
    expect(status).toBe(200);
    expect(text).toContain('npm run build -w @waycast/dashboard');
    expect(headers.get('content-type')).toContain('text/html');
  });

  it('describes every route at /api/docs, loading nothing from elsewhere', async () => {
    const { text, headers } = await call(server, 'GET', '/api/docs');
    for (const name of ROUTE_NAMES) expect(text).toContain(`id="${name}"`);
    for (const format of HISTORY_FORMATS) expect(text).toContain(format);
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-/);
  });

  it('serves both documents as JSON', async () => {
    expect((await call(server, 'GET', '/api/openapi.json')).json).toMatchObject({ openapi: '3.1.1', info: { version: '0.1.0' } });
    expect((await call(server, 'GET', '/api/asyncapi.json')).json).toMatchObject({ asyncapi: '3.0.0' });
  });

  it('answers HEAD where there is GET, without a body, and not for streams', async () => {
    expect(await call(server, 'HEAD', '/health')).toMatchObject({ status: 200, text: '' });
    expect((await call(server, 'HEAD', '/api/stream', { token: dispatcher })).status).toBe(405);
  });
});

/** A session as a transport opens it, authenticated. */
async function connect(on: TestServer, token: string): Promise<Session> {
  const frames: Frame[] = [];
  const session = on.core.sessions.open({
    id: crypto.randomUUID(), transport: 'websocket', address: '127.0.0.1', userAgent: undefined,
    sink: { format: { name: 'none', encode: () => '' }, write: (more) => frames.push(...more), congested: () => false, close: () => undefined },
  });
  await on.core.sessions.authenticate(session, token);
  return session;
}
