import cluster from 'node:cluster';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../failure.ts';
import type { OnEnd } from '../serving/until-signal.ts';
import { WorkerSlot } from './worker-slot.ts';

/**
 * Runs a server as `count` processes on one port, each started with the hidden command `worker`. Resolves to the
 * address once all serve; rejects with the reason when one cannot start. `onEnd` gets what drains them, in step.
 */
export async function runWorkers(count: number, onEnd: OnEnd): Promise<string> {
  if (!cluster.isPrimary)
    throw new UsageError('WORKERS does not go with a process manager in cluster mode: use its fork mode.');
  // Only its owner may enter it.
  const directory = await mkdtemp(join(tmpdir(), 'waycast-workers-'));
  onEnd(() => rm(directory, { recursive: true, force: true }));
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const slots = createSlots(count, directory);
  onEnd(() => stopAll(slots));
  try {
    const [url = ''] = await Promise.all(slots.map((slot) => slot.start()));
    return url;
  } catch (error) {
    await Promise.all(slots.map((slot) => slot.kill()));
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

function createSlots(count: number, directory: string): WorkerSlot[] {
  const slots: WorkerSlot[] = [];
  for (let number = 1; number <= count; number++) {
    slots.push(
      new WorkerSlot({
        number,
        args: ['worker', String(number), String(count), directory],
        handOver({ to, handedOver }, connection) {
          const taken = slots[to - 1]?.send({ type: 'hand-over', handedOver }, connection) ?? false;
          if (!taken) connection.destroy();
        },
        say: (line) => process.stderr.write(`waycast: ${line}\n`),
      }),
    );
  }
  return slots;
}

async function stopAll(slots: readonly WorkerSlot[]): Promise<void> {
  const ended = await Promise.all(slots.map((slot) => slot.stop()));
  const bad = ended.flatMap((well, index) => (well ? [] : [index + 1]));
  if (bad.length > 0) throw new Error(`worker ${bad.join(', ')} did not end well; its log says why`);
}
