import { Socket } from 'node:net';
import type { WorkerSeat } from '@waycast/server';
import { type FromWorker, toWorker } from './messages.ts';
import { stopReading } from './stop-reading.ts';

/** A worker's side of what it and the process that started it tell each other. */
export interface Channel {
  /** Resolves when the worker is asked to drain and end. */
  readonly stopped: Promise<void>;
  readonly handOver: WorkerSeat['handOver'];
  readonly onHandOver: WorkerSeat['onHandOver'];
  /** Resolves when the message is out. */
  tell(message: FromWorker): Promise<void>;
}

export function openChannel(): Channel {
  let take: ((handedOver: unknown, connection: Socket) => void) | undefined;
  const stopped = new Promise<void>((resolve) => {
    process.on('message', (message: unknown, connection: unknown) => {
      const told = toWorker(message);
      if (told?.type === 'stop') resolve();
      if (told?.type !== 'hand-over' || !(connection instanceof Socket)) return;
      if (take === undefined) connection.destroy();
      else take(told.handedOver, connection);
    });
  });
  return {
    stopped,
    handOver: (to, handedOver, connection) => send({ type: 'hand-over', to, handedOver }, connection),
    onHandOver(taker) {
      take = taker;
    },
    tell: (message) => new Promise((resolve) => process.send?.(message, undefined, {}, () => resolve())),
  };
}

function send(message: FromWorker, connection: Socket): void {
  // Node would otherwise let the HTTP server wait, when it closes, for the end of a connection that is not its own
  // any more.
  Reflect.set(connection, 'server', null);
  stopReading(connection);
  process.send?.(message, connection, {}, () => connection.destroy());
}
