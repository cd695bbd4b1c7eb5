import type { FixInput } from '@waycast/contract';
import type { Queue } from './batch.ts';
import { BatchSender } from './batch-sender.ts';
import type { FixQueue } from './fix-queue.ts';
import { createMemoryFixQueue } from './memory-fix-queue.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { stamped } from './stamped.ts';

/**
 * Makes a reporter, which at once sends what its queue still holds from last time. Throws a TypeError when `url` is
 * not an http(s) address, a RangeError when `batchMax` is out of range.
 */
export function createReporter(options: ReporterOptions): Reporter {
  const { queue = createMemoryFixQueue(), ...rest } = options;
  const sender = new BatchSender<FixInput>(rest, itemsOf(queue), { name: 'reportBatch', field: 'updates' });
  return {
    get status() {
      return sender.status;
    },
    onStatus: (listener) => sender.onStatus(listener),
    onRejected: (listener) =>
      sender.onRejected((rejected) => listener(rejected.map(({ item, ...why }) => ({ fix: item, ...why })))),
    report: async (fix) => sender.add(stamped(fix)),
    flush: () => sender.flush(),
    close: () => sender.close(),
  };
}

function itemsOf(queue: FixQueue): Queue<FixInput> {
  return {
    push: (fix) => queue.push(fix),
    peek: async (limit) => (await queue.peek(limit)).map(({ key, fix }) => ({ key, item: fix })),
    remove: (keys) => queue.remove(keys),
    size: () => queue.size(),
  };
}
