import { ROUTES } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';
import { connect } from './session.ts';

let server: TestServer;
let plain: TestServer;
let dispatcher: string;

beforeAll(async () => {
  server = await startServer({
    demo: true,
    settings: { requestsPerSubject: { perSecond: 1000, burst: 1000 } },
  });
  plain = await startServer({ settings: { requestsPerSubject: { perSecond: 1, burst: 3 } } });
  dispatcher = await tokenOf();
});
afterAll(async () => {
  await Promise.all([server.close(), plain.close()]);
});

describe('access', () => {
  it('says who one is', async () => {
    const token = await tokenOf({
      subject: 'd',
      tenant: 'acme',
      roles: ['driver', 'viewer'],
      vehicles: ['b1'],
    });
    const { json } = await call(server, 'GET', '/api/me', { token });
    expect(ROUTES.me.response.parse(json)).toMatchObject({
      subject: 'd',
      tenant: 'acme',
      roles: ['driver', 'viewer'],
      vehicles: ['b1'],
      reportIntervalMs: 15_000,
      profile: 'school',
    });
  });

  it('[P17] grants and revokes at once, on open sockets too', async () => {
    await call(server, 'POST', '/api/tracking/location', {
      token: dispatcher,
      body: { vehicleId: 'g1', lat: 1, lng: 2 },
    });
    const viewer = await tokenOf({ subject: 'parent', roles: ['viewer'] });
    const location = () => call(server, 'GET', '/api/tracking/vehicles/g1/location', { token: viewer });
    expect((await location()).status).toBe(404);
    const created = await call(server, 'POST', '/api/grants', {
      token: dispatcher,
      body: { subject: 'parent', vehicleId: 'g1' },
    });
    expect(created).toMatchObject({
      status: 201,
      json: { subject: 'parent', vehicleId: 'g1', expiresAt: null },
    });
    expect((await location()).status).toBe(200);
    const session = await connect(server, viewer);
    await server.core.subscribe.join(session, { tenant: 'default', family: 'vehicle', id: 'g1' });
    expect([...session.follows].map(({ topic }) => topic.family)).toContain('vehicle');
    expect(
      (await call(server, 'GET', '/api/grants?subject=parent', { token: dispatcher })).json,
    ).toMatchObject({ grants: [{ vehicleId: 'g1' }] });
    const revoked = await call(server, 'DELETE', '/api/grants/parent/g1', { token: dispatcher });
    expect(revoked).toMatchObject({ status: 204, text: '' });
    expect([...session.follows].map(({ topic }) => topic.family)).not.toContain('vehicle');
    server.core.sessions.gone(session);
    expect((await location()).status).toBe(404);
    expect((await call(server, 'DELETE', '/api/grants/parent/g1', { token: dispatcher })).json).toMatchObject(
      { code: 'not_found' },
    );
  });

  it('[P17] lets only admins and dispatchers manage grants, each in its own tenant', async () => {
    for (const role of ['driver', 'viewer', 'agent', 'customer'] as const) {
      const token = await tokenOf({ roles: [role] });
      expect((await call(server, 'GET', '/api/grants', { token })).json).toMatchObject({
        status: 403,
        code: 'forbidden',
      });
      expect(
        (await call(server, 'POST', '/api/grants', { token, body: { subject: 's', vehicleId: 'v' } })).status,
      ).toBe(403);
      expect((await call(server, 'DELETE', '/api/grants/s/v', { token })).status).toBe(403);
    }
    const acme = await tokenOf({ tenant: 'acme', roles: ['admin'] });
    await call(server, 'POST', '/api/grants', { token: acme, body: { subject: 's', vehicleId: 'v' } });
    expect((await call(server, 'GET', '/api/grants', { token: dispatcher })).json).toEqual({ grants: [] });
    expect((await call(server, 'DELETE', '/api/grants/s/v', { token: dispatcher })).status).toBe(404);
  });

  it('[P43] limits the requests of a subject, not those of others', async () => {
    const busy = await tokenOf({ subject: 'busy' });
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => call(plain, 'GET', '/api/me', { token: busy })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(3);
    for (const { headers, json } of refused) {
      expect(json).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect((await call(plain, 'GET', '/api/me', { token: await tokenOf({ subject: 'calm' }) })).status).toBe(
      200,
    );
  });

  it('[P47] a connection stays with its subject: a token of another is a conflict', async () => {
    const session = await connect(server, await tokenOf({ subject: 'first' }));
    for (const token of [
      await tokenOf({ subject: 'second' }),
      await tokenOf({ subject: 'first', tenant: 'acme' }),
    ]) {
      await expect(server.core.sessions.authenticate(session, token)).rejects.toMatchObject({
        code: 'conflict',
      });
    }
    expect(session.subject).toMatchObject({ id: 'first', tenant: 'default' });
    server.core.sessions.gone(session);
  });

  it('hands out tokens in a demo only', async () => {
    const { json } = await call(server, 'POST', '/api/demo/token');
    const { token } = ROUTES.demoToken.response.parse(json);
    expect((await call(server, 'GET', '/api/me', { token })).json).toMatchObject({ roles: ['dispatcher'] });
    const driver = await call(server, 'POST', '/api/demo/token', {
      body: { role: 'driver', vehicles: ['bus-1'] },
    });
    expect(
      (await call(server, 'GET', '/api/me', { token: ROUTES.demoToken.response.parse(driver.json).token }))
        .json,
    ).toMatchObject({ roles: ['driver'], vehicles: ['bus-1'] });
    expect((await call(server, 'POST', '/api/demo/token', { body: { role: 'root' } })).json).toMatchObject({
      code: 'invalid',
    });
    expect((await call(plain, 'POST', '/api/demo/token')).json).toMatchObject({ code: 'not_found' });
  });
});
