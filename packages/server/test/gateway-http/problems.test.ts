import { ERROR_CODES, ERRORS, Problem, ROUTE_NAMES, routeDefinition, WaycastError } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

let server: TestServer;
let dispatcher: string;
/** What `GET /health` fails with, from the middle of a request. */
let thrown: Error | undefined;

beforeAll(async () => {
  server = await startServer({
    authorize: (_subject, _action, { id }) => {
      if (id.startsWith('throws-')) throw new Error('the application is broken');
      return undefined;
    },
    state: {
      redis() {
        if (thrown !== undefined) throw thrown;
        return 'disabled';
      },
    },
  });
  dispatcher = await tokenOf();
});
afterAll(() => server.close());

const fill = (path: string, value = 'x') => path.replace(/:\w+/g, value);

describe('problem documents', () => {
  const guarded = ROUTE_NAMES.filter((name) => routeDefinition(name).access === 'token');

  it.each(guarded)(
    '[P11] %s answers 401 without a token, with a malformed one, and with one of another key',
    async (name) => {
      const { method, path } = routeDefinition(name);
      const forged =
        'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4Iiwicm9sZXMiOlsiYWRtaW4iXSwiZXhwIjo5OTk5OTk5OTk5fQ.AAAA';
      for (const authorization of [undefined, 'Basic YTpi', 'Bearer', 'Bearer x.y.z', `Bearer ${forged}`]) {
        const { status, headers, json } = await call(server, method, fill(path), {
          headers: authorization === undefined ? {} : { authorization },
        });
        expect(status).toBe(401);
        expect(headers.get('www-authenticate')).toContain('Bearer');
        expect(headers.get('content-type')).toBe('application/problem+json');
        expect(Problem.parse(json)).toMatchObject({
          status: 401,
          code: 'unauthenticated',
          requestId: headers.get('x-request-id'),
        });
      }
    },
  );

  it('[P11] takes the token from the header only, and from the query for streams', async () => {
    expect((await call(server, 'GET', `/api/me?token=${dispatcher}`)).status).toBe(401);
    expect((await call(server, 'GET', `/api/stream?token=${dispatcher}&topics=nonsense`)).json).toMatchObject(
      { code: 'invalid' },
    );
  });

  it('[P19] hides the token of a query from the log', async () => {
    await call(server, 'GET', `/api/stream?token=${dispatcher}&topics=nonsense`);
    expect(JSON.stringify(server.lines)).not.toContain(dispatcher);
  });

  it('[P7] gives 404 for an unknown path with a hint, and 405 with Allow for an unknown method', async () => {
    const unknown = await call(server, 'GET', '/api/tracking/vehicle');
    expect(unknown.json).toMatchObject({
      status: 404,
      code: 'not_found',
      detail: expect.stringContaining('did you mean /api/tracking/'),
    });
    const method = await call(server, 'PUT', '/api/tracking/location', { body: {} });
    expect(method.json).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(method.headers.get('allow')).toBe('POST');
    expect((await call(server, 'DELETE', '/api/grants')).headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it.each([
    ['{"vehicleId": x}', 'position 14'],
    ['{"a": 1,}', 'position 8'],
    ['[1, 2', 'ends too early'],
    ['{"a":\n\n  tru}', 'line 3'],
    ['{"__proto__": {"admin": true}}', '__proto__'],
    ['{"constructor": {"prototype": {}}}', 'prototype'],
    ['['.repeat(60) + ']'.repeat(60), 'nested deeper'],
    [`[${'0,'.repeat(30_000)}0]`, 'more than 20000 fields'],
  ])('[P6] refuses the body %.30s and says why', async (body, why) => {
    const { status, json } = await call(server, 'POST', '/api/tracking/location', {
      token: dispatcher,
      body,
    });
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'invalid', detail: expect.stringContaining(why) });
  });

  it('[P6] refuses bodies over 1 MB with 413 and other media types with 415', async () => {
    const large = await call(server, 'POST', '/api/tracking/batch', {
      token: dispatcher,
      body: `"${'x'.repeat(1_048_576)}"`,
    });
    expect(large.json).toMatchObject({ status: 413, code: 'too_large' });
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
    ]) {
      const { json } = await call(server, 'POST', '/api/tracking/location', {
        token: dispatcher,
        body: '{}',
        headers: { 'content-type': type },
      });
      expect(json).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    }
  });

  it('[P5] keeps a sane request id and replaces others', async () => {
    const idOf = async (given: string) =>
      (await call(server, 'GET', '/health', { headers: { 'x-request-id': given } })).headers.get(
        'x-request-id',
      );
    expect(await idOf('trace-7.a_b')).toBe('trace-7.a_b');
    for (const given of ['a b', 'x'.repeat(65), '<script>']) expect(await idOf(given)).not.toBe(given);
    const { json, headers } = await call(server, 'GET', '/api/me', {
      headers: { 'x-request-id': 'trace-8' },
    });
    expect(json).toMatchObject({ requestId: 'trace-8' });
    expect(headers.get('x-request-id')).toBe('trace-8');
    expect(server.lines.find(({ fields }) => fields['requestId'] === 'trace-8')).toMatchObject({
      level: 'info',
      fields: { code: 'unauthenticated', path: '/api/me' },
    });
  });

  it('[P9] answers what nobody foresaw with 500, a request id that is in the log, and no trace of the cause', async () => {
    thrown = new TypeError('secret detail of the implementation');
    const { status, text, headers } = await call(server, 'GET', '/health');
    thrown = undefined;
    expect(status).toBe(500);
    expect(text).not.toContain('secret detail');
    const line = server.lines.find(
      ({ level, fields }) => level === 'error' && fields['requestId'] === headers.get('x-request-id'),
    );
    expect(line?.fields['err']).toMatchObject({ message: 'secret detail of the implementation' });
  });

  it("[P9] answers a failure of the application's own rule with 503 and no trace of it", async () => {
    const { status, text, headers } = await call(server, 'GET', '/api/tracking/vehicles/throws-1/location', {
      token: dispatcher,
    });
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('1');
    expect(text).not.toContain('broken');
    expect(text).not.toMatch(/\bat .*\.ts/);
  });

  it.each([
    ['/api/tracking/vehicles/%zz/location'],
    ['/api/tracking/vehicles/a%20b/location'],
    [`/api/tracking/vehicles/${'x'.repeat(129)}/history`],
    ['/api/grants?subject=a%20b'],
    ['/api/stream'],
    ['/api/tracking/vehicles/a/history?limit=0'],
    ['/api/tracking/vehicles/a/history?limit=many'],
    ['/api/tracking/vehicles/a/history?format=dwg'],
    ['/api/tracking/vehicles/a/history?from=yesterday'],
    ['/api/tracking/vehicles/a/history?from=2026-05-05T00:00:00Z&to=2026-05-04T00:00:00Z'],
    ['/api/tracking/vehicles/a/history?cursor=guessed'],
    ['/api/tracking/vehicles/a/history?from=1&from=2'],
  ])('[P10] refuses GET %.70s', async (path) => {
    const { status, json } = await call(server, 'GET', path, { token: dispatcher });
    expect(status).toBe(400);
    expect(Problem.parse(json)).toMatchObject({ code: 'invalid' });
  });

  it.each([
    [undefined],
    [[]],
    [{ subject: 'p' }],
    [{ subject: 'p', vehicleId: 'a b' }],
    [{ subject: 'p', vehicleId: 'v', expiresAt: 'soon' }],
    [{ subject: 'p', vehicleId: 'v', expiresAt: '2020-01-01T00:00:00Z' }],
  ])('[P10] refuses the grant %j', async (body) => {
    const { json } = await call(server, 'POST', '/api/grants', { token: dispatcher, body });
    expect(json).toMatchObject({ status: 400, code: 'invalid' });
  });
});

describe('the catalogue', () => {
  it.each(ERROR_CODES)(
    '[P4] %s becomes a problem with the status and title of the catalogue',
    async (code) => {
      thrown = new WaycastError(code, `this is ${code}`, { retryAfterMs: 2500 });
      const { status, headers, json } = await call(server, 'GET', '/health');
      thrown = undefined;
      expect(status).toBe(ERRORS[code].status);
      expect(Problem.parse(json)).toEqual({
        type: `urn:waycast:error:${code}`,
        title: ERRORS[code].title,
        status: ERRORS[code].status,
        code,
        detail: `this is ${code}`,
        requestId: headers.get('x-request-id'),
        retryAfterMs: 2500,
      });
      expect(headers.get('retry-after')).toBe('3');
    },
  );
});
