import { ROUTES } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from './devices-desk.ts';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

let server: TestServer;
let desk: ReturnType<typeof openDesk>;
let admin: string;

beforeAll(async () => {
  server = await startServer();
  desk = openDesk(server);
  admin = await desk.admin();
});
afterAll(() => server.close());

const position = (n: number) => `lat=52.${n}&lon=-8.5&timestamp=${1_777_880_700 + n}`;
const report = (key: string, id: string, n = 1) =>
  call(server, 'GET', `/api/devices/osmand?id=${id}&${position(n)}&key=${key}`);

describe('devices', () => {
  it('are registered with a key that is shown once and kept as a hash only', async () => {
    const body = { deviceId: 'phone', vehicleId: 7, name: ' Morning shift ' };
    const { status, json } = await call(server, 'POST', '/api/devices', { token: admin, body });
    expect(status).toBe(201);
    const { deviceId, key } = ROUTES.createDevice.response.parse(json);
    expect([deviceId, key]).toEqual(['phone', expect.stringMatching(/^[\w-]{43}$/)]);
    expect(await desk.device('phone')).toEqual({
      ...{ deviceId: 'phone', vehicleId: '7', name: 'Morning shift', relay: false },
      ...{ createdAt: expect.any(String), lastSeenAt: null, accepted: 0, quarantined: 0 },
    });
    const { text } = await call(server, 'GET', '/api/devices', { token: admin });
    expect(text).not.toContain(key);
  });

  it('say when they were last heard, and how much they brought', async () => {
    const key = await desk.register('counted');
    await report(key, 'counted', 1);
    await report(key, 'counted', 2);
    await call(server, 'GET', `/api/devices/osmand?id=counted&lat=91&lon=0&key=${key}`);
    const before = Date.now() - 60_000;
    const device = await desk.device('counted');
    expect(device).toMatchObject({ accepted: 2, quarantined: 1 });
    expect(Date.parse(device?.lastSeenAt ?? '')).toBeGreaterThan(before);
  });

  it('are not registered twice, under the name of a path, or without a vehicle', async () => {
    await desk.register('twice');
    const create = (body: unknown) => call(server, 'POST', '/api/devices', { token: admin, body });
    expect((await create({ deviceId: 'twice', vehicleId: 'other' })).json).toMatchObject({
      code: 'conflict',
    });
    expect(await desk.device('twice')).toMatchObject({ vehicleId: 'bus-of-twice' });
    for (const body of [
      { deviceId: 'overland', vehicleId: 'b' },
      { deviceId: 'a b', vehicleId: 'b' },
      { deviceId: 'x' },
      { deviceId: 'x', vehicleId: 'b', name: 'n'.repeat(201) },
      [],
      undefined,
    ])
      expect((await create(body)).json).toMatchObject({ status: 400, code: 'invalid' });
  });

  it('are listed a page at a time', async () => {
    const paged = openDesk(server, 'paged');
    for (const id of ['c', 'a', 'b']) await paged.register(id);
    const token = await paged.admin();
    const page = async (cursor: string | null) => {
      const path = `/api/devices?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`;
      const { devices, nextCursor } = ROUTES.listDevices.response.parse(
        (await call(server, 'GET', path, { token })).json,
      );
      return { ids: devices.map(({ deviceId }) => deviceId), nextCursor };
    };
    const first = await page(null);
    expect(first.ids).toEqual(['a', 'b']);
    expect(await page(first.nextCursor)).toEqual({ ids: ['c'], nextCursor: null });
    for (const cursor of ['%00', 'AA', 'YSBi'])
      expect((await call(server, 'GET', `/api/devices?cursor=${cursor}`, { token })).status).toBe(400);
  });

  it('get another key, which ends the former at once', async () => {
    const former = await desk.register('rotated');
    expect((await report(former, 'rotated')).status).toBe(200);
    const { json } = await call(server, 'POST', '/api/devices/rotated/key', { token: admin });
    const { key } = ROUTES.rotateDeviceKey.response.parse(json);
    expect((await report(former, 'rotated')).status).toBe(401);
    expect((await report(key, 'rotated')).status).toBe(200);
  });

  it('are worth nothing once removed, at once', async () => {
    const key = await desk.register('removed');
    expect((await report(key, 'removed')).status).toBe(200);
    expect(await call(server, 'DELETE', '/api/devices/removed', { token: admin })).toMatchObject({
      ...{ status: 204, text: '' },
    });
    expect((await report(key, 'removed')).status).toBe(401);
    for (const [method, path] of [
      ['DELETE', '/api/devices/removed'],
      ['POST', '/api/devices/removed/key'],
    ] as const)
      expect((await call(server, method, path, { token: admin })).json).toMatchObject({ code: 'not_found' });
  });

  it('are managed by administrators and seen by dispatchers, of their own tenant', async () => {
    await desk.register('mine');
    const dispatcher = await tokenOf();
    for (const path of ['/api/devices', '/api/devices/quarantine'])
      expect((await call(server, 'GET', path, { token: dispatcher })).status).toBe(200);
    const body = { deviceId: 'theirs', vehicleId: 'b' };
    for (const role of ['dispatcher', 'driver', 'viewer', 'agent', 'customer'] as const) {
      const token = await tokenOf({ roles: [role] });
      for (const [method, path] of [
        ['POST', '/api/devices'],
        ['POST', '/api/devices/mine/key'],
        ['DELETE', '/api/devices/mine'],
      ] as const)
        expect((await call(server, method, path, { token, body })).status).toBe(403);
    }
    const rival = openDesk(server, 'rival');
    const token = await rival.admin();
    expect(await rival.device('mine')).toBeUndefined();
    expect((await call(server, 'DELETE', '/api/devices/mine', { token })).status).toBe(404);
    expect((await call(server, 'POST', '/api/devices/mine/key', { token })).status).toBe(404);
    expect(await desk.device('mine')).toBeDefined();
  });
});

describe("a relay's key", () => {
  const position = (uniqueId: string, n: number) => ({
    position: { latitude: 52 + n, longitude: -8, fixTime: '2026-05-04T07:45:50.000+00:00' },
    device: { uniqueId },
  });

  it('brings what other devices of its tenant report, each for its own vehicle', async () => {
    const relay = await desk.register('traccar-server', 'none', { relay: true });
    for (const id of ['tracker-1', 'tracker-2']) await desk.register(id);
    await openDesk(server, 'rival').register('tracker-3');
    for (const [n, id] of ['tracker-1', 'tracker-2'].entries())
      expect((await desk.send('traccar', relay, position(id, n))).status).toBe(200);
    for (const id of ['tracker-3', 'unknown', 'a\0b', 'tracker-1\0', 'x'.repeat(1_000_000)])
      expect((await desk.send('traccar', relay, position(id, 1))).json).toMatchObject({ code: 'not_found' });
    expect(await desk.stored('bus-of-tracker-1')).toMatchObject([{ latitude: 52 }]);
    expect(await desk.stored('bus-of-tracker-2')).toMatchObject([{ latitude: 53 }]);
    expect(await desk.stored('none')).toEqual([]);
    expect(await desk.device('tracker-1')).toMatchObject({ accepted: 1 });
    await desk.register('unknown');
    expect((await desk.send('traccar', relay, position('unknown', 2))).status).toBe(200);
    await call(server, 'DELETE', '/api/devices/unknown', { token: admin });
    expect((await desk.send('traccar', relay, position('unknown', 3))).status).toBe(404);
    await call(server, 'DELETE', '/api/devices/traccar-server', { token: admin });
    expect((await desk.send('traccar', relay, position('tracker-1', 3))).status).toBe(401);
  });
});

describe('a key', () => {
  it('opens the way of its own device alone', async () => {
    const key = await desk.register('one');
    await desk.register('two');
    for (const id of ['two', 'nobody', 'o%0Ane'])
      expect((await report(key, id)).json).toMatchObject({ status: 404, code: 'not_found' });
    expect((await call(server, 'GET', '/api/me', { token: key })).status).toBe(401);
    expect(await desk.stored('bus-of-two')).toEqual([]);
  });

  it('is refused when it is missing, wrong, or a token', async () => {
    const token = await tokenOf();
    for (const path of ['osmand', 'gpslogger'])
      for (const key of ['', 'x', token, 'A'.repeat(43)])
        expect((await call(server, 'GET', `/api/devices/${path}?id=one&key=${key}`)).json).toMatchObject({
          ...{ status: 401, code: 'unauthenticated' },
        });
    for (const path of ['background-geolocation', 'owntracks', 'overland', 'traccar'])
      expect((await desk.send(path, 'A'.repeat(43), {})).status).toBe(401);
  });

  it('comes as a token, as a password, or in the query', async () => {
    const key = await desk.register('anyhow');
    const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });
    const url = `/api/devices/osmand?id=anyhow&${position(1)}`;
    const answers = [
      await call(server, 'GET', url, { token: key }),
      await call(server, 'GET', url, { headers: basic(`anyone:${key}`) }),
      await call(server, 'GET', url, { headers: basic(`:${key}`) }),
      await call(server, 'GET', `${url}&key=${key}`),
      await call(server, 'GET', url, { headers: basic(key) }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('reports for vehicles of its own tenant, whatever ids another tenant has', async () => {
    const rival = openDesk(server, 'rival');
    const [ours, theirs] = [await desk.register('same', 'bus-1'), await rival.register('same', 'bus-1')];
    await report(ours, 'same', 1);
    await report(theirs, 'same', 2);
    expect((await desk.stored('bus-1')).map(({ latitude }) => latitude)).toEqual([52.1]);
    expect((await rival.stored('bus-1')).map(({ latitude }) => latitude)).toEqual([52.2]);
  });

  it('stands in no line of the log and in no answer', async () => {
    const key = await desk.register('secretive');
    await report(key, 'secretive');
    await report(key, 'another');
    await call(server, 'GET', `/api/devices/osmand?id=secretive&lat=abc&lon=0&key=${key}`);
    await call(server, 'GET', `/api/devices/nothing?key=${key}`);
    await call(server, 'DELETE', `/api/devices/osmand?key=${key}`);
    await call(server, 'GET', `/api/devices/%zz?key=${key}`);
    const { text } = await call(server, 'GET', '/api/devices/quarantine?deviceId=secretive', {
      token: admin,
    });
    expect(text).toContain('abc');
    expect(text).not.toContain(key);
    expect(server.lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(server.lines)).not.toContain(key);
  });
});
