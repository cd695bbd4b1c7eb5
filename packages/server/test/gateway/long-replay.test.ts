import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { signToken } from '../../src/adapters/jose/sign.ts';
import { createWaycast, type Waycast } from '../../src/app.ts';

const jwtSecret = 'a secret of the tests, long enough to sign';
/** The whole tail of a log, and more bytes than may wait for a socket that takes nothing. */
const EVENTS = 1000;
const NOTE = 'x'.repeat(2000);

let waycast: Waycast;
beforeAll(async () => {
  waycast = await createWaycast({
    host: '127.0.0.1',
    port: 0,
    databaseUrl: await freshDatabase(),
    jwtSecret,
    logLevel: 'silent',
  });
});
afterAll(() => waycast?.close());

it('[P25] all that is kept of a log reaches a reader that reads, however much it is at once', async () => {
  for (let n = 1; n <= EVENTS; n++) await waycast.broadcastToAllDrivers({ type: 'note', n, note: NOTE });
  const token = await signToken(jwtSecret, { subject: 'd1', roles: ['driver'], ttlS: 600 });
  const ws = new WebSocket(`${waycast.url?.replace('http', 'ws')}/ws?token=${token}`);
  const numbers: number[] = [];
  let closed: number | undefined;
  const done = new Promise<void>((resolve) => {
    ws.on('message', (data) => {
      const { type, n, ok, epoch, id } = JSON.parse(String(data));
      if (type === 'note') numbers.push(n);
      if (numbers.length === EVENTS) resolve();
      if (type === 'ack' && id === 1) {
        expect(ok).toBe(true);
        ws.send(JSON.stringify({ type: 'subscribe', id: 2, topic: 'drivers', since: { epoch, offset: 0 } }));
      }
    });
    ws.on('close', (code) => {
      closed = code;
      resolve();
    });
  });
  await once(ws, 'open');
  ws.send(JSON.stringify({ type: 'subscribe', id: 1, topic: 'drivers' }));
  await done;
  ws.close();
  expect([closed, numbers.length]).toEqual([undefined, EVENTS]);
  expect(numbers).toEqual(Array.from({ length: EVENTS }, (_, index) => index + 1));
});
