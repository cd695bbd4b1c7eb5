import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from './devices-desk.ts';
import { call, startServer, type TestServer } from './http-server.ts';

let server: TestServer;
let desk: ReturnType<typeof openDesk>;

beforeAll(async () => {
  server = await startServer();
  desk = openDesk(server);
});
afterAll(() => server.close());

/** A body as it stands, with this media type or none at all. */
function post(
  path: string,
  key: string,
  body: string,
  type?: string,
): Promise<{ status: number; text: string }> {
  const headers = {
    ...{ authorization: `Bearer ${key}`, 'content-length': Buffer.byteLength(body) },
    ...(type === undefined ? {} : { 'content-type': type }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${server.url}/api/devices/${path}`, { method: 'POST', headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('samples of the clients, as they come', () => {
  it('osmand by GET, with the answer that it waits for', async () => {
    const key = await desk.register('902064');
    const query =
      'id=902064&lat=42.06288&lon=-88.23412&timestamp=2016-01-27T18%3A55%3A47Z&hdop=6.0&altitude=224.0&speed=0.0';
    const { status, text, headers } = await call(server, 'GET', `/api/devices/osmand?${query}&key=${key}`);
    expect([status, text, headers.get('content-length')]).toEqual([200, '', '0']);
    expect(await desk.stored('bus-of-902064')).toEqual([
      {
        ...{ vehicleId: 'bus-of-902064', latitude: 42.06288, longitude: -88.23412, altitude: 224, speed: 0 },
        ...{ time: Date.parse('2016-01-27T18:55:47Z'), receivedAt: expect.any(Number), accuracy: null },
        attributes: { hdop: 6 },
      },
    ]);
  });

  it('osmand by POST with a query: 0,0 without an accuracy is put aside', async () => {
    const key = await desk.register('123456789012345');
    const query =
      'id=123456789012345&timestamp=619315200&lat=0.0&lon=0.0&speed=0.0&bearing=0.0&altitude=0.0&accuracy=0.0&batt=0.0';
    expect(await post(`osmand?${query}`, key, '')).toEqual({ status: 200, text: '' });
    expect(await desk.stored('bus-of-123456789012345')).toEqual([]);
    const [only] = await desk.quarantine('123456789012345');
    expect(only?.reason).toContain('position 0,0 without an accuracy');
    expect(JSON.parse(only?.message ?? '')).toMatchObject({ lat: '0.0', lon: '0.0', batt: '0.0' });
  });

  it('osmand as a form and as a JSON list', async () => {
    const key = await desk.register('client-10');
    const form = 'id=client-10&lat=52.1&lon=-8.1&timestamp=1777880701&speed=10&batt=81.5';
    expect((await post('osmand', key, form, 'application/x-www-form-urlencoded')).status).toBe(200);
    const list = [2, 3].map((n) => ({
      id: 'client-10',
      lat: 52 + n / 10,
      lon: -8.1,
      timestamp: 1_777_880_700 + n,
    }));
    expect((await desk.send('osmand', key, list)).status).toBe(200);
    const stored = await desk.stored('bus-of-client-10');
    expect(stored.map(({ latitude }) => latitude)).toEqual([52.1, 52.2, 52.3]);
    expect(stored[0]).toMatchObject({ speed: expect.closeTo(5.1444, 3), attributes: { batt: 81.5 } });
  });

  it('a heartbeat without coordinates is a sign of life', async () => {
    const key = await desk.register('sleeping');
    expect((await call(server, 'GET', `/api/devices/osmand?id=sleeping&batt=5&key=${key}`)).status).toBe(200);
    expect(await desk.stored('bus-of-sleeping')).toEqual([]);
    expect(await desk.quarantine('sleeping')).toEqual([]);
    expect(await desk.device('sleeping')).toMatchObject({ lastSeenAt: expect.any(String), accepted: 0 });
  });

  it('background-geolocation', async () => {
    const key = await desk.register('8737767034');
    const sample =
      '{"location":{"event":"motionchange","is_moving":false,"uuid":"0e9a2473-a9a7-4c00-997b-fb97d2154e75","timestamp":"2021-07-21T08:06:34.444Z","odometer":0,"coords":{"latitude":-6.1148096,"longitude":106.6837015,"accuracy":3.8,"speed":18.67,"speed_accuracy":0.26,"heading":63,"heading_accuracy":0.28,"altitude":35.7,"altitude_accuracy":3.8},"activity":{"type":"still","confidence":100},"battery":{"is_charging":false,"level":0.79},"extras":{}},"device_id":"8737767034"}';
    for (const path of ['background-geolocation', 'osmand'])
      expect((await desk.send(path, key, sample)).status).toBe(200);
    expect(await desk.stored('bus-of-8737767034')).toMatchObject([
      {
        ...{ latitude: -6.1148096, longitude: 106.6837015, accuracy: 3.8, speed: 18.67, heading: 63 },
        ...{ altitude: 35.7, time: Date.parse('2021-07-21T08:06:34.444Z') },
        attributes: { activity: { type: 'still' }, battery: { level: 0.79 } },
      },
    ]);
  });

  it('background-geolocation: one uuid is taken once, also when its time differs', async () => {
    const key = await desk.register('repeater');
    const location = (uuid: string, second: number) => ({
      ...{ uuid, timestamp: new Date(1_777_880_700_000 + second * 1000).toISOString() },
      coords: { latitude: 52, longitude: -8, accuracy: 5 },
    });
    const first = [location('a', 1), location('a', 2), location('b', 3)];
    await desk.send('background-geolocation', key, { location: first, device_id: 'repeater' });
    await desk.send('background-geolocation', key, { location: [location('b', 4), location('c', 5)] });
    const times = (await desk.stored('bus-of-repeater')).map(({ time }) => time / 1000 - 1_777_880_700);
    expect(times).toEqual([1, 3, 5]);
    expect(await desk.device('repeater')).toMatchObject({ accepted: 5, quarantined: 0 });
  });

  it('owntracks, told by a header who it is', async () => {
    const key = await desk.register('jane');
    const sample =
      '{"cog":271,"lon":2.29513,"acc":5,"vel":61,"vac":21,"lat":48.85833,"tst":1497349316,"alt":167,"_type":"location","tid":"JJ","t":"u","batt":67}';
    const { status, text, headers } = await desk.send('owntracks', key, sample, { 'x-limit-d': 'jane' });
    expect([status, text]).toEqual([200, '[]']);
    expect(headers.get('content-type')).toContain('application/json');
    expect((await desk.send('owntracks?u=jj&d=jane', key, { _type: 'lwt', tst: 1 })).text).toBe('[]');
    expect(await post('owntracks', key, '')).toEqual({ status: 200, text: '[]' });
    expect((await desk.send('owntracks', key, sample, { 'x-limit-d': 'john' })).status).toBe(404);
    expect(await desk.stored('bus-of-jane')).toMatchObject([
      { latitude: 48.85833, longitude: 2.29513, speed: expect.closeTo(16.944, 3), attributes: { batt: 67 } },
    ]);
    expect(await desk.quarantine('jane')).toEqual([]);
  });

  it('overland, with exactly the answer that it waits for', async () => {
    const key = await desk.register('iphone');
    const sample =
      '{"locations":[{"type":"Feature","geometry":{"type":"Point","coordinates":[-122.030581,37.331800]},"properties":{"timestamp":"2015-10-01T08:00:00-0700","altitude":0,"speed":4,"horizontal_accuracy":30,"vertical_accuracy":-1,"motion":["driving","stationary"],"battery_state":"charging","battery_level":0.80,"device_id":""}}]}';
    expect(await desk.send('overland', key, sample)).toMatchObject({ status: 200, text: '{"result":"ok"}' });
    expect(await desk.send('overland', key, { locations: [] })).toMatchObject({ text: '{"result":"ok"}' });
    expect(await desk.stored('bus-of-iphone')).toMatchObject([
      {
        ...{ latitude: 37.3318, longitude: -122.030581, accuracy: 30, speed: 4, altitude: 0 },
        ...{ time: Date.parse('2015-10-01T15:00:00Z'), attributes: { motion: ['driving', 'stationary'] } },
      },
    ]);
  });

  it('gpslogger in the query and as a form', async () => {
    const key = await desk.register('logger');
    const values = 'lat=52.5&longitude=-8.25&acc=12&alt=80&spd=5&dir=180&batt=77';
    await call(server, 'GET', `/api/devices/gpslogger?id=logger&${values}&timestamp=1777880701&key=${key}`);
    const answer = await post(
      'gpslogger?id=logger',
      key,
      `${values}&time=2026-05-04T07:45:02.000Z`,
      'text/plain',
    );
    expect(answer).toEqual({ status: 200, text: '' });
    const stored = await desk.stored('bus-of-logger');
    expect(stored.map(({ time }) => time)).toEqual([1_777_880_701_000, Date.parse('2026-05-04T07:45:02Z')]);
    expect(stored[1]).toMatchObject({ speed: 5, heading: 180, accuracy: 12, attributes: { batt: 77 } });
  });

  it('a position that a Traccar server forwards', async () => {
    const key = await desk.register('356307042441013');
    const position = (fixTime: string, rest: object = {}) => ({
      ...{ latitude: 52.5, longitude: -8.25, fixTime, speed: 10, course: 45, altitude: 12, accuracy: 0 },
      ...{ valid: true, attributes: { ignition: true, sat: 9 }, ...rest },
    });
    const device = { uniqueId: '356307042441013', name: 'van' };
    for (const time of ['2018-09-14T10:18:32.000+0000', '2018-09-14T10:18:33.000+00:00'])
      expect((await desk.send('traccar', key, { position: position(time), device })).status).toBe(200);
    const invalid = position('2018-09-14T10:18:34.000+0000', { valid: false });
    expect((await desk.send('traccar', key, { position: invalid, device })).status).toBe(200);
    const stored = await desk.stored('bus-of-356307042441013');
    expect(stored).toMatchObject([
      {
        speed: expect.closeTo(5.1444, 3),
        heading: 45,
        accuracy: null,
        attributes: { ignition: true, sat: 9 },
      },
      { time: Date.parse('2018-09-14T10:18:33Z') },
    ]);
    expect((await desk.quarantine('356307042441013')).map(({ reason }) => reason)).toEqual([
      'the device says itself that this position is not valid',
    ]);
  });
});

describe('bodies', () => {
  const json = '[{"id":"typed","lat":52,"lon":-8,"timestamp":1777880701}]';

  it('are what their first character says, whatever they are called', async () => {
    const key = await desk.register('typed');
    for (const type of [
      undefined,
      'application/json',
      'application/json; charset=utf-8',
      'application/x-www-form-urlencoded',
      'text/plain',
      'application/octet-stream',
      'nonsense',
      '',
    ])
      expect([type, (await post('osmand', key, json, type)).status]).toEqual([type, 200]);
    expect((await post('osmand', key, `\ufeff${json}`)).status).toBe(200);
    for (const type of [undefined, 'application/json', 'multipart/form-data'])
      expect((await post('osmand', key, 'id=typed&lat=53&lon=-8&timestamp=1777880702', type)).status).toBe(
        200,
      );
    expect((await desk.stored('bus-of-typed')).map(({ latitude }) => latitude)).toEqual([52, 53]);
    expect(await desk.quarantine('typed')).toEqual([]);
  });

  it('are not unpacked', async () => {
    const key = await desk.register('packed');
    const answer = await desk.send('osmand', key, json, { 'content-encoding': 'gzip' });
    expect(answer.json).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  it('a GET is answered with, a HEAD is none', async () => {
    const key = await desk.register('asking');
    const head = await call(server, 'HEAD', `/api/devices/osmand?id=asking&lat=52&lon=-8&key=${key}`);
    expect(head.status).toBe(405);
    expect((await call(server, 'GET', '/api/devices/overland', { token: key })).status).toBe(405);
    expect(await desk.stored('bus-of-asking')).toEqual([]);
  });
});
