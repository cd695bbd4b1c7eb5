import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
const sockets: WebSocket[] = [];
beforeAll(async () => {
  stage = await openStage({ pingIntervalMs: 200, pingTimeoutMs: 200 });
});
afterEach(() => {
  for (const ws of sockets.splice(0)) ws.terminate();
});
afterAll(() => stage?.close());

async function open(query = '', options: WebSocket.ClientOptions = {}): Promise<WebSocket> {
  const ws = new WebSocket(`ws://127.0.0.1:${stage.port}/ws${query}`, options);
  ws.on('error', () => undefined);
  sockets.push(ws);
  await once(ws, 'open');
  return ws;
}

async function opened(options: WebSocket.ClientOptions = {}): Promise<WebSocket> {
  return open(`?token=${await stage.token({ tenant: 'ws', subject: 'd', roles: ['dispatcher'] })}`, options);
}

/** The next message, parsed. */
async function next(ws: WebSocket): Promise<unknown> {
  const [data] = await once(ws, 'message');
  return JSON.parse(String(data));
}

async function asked(ws: WebSocket, message: string | Buffer): Promise<unknown> {
  const answer = next(ws);
  ws.send(message);
  return answer;
}

async function closeCode(ws: WebSocket): Promise<number> {
  const [code] = await once(ws, 'close');
  return code;
}

describe('raw WebSocket', () => {
  it('[P2] answers with the id as it came, number or text', async () => {
    const ws = await opened();
    expect(await asked(ws, '{"type":"heartbeat","id":7}')).toMatchObject({ type: 'ack', id: 7, ok: true });
    expect(await asked(ws, '{"type":"heartbeat","id":"a-7"}')).toMatchObject({
      type: 'ack',
      id: 'a-7',
      ok: true,
    });
    expect(await asked(ws, '{"type":"heartbeat","id":0}')).toMatchObject({ type: 'ack', id: 0, ok: true });
  });

  it.each([
    ['an id that is too long', `{"type":"heartbeat","id":"${'x'.repeat(65)}"}`],
    ['an id that is an object', '{"type":"heartbeat","id":{}}'],
    ['a list', '[]'],
    ['a number', '7'],
    ['null', 'null'],
    ['half a message', '{"type":'],
    ['a message without a type', '{"vehicleId":"bus-1"}'],
    ['a type that is no text', '{"type":7}'],
    ['nothing', ''],
  ])('answers %s with the event error', async (_what, message) => {
    expect(await asked(await opened(), message)).toMatchObject({
      type: 'error',
      code: 'invalid',
      requestId: expect.any(String),
    });
  });

  it('answers a message without a type, but with an id, by an ack', async () => {
    expect(await asked(await opened(), '{"id":3}')).toMatchObject({
      type: 'ack',
      id: 3,
      ok: false,
      error: { code: 'invalid' },
    });
  });

  it('[P2] answers binary frames with the event error', async () => {
    expect(await asked(await opened(), Buffer.from('{"type":"heartbeat"}'))).toMatchObject({
      type: 'error',
      code: 'invalid',
    });
  });

  it('[P2] agrees on the subprotocol when it is offered', async () => {
    const ws = new WebSocket(`ws://127.0.0.1:${stage.port}/ws`, ['other', 'waycast.v1']);
    sockets.push(ws);
    await once(ws, 'open');
    expect(ws.protocol).toBe('waycast.v1');
  });

  it('takes the token from the Authorization header', async () => {
    const token = await stage.token({ tenant: 'ws', subject: 'd', roles: ['dispatcher'] });
    const ws = await open('', { headers: { authorization: `Bearer ${token}` } });
    expect(await asked(ws, '{"type":"heartbeat","id":1}')).toMatchObject({ ok: true });
  });

  it("[P50] says why before it closes with the catalogue's code", async () => {
    const ws = new WebSocket(`ws://127.0.0.1:${stage.port}/ws?token=x`);
    sockets.push(ws);
    expect(await next(ws)).toMatchObject({
      type: 'error',
      code: 'unauthenticated',
      requestId: expect.any(String),
    });
    expect(await closeCode(ws)).toBe(4401);
  });

  it('closes with 4413 above 64 kB, and 1009 far above it', async () => {
    const [large, huge] = [await opened(), await opened()];
    large.send(' '.repeat(64 * 1024 + 1));
    expect(await closeCode(large)).toBe(4413);
    huge.send(' '.repeat(1024 * 1024));
    expect(await closeCode(huge)).toBe(1009);
  });

  it('takes a message of exactly 64 kB', async () => {
    const message = '{"type":"heartbeat","id":1}';
    expect(await asked(await opened(), message.padEnd(64 * 1024, ' '))).toMatchObject({
      type: 'ack',
      ok: true,
    });
  });

  it('[P52] keeps a client that answers pings, and gives up on one that does not', async () => {
    const [alive, dead] = [await opened(), await opened({ autoPong: false })];
    expect(await closeCode(dead)).toBe(1006);
    await once(alive, 'ping');
    await once(alive, 'ping');
    expect(alive.readyState).toBe(WebSocket.OPEN);
  });

  it('sends announcements as they are, with their own type', async () => {
    const ws = await opened();
    await asked(ws, '{"type":"heartbeat","id":1}');
    const message = next(ws);
    const position = await stage.live.append({ tenant: 'ws', family: 'users', id: '' }, 'message', {
      type: 'new_order',
      order: { id: 'o-1' },
    });
    expect(await message).toEqual({ type: 'new_order', topic: 'users', order: { id: 'o-1' }, ...position });
  });
});
