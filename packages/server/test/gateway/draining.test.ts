import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { signToken } from '../../src/adapters/jose/sign.ts';
import { createWaycast, type Waycast } from '../../src/app.ts';
import { connectWebSocket } from './clients/websocket-client.ts';

const jwtSecret = 'a secret of the tests, long enough to sign';

describe('[P48] a server that drains', () => {
  let waycast: Waycast;
  let url: string;
  let token: string;
  let staying: Awaited<ReturnType<typeof connectWebSocket>>;
  let closed: Promise<void>;

  beforeAll(async () => {
    waycast = await createWaycast({
      host: '127.0.0.1',
      port: 0,
      databaseUrl: await freshDatabase(),
      jwtSecret,
      logLevel: 'silent',
      drainTimeout: 60,
    });
    url = waycast.url ?? '';
    token = await signToken(jwtSecret, { subject: 'd', roles: ['dispatcher'], ttlS: 600 });
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    staying = await connectWebSocket(`${url.replace('http', 'ws')}/ws`, token);
    closed = waycast.close();
  });
  afterAll(async () => {
    staying?.close();
    await closed;
  });

  it('[P49] is not ready from the start, lives on, and says why', async () => {
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'not ready', reason: 'the server is draining' },
    ]);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it.each([
    ['long polling', '/socket.io/?EIO=4&transport=polling'],
    ['Server-Sent Events', '/api/stream?topics=vehicle:1'],
  ])('refuses newcomers by %s', async (_how, path) => {
    const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    expect([response.status, await response.json()]).toMatchObject([503, { code: 'server_moving' }]);
    expect(response.headers.get('retry-after')).toBe('1');
  });

  it.each(['/ws', '/socket.io/?EIO=4&transport=websocket'])('refuses upgrades of %s', async (path) => {
    const ws = new WebSocket(`${url.replace('http', 'ws')}${path}`);
    ws.on('error', () => undefined);
    const [, refusal] = await once(ws, 'unexpected-response');
    expect(refusal.statusCode).toBe(503);
  });

  it('goes on serving who is there, and answers requests on connections that end with them', async () => {
    await expect(staying.ask('heartbeat', {})).resolves.toMatchObject({ ok: true });
    const response = await fetch(`${url}/api/tracking/vehicles`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
  });

  it('ends as soon as everyone has left', async () => {
    staying.close();
    await closed;
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  });
});
