import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { fastify } from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { createWaycast } from '../../src/app.ts';
import type { WaycastOptions } from '../../src/config.ts';

const database = freshDatabase();
const jwtSecret = 'a secret of the tests, long enough to sign';

/** Attaches Waycast to an application's server; answers how it then answers. */
async function attach(server: Server, options: WaycastOptions = {}) {
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  const waycast = await createWaycast({
    server,
    jwtSecret,
    databaseUrl: await database,
    drainTimeout: 0,
    logLevel: 'silent',
    ...options,
  });
  onTestFinished(async () => {
    await waycast.close();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
}

const withExpress = (build: (app: express.Express) => void): Server => {
  const app = express();
  build(app);
  return createServer(app);
};

const OWN = 'the application itself';

/** Wraps a response as compressing and logging middleware does: what comes after its end is lost. */
const wrapping: RequestListener = (_request, response) => {
  const end = response.end.bind(response);
  let ended = false;
  Object.assign(response, {
    end(...args: Parameters<typeof end>) {
      if (ended) return response;
      ended = true;
      response.setHeader('x-wrapped', 'yes');
      return end(...args);
    },
  });
};

describe('on the server of an application', () => {
  test("an Express application's own /health stays its own, and what it has not is Waycast's", async () => {
    const ask = await attach(
      withExpress((app) => {
        app.use((request, response, next) => {
          wrapping(request, response);
          next();
        });
        app.get('/health', (_request, response) => void response.send(OWN));
      }),
    );
    const own = await ask('/health');
    expect([own.status, own.text, own.headers.get('x-wrapped')]).toEqual([200, OWN, 'yes']);
    const ready = await ask('/health/ready');
    expect([ready.status, JSON.parse(ready.text)]).toMatchObject([200, { status: 'ready' }]);
    expect(ready.headers.get('x-powered-by')).toBeNull();
    expect(ready.headers.get('x-request-id')).toMatch(/./);
    expect((await ask('/metrics')).text).toContain('waycast_connections');
    const head = await ask('/health/ready', { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
  });

  test('the same with Fastify', async () => {
    const app = fastify();
    onTestFinished(() => app.close());
    app.get('/health', () => OWN);
    app.get('/metrics', (_request, reply) => reply.code(401).send(OWN));
    await app.listen({ host: '127.0.0.1', port: 0 });
    const ask = await attach(app.server);
    expect((await ask('/health')).text).toBe(OWN);
    expect((await ask('/metrics')).status).toBe(401);
    expect(JSON.parse((await ask('/ws/stats')).text)).toMatchObject({ connections: 0 });
    expect(JSON.parse((await ask('/nothing')).text)).toMatchObject({ error: 'Not Found' });
  });

  test('the same with a listener that writes in pieces, and with one that answers late', async () => {
    const ask = await attach(
      createServer((request, response) => {
        const found = request.url === '/health';
        setImmediate(() => {
          response.writeHead(found ? 200 : 404, { 'x-own': 'yes' });
          response.write('not ', () => response.end('here', () => undefined));
        });
      }),
    );
    expect(await ask('/health')).toMatchObject({ status: 200, text: 'not here' });
    expect(await ask('/other')).toMatchObject({ status: 404, text: 'not here' });
    const live = await ask('/health/live');
    expect([live.status, live.headers.get('x-own'), JSON.parse(live.text)]).toEqual([
      200,
      null,
      { status: 'live' },
    ]);
  });

  test("names below /api/ are Waycast's, but for methods that it has not", async () => {
    const ask = await attach(
      withExpress((app) => {
        app.use(express.text());
        app.all('/api/{*rest}', (request, response) => void response.send(`${OWN}: ${request.body}`));
      }),
    );
    expect((await ask('/api/tracking/vehicles')).status).toBe(401);
    const put = await ask('/api/tracking/vehicles', {
      method: 'PUT',
      body: 'x',
      headers: { 'content-type': 'text/plain' },
    });
    expect(put.text).toBe(`${OWN}: x`);
    expect((await ask('/api/mine')).text).toContain(OWN);
  });

  test('only the paths that were asked for are claimed', async () => {
    const server = withExpress((app) => {
      app.get('/api/me', (_request, response) => void response.send(OWN));
    });
    const ask = await attach(server, { paths: ['/api/tracking/', '/health/live'] });
    expect((await ask('/api/me')).text).toBe(OWN);
    expect((await ask('/api/tracking/vehicles')).status).toBe(401);
    expect((await ask('/health/live')).status).toBe(200);
    expect((await ask('/health')).text).toContain('Cannot GET /health');
    await expect(createWaycast({ server, jwtSecret, paths: ['health'] })).rejects.toThrow(
      'paths holds "health"; it takes the beginnings of paths',
    );
  });
});
