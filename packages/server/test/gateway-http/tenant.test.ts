import { ROLES } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ limits: { maxVehicles: 7 } });
});
afterAll(() => server?.close());

const admin = (tenant: string) => tokenOf({ tenant, roles: ['admin'] });

describe('settings of a tenant', () => {
  it('are the defaults until an admin changes them, which others of the tenant then read', async () => {
    const token = await admin('acme');
    const { json } = await call(server, 'GET', '/api/tenant', { token });
    expect(json).toMatchObject({
      tenant: 'acme',
      timeZone: 'UTC',
      speedLimitMps: null,
      limits: { maxVehicles: 7 },
    });
    const changed = await call(server, 'PATCH', '/api/tenant', {
      token,
      body: { timeZone: 'Europe/Dublin', speedLimitMps: 27.5 },
    });
    expect(changed).toMatchObject({ status: 200, json: { timeZone: 'Europe/Dublin', speedLimitMps: 27.5 } });
    for (const role of ROLES) {
      const reader = await tokenOf({ tenant: 'acme', roles: [role] });
      const read = await call(server, 'GET', '/api/tenant', { token: reader });
      expect(read.json).toMatchObject({ timeZone: 'Europe/Dublin', speedLimitMps: 27.5 });
      if (role === 'admin') continue;
      expect((await call(server, 'PATCH', '/api/tenant', { token: reader, body: {} })).json).toMatchObject({
        code: 'forbidden',
      });
    }
    const other = await call(server, 'GET', '/api/tenant', { token: await admin('rival') });
    expect(other.json).toMatchObject({ tenant: 'rival', timeZone: 'UTC', speedLimitMps: null });
  });

  it.each<[object, RegExp]>([
    [{ timeZone: 'Mars/Olympus' }, /timeZone.*Europe\/Dublin/],
    [{ timeZone: '+02:00' }, /timeZone.*Europe\/Dublin/],
    [{ timeZone: '' }, /timeZone.*Europe\/Dublin/],
    [{ speedLimitMps: 0 }, /speedLimitMps.*13\.89/],
    [{ speedLimitMps: 300 }, /speedLimitMps.*13\.89/],
    [{ maxVehicles: 9 }, /maxVehicles.*operator/],
    [{ limits: {} }, /limits.*operator/],
  ])('refuse %j, and say what is taken', async (body, text) => {
    const { status, json } = await call(server, 'PATCH', '/api/tenant', { token: await admin('acme'), body });
    expect([status, json]).toMatchObject([400, { code: 'invalid', detail: expect.stringMatching(text) }]);
  });
});
