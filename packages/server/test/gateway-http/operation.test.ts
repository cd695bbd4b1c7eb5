import { ROUTE_NAMES, ROUTES, routeDefinition } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Readiness } from '../../src/gateway/http/parts.ts';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';
import { connect } from './session.ts';

let server: TestServer;
let plain: TestServer;
let dispatcher: string;
let readiness: Readiness = { ready: true };
let redis: 'connected' | 'disconnected' | 'disabled' = 'disabled';

beforeAll(async () => {
  server = await startServer({
    settings: { metricsToken: 'operator' },
    state: { ready: () => readiness, redis: () => redis },
  });
  plain = await startServer();
  dispatcher = await tokenOf();
});
afterAll(async () => {
  await Promise.all([server.close(), plain.close()]);
});

describe('health', () => {
  it('says what the state callbacks say', async () => {
    const { status, json } = await call(server, 'GET', '/health');
    expect(status).toBe(200);
    expect(ROUTES.health.response.parse(json)).toMatchObject({
      status: 'ok',
      services: { database: 'connected', redis: 'disabled', socketio: 'active' },
    });
    redis = 'disconnected';
    expect((await call(server, 'GET', '/health')).json).toMatchObject({ status: 'degraded' });
    expect((await call(server, 'GET', '/api/health/socketio')).json).toMatchObject({ status: 'unhealthy' });
    redis = 'disabled';
    expect((await call(server, 'GET', '/health/realtime')).json).toMatchObject({
      status: 'ok',
      connections: 0,
      rooms: 0,
      redis: 'disabled',
    });
    expect((await call(server, 'GET', '/health/live')).json).toEqual({ status: 'live' });
  });

  it('[P49] is ready until the server drains, and then 503 with Retry-After', async () => {
    expect(await call(server, 'GET', '/health/ready')).toMatchObject({
      status: 200,
      json: { status: 'ready' },
    });
    readiness = { ready: true, degraded: true, reason: 'Redis is down' };
    expect(await call(server, 'GET', '/health/ready')).toMatchObject({
      status: 200,
      json: { degraded: true, reason: 'Redis is down' },
    });
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

  it('[P18] is closed by METRICS_TOKEN, and open without one', async () => {
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
    const json = await call(server, 'GET', '/metrics', {
      headers: { ...operator, accept: 'application/json' },
    });
    expect(json.json).toEqual({
      redis_pubsub: { channels: 0, subscriptions: 0, published: 0, received: 0, errors: 0 },
      websocket: { activeConnections: 0, activeRooms: 0 },
    });
    const prometheus = 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5,*/*;q=0.1';
    expect(
      (await call(server, 'GET', '/metrics', { headers: { ...operator, accept: prometheus } })).text,
    ).toContain('# HELP');
  });

  it('counts connected subjects by role, each once', async () => {
    const sessions = [
      await connect(plain, await tokenOf({ subject: 'd1', roles: ['driver'] })),
      await connect(plain, await tokenOf({ subject: 'd1', roles: ['driver'] })),
      await connect(plain, await tokenOf({ subject: 'v1', roles: ['viewer'] })),
      await connect(plain, await tokenOf({ subject: 'x', roles: ['dispatcher'] })),
    ];
    const { json } = await call(plain, 'GET', '/ws/stats');
    for (const session of sessions) plain.core.sessions.gone(session);
    expect(json).toEqual({
      connections: 4,
      drivers: 1,
      users: 2,
      viewers: 1,
      servers: [{ id: 'test-server', connections: 4, drivers: 1, users: 2, viewers: 1 }],
    });
  });
});
