import { WaycastError } from '@waycast/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_DEVICE_BODY_BYTES } from '../../src/gateway/http/device-body.ts';
import { MAX_DEVICE_MESSAGES } from '../../src/kernel/device-reports.ts';
import type { History } from '../../src/ports/history.ts';
import { openDesk } from './devices-desk.ts';
import { startServer, type TestServer } from './http-server.ts';

const T0 = 1_777_880_700;
/** A position that the database of these tests refuses together with all that comes with it. */
const CURSED = 66.6;

let server: TestServer;
let desk: ReturnType<typeof openDesk>;
let away = false;

beforeAll(async () => {
  server = await startServer({ history: cursed });
  desk = openDesk(server);
});
afterAll(() => server.close());

function cursed(history: History): History {
  const record: History['record'] = async (fixes) => {
    if (away) throw new WaycastError('unavailable', 'the database is away', { retryAfterMs: 2000 });
    if (fixes.some(({ fix }) => fix.latitude === CURSED)) throw new WaycastError('invalid', 'refused');
    await history.record(fixes);
  };
  return new Proxy(history, {
    get: (target, name) => {
      if (name === 'record') return record;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Every junk that came to mind, in the place of a message. */
const JUNK: readonly unknown[] = [
  ...[null, true, 0, 12.5, '', 'junk', [], [[[]]], [null]],
  ...[
    { lat: 'abc', lon: '1' },
    { lat: null, lon: 5 },
    { lat: 91, lon: 0 },
    { lat: 1, lon: -181 },
  ],
  ...[
    { lat: 0, lon: 0 },
    { lat: {}, lon: [] },
    { lat: true, lon: false },
    { lat: Number.MAX_VALUE, lon: 2 },
  ],
  { lat: 1, lon: 2, timestamp: 'yesterday' },
  { lat: 1, lon: 2, timestamp: { $date: 5 } },
  { lat: 1, lon: 2, timestamp: 99_999_999_999_999 },
  { lat: 1, lon: 2, timestamp: Math.floor(Date.now() / 1000) + 25 * 3600 },
  { lat: 1, lon: 2, speed: 'fast' },
  { lat: 1, lon: 2, speed: 1e9 },
  { lat: 1, lon: 2, bearing: 720 },
  { lat: 1, lon: 2, altitude: 'x'.repeat(20_000) },
  { id: 'somebody-else', lat: 1, lon: 2 },
  { lat: 1, lon: 2, deep: deep(40) },
];

function deep(levels: number): unknown {
  return levels === 0 ? 1 : { deeper: deep(levels - 1) };
}

const good = (n: number) => ({ lat: 52 + n / 10_000, lon: -8, timestamp: T0 + n, accuracy: 5 });
const secondsOf = async (vehicle: string) => (await desk.stored(vehicle)).map(({ time }) => time / 1000 - T0);

describe('batches', () => {
  it('500 positions that were buffered, repeated and shuffled, are stored once each', async () => {
    const key = await desk.register('buffered');
    const points = Array.from({ length: 500 }, (_, n) => good(n));
    const shuffled = points.toSorted((a, b) => Math.sin(a.timestamp * 7) - Math.sin(b.timestamp * 7));
    for (const batch of [shuffled, points.slice(100, 300), [...points, ...points], points.toReversed()])
      expect((await desk.send('osmand', key, batch)).status).toBe(200);
    expect(await secondsOf('bus-of-buffered')).toEqual(points.map((_, n) => n));
    expect(await desk.device('buffered')).toMatchObject({ accepted: 2200, quarantined: 0 });
  });

  it('junk of every kind is put aside with its reason, and holds up nothing', async () => {
    const key = await desk.register('poisoned');
    const batch = JUNK.flatMap((junk, n) => [good(2 * n), junk, good(2 * n + 1)]);
    expect(await desk.send('osmand', key, batch)).toMatchObject({ status: 200, text: '' });
    expect(await secondsOf('bus-of-poisoned')).toEqual(Array.from({ length: 2 * JUNK.length }, (_, n) => n));
    const aside = await desk.quarantine('poisoned');
    const shown = (junk: unknown) =>
      (typeof junk === 'string' ? junk : (JSON.stringify(junk) ?? '')).slice(0, 4000);
    expect(aside.map(({ message }) => message).sort()).toEqual(JUNK.map(shown).sort());
    for (const { reason } of aside) expect(reason.length).toBeGreaterThan(5);
    expect(await desk.device('poisoned')).toMatchObject({ quarantined: JUNK.length });
  });

  it('the junk alone is taken by every format', async () => {
    const key = await desk.register('junk');
    for (const junk of JUNK.filter((each) => !Object.hasOwn(Object(each), 'id')))
      for (const [path, body] of [
        ['osmand', junk],
        ['background-geolocation', { location: junk }],
        ['background-geolocation', { location: [junk] }],
        ['background-geolocation', junk],
        ['owntracks', junk],
        ['overland', { locations: [junk] }],
        ['overland', junk],
        ['gpslogger', junk],
        ['traccar', { position: junk, device: { uniqueId: 'junk' } }],
        ['traccar', junk],
      ] as const) {
        const { status } = await desk.send(path, key, JSON.stringify(body));
        expect([path, junk, status]).toEqual([path, junk, 200]);
      }
  });

  it('what is no JSON at all is put aside as it came', async () => {
    const key = await desk.register('broken');
    for (const body of ['{"locations":[{"type":"Fea', 'junk', '\0\u0001', '[[[[[[[', '<xml/>', '"'])
      expect((await desk.send('overland', key, body)).text).toBe('{"result":"ok"}');
    const aside = await desk.quarantine('broken');
    expect(aside).toHaveLength(6);
    expect(aside[5]).toMatchObject({
      reason: expect.stringContaining('the body is not JSON'),
      message: '{"text":"{\\"locations\\":[{\\"type\\":\\"Fea"}',
    });
  });

  it('nesting without an end is put aside', async () => {
    const key = await desk.register('deep');
    const nested = `{"locations":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}`;
    expect((await desk.send('overland', key, nested)).status).toBe(200);
    expect((await desk.quarantine('deep'))[0]?.reason).toContain('nested deeper');
  });

  it('anything at all is answered with 200, and the good among it is stored', async () => {
    const key = await desk.register('fuzzed');
    let n = 0;
    const arbitrary = fc.array(fc.oneof(fc.jsonValue(), fc.constant('GOOD')), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(arbitrary, async (messages) => {
        const batch = messages.map((message) => (message === 'GOOD' ? good(n++) : withoutId(message)));
        expect((await desk.send('osmand', key, batch)).status).toBe(200);
      }),
      { numRuns: 60 },
    );
    expect(await secondsOf('bus-of-fuzzed')).toEqual(Array.from({ length: n }, (_, at) => at));
  });

  it('one that nothing can store holds up no other', async () => {
    const key = await desk.register('unlucky');
    const batch = Array.from({ length: 20 }, (_, n) => (n % 7 === 3 ? { ...good(n), lat: CURSED } : good(n)));
    expect((await desk.send('osmand', key, batch)).status).toBe(200);
    expect(await secondsOf('bus-of-unlucky')).toEqual([
      0, 1, 2, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 18, 19,
    ]);
    expect(await desk.quarantine('unlucky')).toHaveLength(3);
  });

  it('attributes that no database can hold are mended, those that are too large left out', async () => {
    const key = await desk.register('talkative');
    const point = { ...good(1), note: 'a\0b\ud800', huge: 'x'.repeat(10_000), future: true, batt: 5 };
    expect((await desk.send('osmand', key, [point])).status).toBe(200);
    const [stored] = await desk.stored('bus-of-talkative');
    expect(stored?.attributes).toEqual({ note: 'a\ufffdb\ufffd', batt: 5 });
    expect(stored).not.toHaveProperty('future');
  });
});

describe('bounds', () => {
  it('more messages than a request may hold are counted, not kept', async () => {
    const key = await desk.register('endless');
    const batch = Array.from({ length: MAX_DEVICE_MESSAGES + 5 }, () => 1);
    batch.splice(0, 1);
    const body = JSON.stringify([good(0), ...batch]);
    expect((await desk.send('osmand', key, body)).status).toBe(200);
    expect(await secondsOf('bus-of-endless')).toEqual([0]);
    expect(await desk.device('endless')).toMatchObject({ quarantined: MAX_DEVICE_MESSAGES + 4 });
    const aside = await desk.quarantine('endless');
    expect(aside).toHaveLength(1000);
    expect(aside[0]?.reason).toContain(`the first ${MAX_DEVICE_MESSAGES} are looked at`);
  });

  it('a body that is too long is dropped, answered and told of', async () => {
    const key = await desk.register('long');
    const body = `{"locations":["${'x'.repeat(MAX_DEVICE_BODY_BYTES)}"]}`;
    expect((await desk.send('overland', key, body)).text).toBe('{"result":"ok"}');
    expect(await desk.quarantine('long')).toMatchObject([
      { reason: expect.stringContaining(`at most ${MAX_DEVICE_BODY_BYTES} are read`) },
    ]);
    const form = `id=long&lat=1&lon=2&note=${'x'.repeat(100_000)}`;
    expect((await desk.send('osmand', key, form)).status).toBe(200);
    expect((await desk.quarantine('long'))[0]?.reason).toContain('a form may have');
    const query = Array.from({ length: 201 }, (_, i) => `f${i}=1`).join('&');
    expect((await desk.send(`osmand?${query}`, key, [good(0)])).status).toBe(200);
    expect((await desk.quarantine('long'))[0]?.reason).toBe(
      'query and form may have 200 fields; they have 201',
    );
    expect(await desk.stored('bus-of-long')).toEqual([]);
  });
});

describe('what the device should send again', () => {
  it('while the database is away: 503, and everything is taken afterwards, once', async () => {
    const key = await desk.register('patient');
    const batch = [good(1), null, good(2)];
    away = true;
    const refused = await desk.send('osmand', key, batch);
    away = false;
    expect(refused.json).toMatchObject({ status: 503, code: 'unavailable' });
    expect(refused.headers.get('retry-after')).toBe('2');
    expect((await desk.send('osmand', key, batch)).status).toBe(200);
    expect(await secondsOf('bus-of-patient')).toEqual([1, 2]);
    expect(await desk.device('patient')).toMatchObject({ quarantined: 1 });
  });

  it('above its rate: 429, with what was within it stored', async () => {
    const limited = await startServer({ fixesPerMinute: 3 });
    try {
      const hurried = openDesk(limited);
      const key = await hurried.register('hurried');
      const batch = Array.from({ length: 5 }, (_, n) => good(n));
      const { json, headers } = await hurried.send('osmand', key, batch);
      expect(json).toMatchObject({ status: 429, code: 'rate_limited' });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(1);
      expect(await hurried.stored('bus-of-hurried')).toHaveLength(3);
      expect((await hurried.send('osmand', key, batch.slice(0, 3))).status).toBe(200);
    } finally {
      await limited.close();
    }
  });
});

/** Another id would be the claim to be another device. */
function withoutId(message: unknown): unknown {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return message;
  const { id, deviceid, location, ...rest } = message as Record<string, unknown>;
  return rest;
}
