import type { FixInput } from '@waycast/contract';
import type { FixQueue } from './fix-queue.ts';
import { createMemoryQueue } from './memory-queue.ts';

/** Fixes kept by default: almost three hours at one a second. */
const DEFAULT_CAPACITY = 10_000;

/** A queue that lives as long as the process. When full, the oldest fix gives way. */
export function createMemoryFixQueue(capacity = DEFAULT_CAPACITY): FixQueue {
  const queue = createMemoryQueue<FixInput>(capacity);
  return {
    push: (fix) => queue.push(fix),
    peek: async (limit) => (await queue.peek(limit)).map(({ key, item }) => ({ key, fix: item })),
    remove: (keys) => queue.remove(keys),
    size: () => queue.size(),
  };
}
