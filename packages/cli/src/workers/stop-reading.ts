import type { Socket } from 'node:net';

/**
 * Reads no more from a connection that another process gets. Node keeps its side open until the other says that it has
 * it, and goes on reading meanwhile: what came in between would be lost, such as the first frame after an upgrade.
 * `pause` is not enough, for a socket reads ahead of who reads it.
 */
export function stopReading(connection: Socket): void {
  const handle: unknown = Reflect.get(connection, '_handle');
  if (canStop(handle)) handle.readStop();
}

function canStop(handle: unknown): handle is { readStop(): void } {
  return typeof handle === 'object' && handle !== null && 'readStop' in handle;
}
