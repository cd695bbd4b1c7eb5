import type { Duplex } from 'node:stream';
import type { Frame } from '../kernel/frames.ts';

/** Writes frames to a connection in this order: several in one system call, a single one without the detour. */
export function writeFrames(socket: Duplex, frames: readonly Frame[]): void {
  if (!socket.writable) return;
  const [first] = frames;
  if (frames.length === 1 && first !== undefined) {
    socket.write(first);
    return;
  }
  socket.cork();
  for (const frame of frames) socket.write(frame);
  socket.uncork();
}
