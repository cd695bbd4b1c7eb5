import { join } from 'node:path';
import { createWaycast, fromEnv, resolveConfig, type WaycastOptions, type WorkerSeat } from '@waycast/server';
import { messageOf } from '../failure.ts';
import { builtPages } from '../serving/built-pages.ts';
import { returnMemory } from '../serving/return-memory.ts';
import { SIGNALS, untilEnded } from '../serving/until-signal.ts';
import { openChannel } from './channel.ts';

/** Which worker this is, as its command line says. */
export type WorkerPlace = Pick<WorkerSeat, 'number' | 'count' | 'directory'>;

/** One of several processes of a server. The process that started it says when it ends; signals go there. */
export async function serveAsWorker(place: WorkerPlace): Promise<void> {
  // A terminal and systemd signal every process of a group.
  for (const signal of SIGNALS) process.on(signal, () => undefined);
  const channel = openChannel();
  const { handOver, onHandOver } = channel;
  const seat: WorkerSeat = { ...place, handOver, onHandOver };
  try {
    await untilEnded(channel.stopped, async (onEnd) => {
      const waycast = await createWaycast(optionsOf(seat));
      onEnd(() => waycast.close());
      onEnd(returnMemory(() => waycast.connections));
      await channel.tell({ type: 'serving', url: waycast.url ?? '' });
    });
  } catch (error) {
    await channel.tell({ type: 'failed', reason: messageOf(error) });
    process.exit(1);
  }
}

/** Each worker has a data folder of its own: two processes never share one. */
function optionsOf(seat: WorkerSeat): WaycastOptions {
  const options = fromEnv();
  return {
    ...options,
    dataDir: join(resolveConfig(options).dataDir, `worker-${seat.number}`),
    worker: seat,
    ...builtPages(),
  };
}
