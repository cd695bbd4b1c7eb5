import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.close());

const BUS = {
  name: 'School bus 7',
  plate: '161-L-1234',
  kind: 'bus',
  groups: [],
  speedLimitMps: 22.2,
  attributes: { seats: 34 },
  archived: false,
};

/** Calls as a dispatcher of a tenant. */
function desk(tenant: string, claims: Parameters<typeof tokenOf>[0] = {}) {
  return async (method: string, path: string, body?: unknown) => {
    const token = await tokenOf({ tenant, ...claims });
    return call(server, method, path, { token, ...(body === undefined ? {} : { body }) });
  };
}

const report = (tenant: string, vehicleId: string) =>
  desk(tenant)('POST', '/api/tracking/location', { vehicleId, lat: 52, lng: -8 });

describe('vehicles', () => {
  it('are put, changed, read and removed', async () => {
    const ask = desk('crud');
    const put = await ask('PUT', '/api/registry/vehicles/bus-7', BUS);
    expect(put).toMatchObject({ status: 200, json: { vehicleId: 'bus-7', ...BUS, firstSeenAt: null } });
    const changed = await ask('PATCH', '/api/registry/vehicles/bus-7', { name: '  Seven ', archived: true });
    expect(changed.json).toMatchObject({ ...BUS, name: 'Seven', archived: true });
    const read = await ask('GET', '/api/registry/vehicles/bus-7');
    expect(read.json).toEqual(changed.json);
    const replaced = await ask('PUT', '/api/registry/vehicles/bus-7', { plate: '' });
    expect(replaced.json).toMatchObject({ name: null, plate: null, attributes: {}, archived: false });
    expect(await ask('DELETE', '/api/registry/vehicles/bus-7')).toMatchObject({ status: 204, text: '' });
    for (const [method, body] of [['GET'], ['PATCH', {}], ['DELETE']] as const)
      expect((await ask(method, '/api/registry/vehicles/bus-7', body)).json).toMatchObject({
        status: 404,
        code: 'not_found',
      });
  });

  it('are listed with those that have only reported, and are back when they report again', async () => {
    const ask = desk('seen');
    await ask('PUT', '/api/registry/vehicles/b', { name: 'Bertha' });
    for (const id of ['a', 'b', 'c']) expect((await report('seen', id)).status).toBe(202);
    const { json } = await ask('GET', '/api/registry/vehicles?limit=2');
    expect(json).toMatchObject({
      total: 3,
      items: [
        { vehicleId: 'a', name: null, firstSeenAt: expect.any(String) },
        { vehicleId: 'b', name: 'Bertha', firstSeenAt: expect.any(String) },
      ],
    });
    const { nextCursor } = json as { nextCursor: string };
    const next = await ask('GET', `/api/registry/vehicles?limit=2&cursor=${nextCursor}`);
    expect(next.json).toEqual({ items: [expect.objectContaining({ vehicleId: 'c' })], nextCursor: null });
    expect((await ask('GET', '/api/registry/vehicles?q=BERTH')).json).toMatchObject({ total: 1 });
    await ask('DELETE', '/api/registry/vehicles/a');
    await report('seen', 'a');
    expect((await ask('GET', '/api/registry/vehicles')).json).toMatchObject({ total: 3 });
    expect((await ask('GET', '/api/registry/vehicles?cursor=AAAA')).json).toMatchObject({ code: 'invalid' });
  });

  it('have their name and groups in the live list, at once on this server', async () => {
    const ask = desk('named');
    await report('named', 'bus-7');
    const live = async () =>
      ((await ask('GET', '/api/tracking/vehicles')).json as { vehicles: object[] }).vehicles;
    expect(await live()).toEqual([expect.not.objectContaining({ name: expect.anything() })]);
    await ask('PUT', '/api/registry/groups/north', { name: 'North' });
    await ask('PUT', '/api/registry/vehicles/bus-7', { name: 'Seven', groups: ['north'] });
    expect(await live()).toMatchObject([{ vehicleId: 'bus-7', name: 'Seven', groups: ['north'] }]);
    const viewer = desk('named', { roles: ['viewer'], vehicles: ['bus-7'] });
    const seen = (await viewer('GET', '/api/tracking/vehicles')).json as { vehicles: object[] };
    expect(seen.vehicles).toEqual([expect.objectContaining({ name: 'Seven' })]);
    expect(seen.vehicles[0]).not.toHaveProperty('groups');
  });

  it('belong to groups that exist', async () => {
    const ask = desk('grouped');
    const lost = await ask('PUT', '/api/registry/vehicles/a', { groups: ['north'] });
    expect(lost.json).toMatchObject({ code: 'invalid', detail: expect.stringContaining('no group north') });
    await ask('PUT', '/api/registry/groups/north', { name: 'North' });
    await ask('PUT', '/api/registry/vehicles/a', { groups: ['north', 'north'] });
    expect((await ask('GET', '/api/registry/vehicles?group=north')).json).toMatchObject({
      items: [{ vehicleId: 'a', groups: ['north'] }],
    });
    await ask('DELETE', '/api/registry/groups/north');
    expect((await ask('GET', '/api/registry/vehicles/a')).json).toMatchObject({ groups: [] });
  });

  it.each<[object, RegExp]>([
    [{ name: 'a\nb' }, /name: takes one line of text/],
    [{ name: 'x'.repeat(121) }, /name: takes up to 120 characters/],
    [{ groups: ['no id!'] }, /groups\.0: takes 1–128 characters/],
    [{ attributes: { a: [] } }, /attributes/],
    [{ speedLimitMps: -1 }, /speedLimitMps: .*13\.89/],
  ])('refuse %j', async (body, text) => {
    const { json } = await desk('wrong')('PUT', '/api/registry/vehicles/a', body);
    expect(json).toMatchObject({ status: 400, detail: expect.stringMatching(text) });
  });

  it('are read by drivers of their own, and managed by dispatchers and admins alone', async () => {
    await desk('roles')('PUT', '/api/registry/vehicles/own', { name: 'Own' });
    await desk('roles')('PUT', '/api/registry/vehicles/other', { name: 'Other' });
    const driver = desk('roles', { subject: 'd-1', roles: ['driver'], vehicles: ['own'] });
    expect((await driver('GET', '/api/registry/vehicles/own')).json).toMatchObject({ name: 'Own' });
    for (const id of ['other', 'ghost'])
      expect((await driver('GET', `/api/registry/vehicles/${id}`)).json).toMatchObject({
        code: 'not_found',
        detail: `no vehicle ${id} that you may see`,
      });
    for (const role of ['driver', 'viewer', 'agent', 'customer'] as const) {
      const ask = desk('roles', { roles: [role], vehicles: ['own'] });
      for (const [method, path] of [
        ['GET', 'vehicles'],
        ['PUT', 'vehicles/own'],
        ['DELETE', 'vehicles/own'],
        ['GET', 'drivers'],
        ['GET', 'drivers/d-1'],
        ['PUT', 'groups/g'],
        ['GET', 'export?kind=drivers'],
      ] as const)
        expect([role, path, (await ask(method, `/api/registry/${path}`)).status]).toEqual([role, path, 403]);
    }
  });

  it('are no other tenant’s', async () => {
    const [one, other] = [desk('one'), desk('other')];
    await one('PUT', '/api/registry/groups/north', { name: 'North' });
    await one('PUT', '/api/registry/vehicles/a', { name: 'Secret', groups: ['north'] });
    await one('PUT', '/api/registry/drivers/d', { name: 'Secret' });
    for (const [path, kind] of [
      ['vehicles/a', 'vehicles'],
      ['drivers/d', 'drivers'],
      ['groups/north', 'groups'],
    ] as const) {
      expect((await other('GET', `/api/registry/${path}`)).status).toBe(404);
      expect((await other('PATCH', `/api/registry/${path}`, {})).status).toBe(404);
      expect((await other('DELETE', `/api/registry/${path}`)).status).toBe(404);
      expect((await other('GET', `/api/registry/${kind}`)).json).toMatchObject({ items: [], total: 0 });
      expect((await other('GET', `/api/registry/export?kind=${kind}`)).text).not.toMatch(/Secret|north,/);
    }
    await report('other', 'a');
    expect((await other('GET', '/api/tracking/vehicles')).text).not.toContain('Secret');
    expect((await one('GET', '/api/registry/vehicles/a')).json).toMatchObject({ name: 'Secret' });
  });
});

describe('drivers', () => {
  it('are listed once their token was used, and described by their subject', async () => {
    const ask = desk('people');
    const driver = desk('people', { subject: 'd-1', roles: ['driver'] });
    await driver('GET', '/api/me');
    await expect
      .poll(async () => (await ask('GET', '/api/registry/drivers')).json)
      .toMatchObject({
        items: [{ driverId: 'd-1', name: null, firstSeenAt: expect.any(String) }],
        total: 1,
      });
    const body = { name: 'Máire', phone: '+353 61 555 012', vehicleId: 'bus-7' };
    expect((await ask('PUT', '/api/registry/drivers/d-1', body)).json).toMatchObject({
      driverId: 'd-1',
      ...body,
    });
    expect((await ask('GET', '/api/registry/drivers?q=maire')).json).toMatchObject({ total: 1 });
    expect((await ask('PATCH', '/api/registry/drivers/d-1', { vehicleId: 'no id' })).json).toMatchObject({
      code: 'invalid',
    });
  });
});

describe('limits of a tenant', () => {
  it('hold for what is described and for what reports; known vehicles go on', async () => {
    const small = await startServer({ limits: { maxVehicles: 3, maxGroups: 1 } });
    const token = await tokenOf({});
    const ask = (method: string, path: string, body?: unknown) =>
      call(small, method, path, { token, ...(body === undefined ? {} : { body }) });
    const fix = (vehicleId: string, seconds: number) => ({
      vehicleId,
      lat: 52,
      lng: -8,
      timestamp: Date.now() - seconds * 1000,
    });
    await ask('PUT', '/api/registry/vehicles/a', {});
    expect((await ask('POST', '/api/tracking/location', fix('b', 9))).status).toBe(202);
    const batch = await ask('POST', '/api/tracking/batch', {
      updates: [fix('d', 9), fix('b', 8), fix('d', 7), fix('e', 7), fix('a', 7), fix('e', 6)],
    });
    expect(batch.json).toMatchObject({
      accepted: 4,
      rejected: [
        { index: 3, code: 'conflict', message: expect.stringContaining('has 3 vehicles and may have 3') },
        { index: 5, code: 'conflict' },
      ],
    });
    expect((await ask('POST', '/api/tracking/location', fix('e', 5))).json).toMatchObject({
      status: 409,
      detail: expect.stringContaining('MAX_VEHICLES_PER_TENANT'),
    });
    expect((await ask('PUT', '/api/registry/vehicles/f', {})).json).toMatchObject({ code: 'conflict' });
    expect((await ask('PUT', '/api/registry/vehicles/a', { name: 'A' })).status).toBe(200);
    await ask('PUT', '/api/registry/groups/g', {});
    expect((await ask('PUT', '/api/registry/groups/h', {})).json).toMatchObject({
      detail: expect.stringContaining('has 1 groups and may have 1'),
    });
    await ask('DELETE', '/api/registry/vehicles/a');
    expect((await ask('PUT', '/api/registry/vehicles/f', {})).status).toBe(200);
    await small.close();
  });
});
