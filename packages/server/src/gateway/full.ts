import type { Duplex } from 'node:stream';

/** Whether a connection takes nothing at present. A large write asks for a drain also when the kernel took it all. */
export function isFull(socket: Duplex): boolean {
  return socket.writableNeedDrain && socket.writableLength > 0;
}
