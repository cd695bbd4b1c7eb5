import { RIDE_MAX_POINTS, type Ride } from '@waycast/contract';
import { destination, distanceM, type LatLng } from '@waycast/geo';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

interface Point extends LatLng {
  readonly time: number;
  readonly speed?: number;
}

const START = Date.UTC(2026, 4, 4, 7);
/** As many fixes as a day of one a second comes to. */
const SECONDS = 50_000;
const HALT = { from: 2000, to: 2300 };
/** A drive with a bend each ten minutes and a halt of five. */
const DRIVE: readonly Point[] = driven();

let server: TestServer;
let token: string;

beforeAll(async () => {
  server = await startServer();
  token = await tokenOf();
  for (let at = 0; at < DRIVE.length; at += 1000) {
    const updates = DRIVE.slice(at, at + 1000).map((point) => ({ vehicleId: 'van-1', ...point }));
    const { json } = await call(server, 'POST', '/api/tracking/batch', { token, body: { updates } });
    expect(json).toEqual({ accepted: 1000, rejected: [] });
  }
});
afterAll(() => server.close());

const ask = (query: string, id = 'van-1') =>
  call(server, 'GET', `/api/tracking/vehicles/${id}/ride?${query}`, { token });
const WHOLE = `from=${START}&to=${START + SECONDS * 1000}`;

describe('a ride', () => {
  it('is off by no more than its tolerance at any moment, in few points', async () => {
    const ride = (await ask(`${WHOLE}&tolerance=10`)).json as Ride;
    expect(ride).toMatchObject({ vehicleId: 'van-1', fixes: SECONDS, toleranceM: 10 });
    expect(ride.times.length).toBeLessThan(SECONDS / 50);
    for (const point of DRIVE) expect(distanceM(placeAt(ride, point.time), point)).toBeLessThan(10.1);
    expect(ride.times[0]).toBe(START);
    expect(ride.speeds[0]).toBe(12);
  });

  it('names the points after which nothing was heard', async () => {
    const at = (minutes: number) => START + minutes * 60_000;
    const minutes = [0, 1, 2, 12, 13];
    const updates = minutes.map((minute) => ({
      vehicleId: 'van-9',
      latitude: 52 + minute / 1000,
      longitude: 1,
      time: at(minute),
    }));
    await call(server, 'POST', '/api/tracking/batch', { token, body: { updates } });
    const ride = (await ask(`${WHOLE}&tolerance=100`, 'van-9')).json as Ride;
    expect(ride.times).toEqual([0, 2, 12, 13].map(at));
    expect(ride.silences).toEqual([1]);
  });

  it('has every fix when no tolerance is given away', async () => {
    const [some, to] = [DRIVE.slice(0, 5000), START + 4_999_000];
    const ride = (await ask(`from=${START}&to=${to}&tolerance=0`)).json as Ride;
    expect(ride.times).toEqual(some.map(({ time }) => time));
    expect(ride.latitudes).toEqual(some.map(({ latitude }) => latitude));
  });

  it('stays within its points, and says how far off it is then', async () => {
    const ride = (await ask(`${WHOLE}&tolerance=0`)).json as Ride;
    expect(ride.fixes).toBe(SECONDS);
    expect(ride.times.length).toBeLessThanOrEqual(RIDE_MAX_POINTS);
    expect(ride.toleranceM).toBeGreaterThan(0);
    expect(ride.times.at(-1)).toBe(DRIVE.at(-1)?.time);
  });

  it('is empty for a vehicle that never reported', async () => {
    expect((await ask(WHOLE, 'nobody')).json).toMatchObject({ fixes: 0, times: [], speeds: [] });
  });

  it('takes a span of a week at the most, in the right order', async () => {
    expect((await ask(`from=${START}&to=${START + 8 * 86_400_000}`)).json).toMatchObject({
      code: 'invalid',
      detail: expect.stringContaining('7 days'),
    });
    expect((await ask(`from=${START + 1}&to=${START}`)).json).toMatchObject({ code: 'invalid' });
    expect((await ask(`from=${START}`)).json).toMatchObject({ code: 'invalid' });
  });

  it('is nobody else’s to see', async () => {
    const stranger = await tokenOf({ roles: ['viewer'], vehicles: ['van-2'] });
    const path = `/api/tracking/vehicles/van-1/ride?${WHOLE}`;
    expect((await call(server, 'GET', path, { token: stranger })).status).toBe(404);
  });
});

describe('KML', () => {
  it('holds every fix with its time and speed, in tracks that go on one in the other', async () => {
    const path = `/api/tracking/vehicles/van-1/history?format=kml&${WHOLE}`;
    const { headers, text } = await call(server, 'GET', path, { token });
    expect(headers.get('content-type')).toBe('application/vnd.google-earth.kml+xml');
    expect(headers.get('content-disposition')).toBe('attachment; filename="van-1.kml"');
    expect(parseKml(text)).toEqual(DRIVE);
  });

  it('is well-formed for no fix', async () => {
    const path = '/api/tracking/vehicles/nobody/history?format=kml';
    expect(parseKml((await call(server, 'GET', path, { token })).text)).toEqual([]);
  });
});

function driven(): Point[] {
  let at: LatLng = { latitude: 52.66, longitude: -8.62 };
  return Array.from({ length: SECONDS }, (_, second) => {
    const halts = second >= HALT.from && second < HALT.to;
    if (!halts) at = destination(at, Math.floor(second / 600) * 70, 12);
    const { latitude, longitude } = at;
    return { latitude, longitude, time: START + second * 1000, ...(halts ? {} : { speed: 12 }) };
  });
}

/** Where who follows the ride's points at even speeds is at a moment. */
function placeAt({ times, latitudes, longitudes }: Ride, time: number): LatLng {
  const after = Math.max(
    1,
    times.findIndex((one) => one >= time),
  );
  const [t0 = 0, t1 = 0] = [times[after - 1], times[after]];
  const part = (time - t0) / (t1 - t0);
  const between = (values: readonly number[]): number => {
    const [a = 0, b = 0] = [values[after - 1], values[after]];
    return a + part * (b - a);
  };
  return { latitude: between(latitudes), longitude: between(longitudes) };
}

/** Points of all tracks of a KML file, by a parser that refuses what is not well-formed. */
function parseKml(text: string): Point[] {
  const found: Record<'when' | 'gx:coord' | 'gx:value', string[]> = {
    when: [],
    'gx:coord': [],
    'gx:value': [],
  };
  let content = '';
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', () => {
    content = '';
  });
  parser.on('text', (part) => {
    content += part;
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'when' || name === 'gx:coord' || name === 'gx:value') found[name].push(content);
  });
  parser.write(text).close();
  return found.when.map((when, index) => {
    const [longitude = 0, latitude = 0] = (found['gx:coord'][index] ?? '').split(' ').map(Number);
    const speed = found['gx:value'][index];
    return {
      latitude,
      longitude,
      time: Date.parse(when),
      ...(speed === '' || speed === undefined ? {} : { speed: Number(speed) }),
    };
  });
}
