import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { type SharingServer, startSharingServer, tokenOf } from './sharing-server.ts';

const HOUR = 3_600_000;
const at = (offsetMs: number) => new Date(Date.now() + offsetMs).toISOString();

let server: SharingServer;
let dispatcher: string;
beforeAll(async () => {
  server = await startSharingServer({ databaseUrl: await freshDatabase() });
  dispatcher = await tokenOf();
});
afterAll(() => server?.waycast.close());

describe('making links', () => {
  it('tells secret and address once, and lists the link without them', async () => {
    const made = await server.share('van-1', { label: ' Your parcel ', until: { time: at(HOUR) } });
    expect(made).toMatchObject({
      state: 'active',
      vehicleId: 'van-1',
      label: 'Your parcel',
      createdBy: 'olga',
    });
    expect(made.token).toMatch(/^share_[\w-]{32}$/);
    expect(made.url).toBe(`${server.url}/share#${made.token}`);
    const { json } = await server.call('GET', '/api/shares?vehicleId=van-1', dispatcher);
    expect(made).toMatchObject({ endsOn: null, endedAt: null });
    const { token: _token, url: _url, ...listed } = made;
    expect(json).toEqual({ shares: [listed] });
    expect(JSON.stringify(json)).not.toContain(made.token);
  });

  it('ends after a day unless it says otherwise', async () => {
    const { createdAt, expiresAt } = await server.share('van-2');
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(24 * HOUR);
  });

  it.each<[string, object, RegExp]>([
    ['a time in the past', { until: { time: at(-1000) } }, /until\.time: lies in the past/],
    ['a time too far ahead', { until: { time: at(32 * 24 * HOUR) } }, /31 days/],
    [
      'a time without a zone',
      { until: { time: '2026-05-04T08:00:00' } },
      /until\.time takes ISO 8601 with a zone/,
    ],
    ['a trail too far back', { trailFrom: at(-25 * HOUR) }, /24 hours back/],
    ['a destination off the earth', { destination: { latitude: 91, longitude: 0 } }, /destination\.latitude/],
    ['another kind', { kind: 'planet' }, /kind/],
    ['an empty label', { label: ' ' }, /label/],
    ['a label with a NUL', { label: 'a\u0000b' }, /label: takes no control characters/],
  ])('refuses %s and says what it takes', async (_, more, message) => {
    const body = { kind: 'vehicle', vehicleId: 'van-1', ...more };
    const { json } = await server.call('POST', '/api/shares', dispatcher, body);
    expect(json).toMatchObject({ status: 400, code: 'invalid', detail: expect.stringMatching(message) });
  });

  it('is for dispatchers, admins, and drivers of the vehicle', async () => {
    const driver = await tokenOf({ subject: 'dan', roles: ['driver'], vehicles: ['van-3'] });
    const share = (token: string, vehicleId: string) =>
      server.call('POST', '/api/shares', token, { kind: 'vehicle', vehicleId });
    expect((await share(driver, 'van-3')).status).toBe(201);
    expect((await share(driver, 'van-4')).status).toBe(403);
    for (const role of ['viewer', 'agent', 'customer'] as const) {
      const token = await tokenOf({ roles: [role], vehicles: ['van-3'] });
      expect((await share(token, 'van-3')).status).toBe(403);
      // Viewers and customers have links of their rides, perhaps.
      const listed = await server.call('GET', '/api/shares', token);
      if (role === 'agent') expect(listed.status).toBe(403);
      else expect(listed.json).toEqual({ shares: [] });
    }
    const other = await server.share('van-4');
    const { json } = await server.call('GET', '/api/shares', driver);
    expect(json).toMatchObject({ shares: [{ vehicleId: 'van-3', createdBy: 'dan' }] });
    expect((await server.call('GET', '/api/shares?vehicleId=van-4', driver)).status).toBe(403);
    expect((await server.call('DELETE', `/api/shares/${other.shareId}`, driver)).status).toBe(404);
  });

  it('keeps tenants apart', async () => {
    const acme = await tokenOf({ tenant: 'acme', roles: ['admin'] });
    const ours = await server.share('van-5');
    expect((await server.call('GET', '/api/shares', acme)).json).toEqual({ shares: [] });
    expect((await server.call('DELETE', `/api/shares/${ours.shareId}`, acme)).status).toBe(404);
    expect(await server.current(ours.token)).toMatchObject({ state: 'active' });
    await server.report('van-5', {}, 'acme');
    expect(await server.current(ours.token)).toMatchObject({ location: null });
  });
});

describe('what a link shows', () => {
  it('is label, destination and last position', async () => {
    const destination = { latitude: 52.67, longitude: -8.63, name: 'Home' };
    const { token, expiresAt } = await server.share('van-6', { label: 'Parcel', destination });
    expect(await server.current(token)).toMatchObject({
      state: 'active',
      label: 'Parcel',
      destination,
      trailFrom: null,
      expiresAt,
      reportIntervalMs: 15_000,
      location: null,
      eta: { kind: 'unknown', reason: 'no-position' },
    });
    await server.report('van-6', { latitude: 52.6701, longitude: -8.63, speed: 3 });
    const other = await server.share('van-6', { destination });
    expect(await server.current(other.token)).toMatchObject({
      location: { vehicleId: 'van-6', latitude: 52.6701, status: 'ONLINE' },
      eta: { kind: 'here', distanceM: 11 },
    });
    expect((await server.call('GET', `/api/shares/current?token=${token}`)).status).toBe(200);
  });

  it('is a range of arrival times from what was driven lately', async () => {
    for (let minutesAgo = 8; minutesAgo >= 0; minutesAgo--) {
      const timestamp = at(-minutesAgo * 60_000);
      await server.report('van-7', { latitude: 52.7 + minutesAgo * 0.005, longitude: -8.6, timestamp });
    }
    const destination = { latitude: 52.68, longitude: -8.6 };
    const { token } = await server.share('van-7', { destination });
    const current = await server.current(token);
    expect(current).toMatchObject({ eta: { kind: 'between', distanceM: 2224 } });
    if (current.state !== 'active' || current.eta?.kind !== 'between') return;
    // Four minutes straight on.
    expect(Date.parse(current.eta.earliest)).toBeLessThan(Date.now() + 4 * 60_000);
    expect(Date.parse(current.eta.latest)).toBeGreaterThan(Date.now() + 4 * 60_000);
  });

  it('has a trail from its time on, if it has one', async () => {
    const way = [
      [30, 52.6, -8.6],
      [20, 52.61, -8.59],
      [10, 52.62, -8.6],
      [1, 52.63, -8.59],
    ] as const;
    for (const [minutesAgo, latitude, longitude] of way)
      await server.report('van-8', { latitude, longitude, timestamp: at(-minutesAgo * 60_000) });
    const { token } = await server.share('van-8', { trailFrom: at(-15 * 60_000) });
    const { json } = await server.call('GET', '/api/shares/current/trail', token);
    expect(json).toMatchObject({ points: [{ latitude: 52.62 }, { latitude: 52.63 }] });
    const without = await server.share('van-8');
    const none = await server.call('GET', '/api/shares/current/trail', without.token);
    expect(none.json).toEqual({ points: [] });
  });
});

describe('the end of a link', () => {
  it('closes it at once, and says only since when', async () => {
    await server.report('van-9');
    const { token, shareId } = await server.share('van-9', { label: 'Secret plans' });
    expect((await server.call('GET', '/api/tracking/vehicles/van-9/location', token)).status).toBe(200);
    expect((await server.call('DELETE', `/api/shares/${shareId}`, dispatcher)).status).toBe(204);
    expect(await server.current(token)).toEqual({ state: 'revoked', at: expect.any(String) });
    const refused = await server.call('GET', '/api/tracking/vehicles/van-9/location', token);
    expect(refused.json).toMatchObject({ status: 401, code: 'unauthenticated', detail: /was revoked/ });
    expect((await server.call('GET', '/api/shares/current/trail', token)).status).toBe(401);
    // Once more changes nothing.
    expect((await server.call('DELETE', `/api/shares/${shareId}`, dispatcher)).status).toBe(204);
    const list = (query: string) => server.call('GET', `/api/shares?vehicleId=van-9${query}`, dispatcher);
    expect((await list('')).json).toEqual({ shares: [] });
    expect((await list('&state=all')).json).toMatchObject({ shares: [{ shareId, state: 'revoked' }] });
  });

  it('comes by itself', async () => {
    const { token } = await server.share('van-10', { until: { time: Date.now() + 300 } });
    await expect.poll(() => server.current(token)).toEqual({ state: 'expired', at: expect.any(String) });
    const refused = await server.call('GET', '/api/tracking/vehicles/van-10/location', token);
    expect(refused.json).toMatchObject({ status: 401, detail: /has expired/ });
  });

  it('a link that never was is no link', async () => {
    for (const token of [`share_${'x'.repeat(32)}`, 'share_short', dispatcher]) {
      const { json } = await server.call('GET', '/api/shares/current', token);
      expect(json).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
    expect((await server.call('GET', '/api/shares/current')).status).toBe(401);
    expect((await server.call('DELETE', '/api/shares/never-was', dispatcher)).status).toBe(404);
  });
});

it('notes that a link was used', async () => {
  await server.report('van-11');
  const { token } = await server.share('van-11');
  await server.current(token);
  await expect
    .poll(async () => (await server.call('GET', '/api/shares?vehicleId=van-11', dispatcher)).json)
    .toMatchObject({ shares: [{ uses: 1, lastUsedAt: expect.any(String) }] });
});
