import { WaycastError } from '@waycast/contract/errors';
import { WEBSOCKET_SUBPROTOCOL } from '@waycast/contract/version';
import { type Frame, isRecord, parseFrame } from './frame.ts';
import type { WebSocketConstructor } from './web-socket.ts';
import { asWaycastError, errorOfClose, toWaycastError } from './wire-error.ts';

/** What a link tells its owner; nothing after `lost`, nothing after the owner's own `close`. */
export interface LinkEvents {
  opened(): void;
  frame(frame: Frame): void;
  lost(error: WaycastError): void;
}

/** One WebSocket, used once. */
export interface Link {
  send(frame: Frame): void;
  close(): void;
}

/** Opens the socket of the server at `baseUrl`. */
export function openLink(baseUrl: string, webSocket: WebSocketConstructor, events: LinkEvents): Link {
  const socket = new webSocket(socketUrl(baseUrl), WEBSOCKET_SUBPROTOCOL);
  let live = true;
  /** What the server said last was wrong: a close frame has no room for it. */
  let said: WaycastError | undefined;
  const end = (error: WaycastError) => {
    if (!live) return;
    live = false;
    events.lost(error);
  };
  socket.onopen = () => {
    if (live) events.opened();
  };
  socket.onmessage = (event: { data: unknown }) => {
    if (!live) return;
    const frame = parseFrame(event.data);
    if (frame?.type === 'error') said = toWaycastError(frame);
    if (frame !== undefined) return events.frame(frame);
    socket.close(4400, 'not a frame');
    end(
      new WaycastError(
        'internal',
        'The server sent something that is not a JSON frame. Is the address right?',
      ),
    );
  };
  socket.onclose = (event: unknown) => {
    const error = errorOfCloseEvent(event);
    end(said?.code === error.code ? said : error);
  };
  // Stays attached to the end: `ws` throws errors that nobody listens for. The close that follows tells the rest.
  socket.onerror = () => undefined;
  return {
    send(frame) {
      try {
        socket.send(JSON.stringify(frame));
      } catch (error) {
        end(asWaycastError(error, 'The socket did not take a frame'));
      }
    },
    close() {
      live = false;
      socket.close(1000, 'client closed');
    },
  };
}

/** `https://host/base` → `wss://host/base/ws`. */
function socketUrl(baseUrl: string): string {
  return `${baseUrl.replace(/^http/, 'ws').replace(/\/+$/, '')}/ws`;
}

function errorOfCloseEvent(event: unknown): WaycastError {
  const { code, reason } = isRecord(event) ? event : { code: undefined, reason: undefined };
  return errorOfClose(typeof code === 'number' ? code : 1006, typeof reason === 'string' ? reason : '');
}
