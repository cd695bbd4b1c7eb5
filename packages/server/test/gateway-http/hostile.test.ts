import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ERROR_CODES, Problem } from '@waycast/contract';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

let server: TestServer;
let token: string;
const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);

beforeAll(async () => {
  process.on('unhandledRejection', note).on('uncaughtException', note);
  server = await startServer({ headersTimeoutMs: 400 });
  token = await tokenOf();
});
afterEach(async () => {
  expect(unhandled).toEqual([]);
  expect((await call(server, 'GET', '/health')).status).toBe(200);
});
afterAll(async () => {
  process.off('unhandledRejection', note).off('uncaughtException', note);
  await server.close();
});

const OPTIONS = { numRuns: 150 };

describe('raw bytes', () => {
  it('[P57] whatever arrives, the answer is none, HTTP, or a problem of the catalogue', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (bytes) => {
        expectProblems(await exchange(Buffer.from(bytes)));
      }),
      OPTIONS,
    );
  });

  it('[P57] requests of broken parts are refused with a problem', async () => {
    const junk = fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.replaceAll('\r\n', ' '));
    const line = fc.oneof(
      fc.constantFrom(
        'Content-Length: 5',
        'Content-Length: -1',
        'Content-Length: 1e9',
        'Transfer-Encoding: chunked',
        'Transfer-Encoding: gzip',
        'Content-Type: application/json',
        'Expect: 100-continue',
        'Expect: the worst',
        'Connection: Upgrade',
        'Upgrade: nonsense',
        'Host:',
        'Host: a\x00b',
      ),
      fc.tuple(junk, junk).map(([name, value]) => `${name}: ${value}`),
    );
    const request = fc.tuple(
      fc.constantFrom('GET', 'POST', 'PUT', 'BREW', 'get', ''),
      fc.oneof(fc.constantFrom('/api/tracking/location', '/health', '*', 'http://', '/%', '/%ff%00'), junk),
      fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/9.9', ''),
      fc.array(line, { maxLength: 6 }),
      junk,
    );
    await fc.assert(
      fc.asyncProperty(request, async ([method, path, version, lines, body]) => {
        expectProblems(
          await exchange(
            `${method} ${path} ${version}\r\n${lines.map((each) => `${each}\r\n`).join('')}\r\n${body}`,
          ),
        );
      }),
      OPTIONS,
    );
  });

  it('[P58] headers over 16 kB get 431', async () => {
    const answer = await exchange(`GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'y'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(problemIn(answer)).toMatchObject({ status: 431, code: 'too_large' });
  });

  it('[P58] half a request, and half a body, time out with 408', async () => {
    for (const half of [
      'POST /api/tracking/location HTTP/1.1\r\nHost: x\r\n',
      `POST /api/tracking/location HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"vehicle`,
    ]) {
      const answer = await exchange(half);
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      expect(problemIn(answer)).toMatchObject({ code: 'timeout' });
    }
  });

  it('[P57] clients that leave in the middle of a request or an answer leave nothing behind', async () => {
    for (let cut = 1; cut < 260; cut += 23) {
      const socket = await open();
      const body = JSON.stringify({ vehicleId: 'gone', latitude: 1, longitude: 2 });
      const request = `POST /api/tracking/location HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
      socket.write(request.slice(0, request.length - cut));
      socket.resetAndDestroy();
    }
  });
});

describe('bodies and queries', () => {
  it('[P57] any JSON is answered with a receipt or a problem', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/api/tracking/location', '/api/tracking/batch', '/api/grants', '/api/demo/token'),
        fc.json(),
        async (path, body) => {
          const { status, json } = await call(server, 'POST', path, { token, body });
          if (status >= 300) expect(ERROR_CODES).toContain(Problem.parse(json).code);
          expect(status).not.toBe(500);
        },
      ),
      OPTIONS,
    );
  });

  it('[P57] fixes of any field values are judged, never failed', async () => {
    const value = fc.oneof(
      fc.double(),
      fc.string(),
      fc.constantFrom(null, true, '', '0', 'NaN', [], {}),
      fc.integer(),
      fc.date({ noInvalidDate: true }).map(String),
    );
    const fix = fc.dictionary(
      fc.constantFrom(
        'vehicleId',
        'latitude',
        'longitude',
        'lat',
        'lng',
        'timestamp',
        'time',
        'accuracy',
        'speed',
        'heading',
        'altitude',
        'sentAt',
        'x',
      ),
      value,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fix, { maxLength: 5 }), async (updates) => {
        const { status } = await call(server, 'POST', '/api/tracking/batch', { token, body: { updates } });
        expect(status).toBe(202);
      }),
      OPTIONS,
    );
  });

  it('[P57] any path and query are answered with a success or a problem', async () => {
    const part = fc.string({ unit: 'grapheme', maxLength: 30 }).map(encodeURIComponent);
    const query = fc.dictionary(
      fc.constantFrom('from', 'to', 'limit', 'cursor', 'format', 'subject', 'topics'),
      part,
    );
    const path = fc.constantFrom(
      '/api/tracking/vehicles/:x/history',
      '/api/tracking/vehicles/:x/location',
      '/api/grants',
      '/api/stream',
      '/:x',
    );
    await fc.assert(
      fc.asyncProperty(path, part, query, async (pattern, id, parameters) => {
        const search = Object.entries(parameters)
          .map(([name, text]) => `${name}=${text}`)
          .join('&');
        const { status, json } = await call(server, 'GET', `${pattern.replace(':x', id)}?${search}`, {
          token,
        });
        if (status >= 300) expect(ERROR_CODES).toContain(Problem.parse(json).code);
        expect(status).not.toBe(500);
      }),
      OPTIONS,
    );
  });
});

async function open(): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes, says that no more come, and reads until the server closes. */
async function exchange(bytes: Buffer | string): Promise<string> {
  const socket = await open();
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  const closed = once(socket, 'close');
  socket.write(bytes);
  await closed;
  return Buffer.concat(chunks).toString('latin1');
}

function expectProblems(answer: string): void {
  if (answer === '') return;
  expect(answer).toMatch(/^HTTP\/1\.1 (100|200|204|4\d\d|503) /);
  if (/^HTTP\/1\.1 4/.test(answer)) expect(ERROR_CODES).toContain(problemIn(answer).code);
}

function problemIn(answer: string): Problem {
  const start = answer.indexOf('{');
  return Problem.parse(JSON.parse(answer.slice(start, answer.indexOf('}', start) + 1)));
}
