import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { handshakeRequest } from '../../src/gateway/socketio/handshake-request.ts';

function received(): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.method = 'GET';
  request.url = '/socket.io/?EIO=4&transport=websocket';
  request.httpVersion = '1.1';
  request.headers = { host: 'example.com', 'user-agent': 'a browser', 'set-cookie': ['a=1', 'b=2'] };
  return request;
}

it('keeps of a handshake what tells who asked, and for what', () => {
  const request = received();
  const kept = handshakeRequest(request);
  expect(kept).toBeInstanceOf(IncomingMessage);
  expect([kept.method, kept.url, kept.httpVersion]).toEqual(['GET', request.url, '1.1']);
  expect(kept.headers).toBe(request.headers);
  expect([kept.socket, kept.connection]).toEqual([request.socket, request.socket]);
  expect(kept.rawHeaders).toEqual([
    'host',
    'example.com',
    'user-agent',
    'a browser',
    'set-cookie',
    'a=1',
    'set-cookie',
    'b=2',
  ]);
});

it("keeps what the application's middleware put there, and not the stream", () => {
  const request = Object.assign(received(), { session: { user: 'ann' }, websocket: {}, res: {} });
  Object.defineProperty(request, 'hidden', { value: 7 });
  const kept = handshakeRequest(request);
  expect(kept).toMatchObject({ session: { user: 'ann' }, hidden: 7 });
  for (const name of ['websocket', 'res', '_readableState']) expect(kept).not.toHaveProperty(name);
});
