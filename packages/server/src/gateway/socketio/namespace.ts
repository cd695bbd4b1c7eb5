import { isCommandName } from '@waycast/contract';
import type { Namespace, Socket } from 'socket.io';
import { socketIoFormat } from './frame-format.ts';
import { Guest, type GuestParts } from './guest.ts';

export type NamespaceParts = Omit<GuestParts, 'format'>;

const GUEST = Symbol('guest');

/** A socket of a namespace of ours. */
interface GuestSocket extends Socket {
  [GUEST]?: Guest;
}

/**
 *   CONNECT ──▶ middleware: session, token ──▶ let in ──▶ connection: events ⇄ commands ──▶ disconnect
 *                              └─ refused: connect_error, or the connection is cut where trying again helps
 */
export function serveNamespace(namespace: Namespace, parts: NamespaceParts): void {
  const guestParts = { ...parts, format: socketIoFormat(namespace.name) };

  namespace.use((socket: GuestSocket, next) => {
    const guest = new Guest(socket, guestParts, next);
    socket[GUEST] = guest;
    socket.on('disconnect', onDisconnect);
    guest.enter().catch((error) => {
      parts.log.error({ err: error, socket: socket.id }, 'a socket could not be admitted');
      socket.conn.close();
    });
  });

  namespace.on('connection', (socket: GuestSocket) => {
    if (socket[GUEST] === undefined) return void socket.disconnect();
    socket.onAny(onAny);
    socket[GUEST].arrive();
  });
}

// The same for all sockets, which call them as theirs: a listener of its own for each is what memory goes into.

function onDisconnect(this: GuestSocket): void {
  this[GUEST]?.gone();
}

function onAny(this: GuestSocket, event: unknown, ...args: readonly unknown[]): void {
  if (!isOfApplication(this, event)) this[GUEST]?.receive(event, args);
}

/** Events that the embedding application listens for are its own, unless they are commands. */
function isOfApplication(socket: Socket, event: unknown): boolean {
  // Socket.IO itself listens for `error`, lest it throws.
  if (typeof event !== 'string' || event === 'error' || isCommandName(event)) return false;
  return socket.listenerCount(event) > 0;
}
