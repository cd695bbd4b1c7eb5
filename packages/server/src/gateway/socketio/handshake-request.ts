import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

/** What every request has by itself: its stream, parser and the like, which nobody needs after the handshake. */
const OF_ANY_REQUEST = new Set(Reflect.ownKeys(new IncomingMessage(new Socket())));
/** What Engine.IO leaves there, to be found elsewhere while it lives. */
const OF_ENGINE = new Set<PropertyKey>(['websocket', 'res']);

/**
 * The request of a handshake as `socket.request` shows it for as long as the connection lasts: address, path, headers
 * and whatever the application's middleware put there. It has no body and no stream any more, which take more memory
 * than all that Waycast knows of a client.
 */
export function handshakeRequest(request: IncomingMessage): IncomingMessage {
  const { socket, httpVersion, httpVersionMajor, httpVersionMinor, method, url, headers } = request;
  const kept: IncomingMessage = Object.create(WithoutStream);
  Object.assign(kept, { socket, httpVersion, httpVersionMajor, httpVersionMinor, method, url, headers });
  for (const key of Reflect.ownKeys(request)) {
    const property = Reflect.getOwnPropertyDescriptor(request, key);
    if (OF_ANY_REQUEST.has(key) || OF_ENGINE.has(key) || property === undefined) continue;
    Object.defineProperty(kept, key, property);
  }
  return kept;
}

/** Between a kept request and its class: what can be told from the rest. */
const WithoutStream: object = Object.create(IncomingMessage.prototype, {
  complete: { value: true },
  upgrade: { value: true },
  rawHeaders: {
    get(this: IncomingMessage) {
      return Object.entries(this.headers).flatMap(([name, value]) =>
        [value ?? ''].flat().flatMap((one) => [name, one]),
      );
    },
  },
});
