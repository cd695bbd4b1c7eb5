import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

const FIX = { latitude: 52.6638, longitude: -8.6267, timestamp: '2026-05-04T07:45:50.000Z' };

let server: TestServer;
let tokens: Readonly<Record<'dispatcher' | 'viewer', string>>;

beforeAll(async () => {
  server = await startServer({ fixesPerMinute: 1 });
  tokens = { dispatcher: await tokenOf(), viewer: await tokenOf({ roles: ['viewer'] }) };
});
afterAll(() => server.close());

/**
 * What a client sees of an answer, but for what names the request itself. Fastify ends a connection with JSON that it
 * could not read; the straight path has read the body by then, and keeps it.
 */
async function answerTo(path: string, body: unknown, headers: Record<string, string>, token?: string) {
  const answer = await call(server, 'POST', path, { body, headers, ...(token && { token }) });
  const seen = [...answer.headers].filter(
    ([name]) => !['date', 'x-request-id', 'connection', 'keep-alive'].includes(name),
  );
  expect(answer.headers.get('x-request-id')).toBeTruthy();
  return {
    status: answer.status,
    headers: Object.fromEntries(seen.filter(([name]) => name !== 'content-length')),
    body: JSON.parse(answer.text, (name, value) => (name === 'requestId' ? '' : value)),
  };
}

it.each<[string, string, unknown, ('dispatcher' | 'viewer')?]>([
  ['a fix', '/api/tracking/location', { vehicleId: 'bus-1', ...FIX }, 'dispatcher'],
  ['a fix without a place', '/api/tracking/location', { vehicleId: 'bus-1' }, 'dispatcher'],
  ['no fix', '/api/tracking/location', '', 'dispatcher'],
  ['what is not JSON', '/api/tracking/location', '{"vehicleId": x}', 'dispatcher'],
  ['JSON after a byte order mark', '/api/tracking/location', '\ufeff{}', 'dispatcher'],
  ['a prototype', '/api/tracking/location', '{"__proto__": {}}', 'dispatcher'],
  ['a prototype in other letters', '/api/tracking/location', '{"\\u005f_proto__": {}}', 'dispatcher'],
  ['a name that only looks like one', '/api/tracking/location', '{"constructor": 1}', 'dispatcher'],
  ['a fix of one who may not', '/api/tracking/location', { vehicleId: 'bus-1', ...FIX }, 'viewer'],
  ['a fix without a token', '/api/tracking/location', { vehicleId: 'bus-1', ...FIX }],
  ['a batch', '/api/tracking/batch', { updates: [{ vehicleId: 'bus-2', ...FIX }, 'x'] }, 'dispatcher'],
  [
    'a batch at its other path',
    '/tracking/batch',
    { updates: [{ vehicleId: 'bus-3', ...FIX }] },
    'dispatcher',
  ],
  ['no batch', '/api/tracking/batch', { updates: 'all' }, 'dispatcher'],
  [
    'names and places in all letters',
    '/api/tracking/location',
    { vehicleId: 'Straße ☃', ...FIX },
    'dispatcher',
  ],
])('%s is answered alike on the straight path and behind Fastify', async (_what, path, body, who) => {
  const token = who && tokens[who];
  // Once before, so that both find the same state.
  await answerTo(path, body, {}, token);
  const straight = await answerTo(path, body, {}, token);
  expect(straight).toEqual(await answerTo(path, body, { origin: 'https://elsewhere.example' }, token));
  expect(straight).toEqual(await answerTo(`${path}?`, body, {}, token));
});

it('[P42] beyond the quota both say how long to wait', async () => {
  const at = (second: number, headers = {}) =>
    answerTo(
      '/api/tracking/location',
      { vehicleId: 'bus-9', ...FIX, timestamp: `2026-05-04T08:00:0${second}.000Z` },
      headers,
      tokens.dispatcher,
    );
  expect((await at(1)).status).toBe(202);
  const [straight, behind] = [await at(2), await at(3, { origin: 'https://elsewhere.example' })];
  expect([straight.status, behind.status]).toEqual([429, 429]);
  expect(Number(straight.headers['retry-after'])).toBeGreaterThanOrEqual(1);
});

it('a body that comes in pieces is put together', async () => {
  const body = JSON.stringify({ vehicleId: 'bus-4', ...FIX, note: '☃'.repeat(50_000) });
  const { status } = await call(server, 'POST', '/api/tracking/location', { token: tokens.dispatcher, body });
  expect(status).toBe(202);
});

it('writes the same line for an answer and for a refusal', async () => {
  const before = server.lines.length;
  const headers = { 'x-request-id': 'mine-1' };
  await call(server, 'POST', '/api/tracking/location', {
    token: tokens.dispatcher,
    body: { vehicleId: 'bus-5', ...FIX },
    headers,
  });
  await call(server, 'POST', '/api/tracking/location', { token: tokens.viewer, body: {}, headers });
  const lines = server.lines
    .slice(before)
    .map(({ level, fields, message }) => ({ level, message, ...fields }));
  const common = { requestId: 'mine-1', method: 'POST', path: '/api/tracking/location' };
  expect(lines).toEqual([
    {
      ...common,
      level: 'debug',
      message: 'request answered',
      status: 202,
      code: undefined,
      ms: expect.any(Number),
    },
    {
      ...common,
      level: 'info',
      message: 'request refused',
      status: 400,
      code: 'invalid',
      ms: expect.any(Number),
    },
  ]);
});
