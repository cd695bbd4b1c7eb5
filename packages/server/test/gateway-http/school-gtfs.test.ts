import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

describe('GTFS over HTTP', () => {
  it('goes out as a zip file that comes in again', async () => {
    const token = await tokenOf({ tenant: 'out' });
    const put = (path: string, body: unknown) => call(server, 'PUT', `/api/school${path}`, { token, body });
    for (const [id, latitude] of [
      ['a', 52.66],
      ['school', 52.67],
    ] as const)
      await put(`/stops/${id}`, { name: id, latitude, longitude: -8.63 });
    await put('/routes/r', { name: 'Seven', stops: [{ stopId: 'a' }, { stopId: 'school' }] });
    await put('/calendars/days', { weekdays: [1], startsOn: '2026-05-01', endsOn: '2026-06-26' });
    const times = [{ arrival: '07:45' }, { arrival: '07:50' }];
    await put('/schedules/s', { routeId: 'r', calendarId: 'days', times });
    const [from, to] = await Promise.all(['out', 'in'].map((tenant) => tokenOf({ tenant })));
    const url = `${server.url}/api/school/gtfs`;
    const out = await fetch(url, { headers: { authorization: `Bearer ${from}` } });
    expect([out.status, out.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect(out.headers.get('content-disposition')).toBe('attachment; filename="gtfs.zip"');
    const send = (body: Blob, type: string, query = '') => {
      const headers = { authorization: `Bearer ${to}`, 'content-type': type };
      return fetch(url + query, { method: 'POST', headers, body });
    };
    const zip = await out.blob();
    const tried = await send(zip, 'application/zip', '?dryRun=true');
    expect(await tried.json()).toMatchObject({ applied: false, stops: 2, errorCount: 0 });
    const entered = await send(zip, 'application/x-zip-compressed');
    expect(await entered.json()).toMatchObject({ applied: true, routes: 1, schedules: 1, errorCount: 0 });
    const none = await send(new Blob(['PK']), 'application/zip');
    expect(none.status).toBe(400);
    expect(await none.json()).toMatchObject({
      code: 'invalid',
      detail: expect.stringContaining('is no zip file'),
    });
    expect((await send(zip, 'text/plain')).status).toBe(415);
    const huge = await send(new Blob([new Uint8Array(33_554_433)]), 'application/zip');
    expect(huge.status).toBe(413);
  });
});
