import type { FixInput } from '@waycast/contract';
import type { FixQueue, QueuedFix } from './fix-queue.ts';

/** Fixes kept by default: almost three hours at one a second. */
const DEFAULT_CAPACITY = 10_000;

/** A queue that lives as long as the process. When full, the oldest fix gives way. */
export function createMemoryFixQueue(capacity = DEFAULT_CAPACITY): FixQueue {
  if (!(capacity >= 1)) throw new RangeError(`A queue's capacity is ${capacity}; it takes 1 or more.`);
  // Keys rise, so the map's order of insertion is the queue's order.
  const waiting = new Map<number, FixInput>();
  let lastKey = 0;
  return {
    async push(fix) {
      waiting.set(++lastKey, fix);
      if (waiting.size <= capacity) return 0;
      const [oldest] = waiting.keys();
      if (oldest !== undefined) waiting.delete(oldest);
      return 1;
    },
    async peek(limit) {
      const oldest: QueuedFix[] = [];
      for (const [key, fix] of waiting) {
        if (oldest.length >= limit) break;
        oldest.push({ key, fix });
      }
      return oldest;
    },
    async remove(keys) {
      for (const key of keys) waiting.delete(key);
    },
    async size() {
      return waiting.size;
    },
  };
}
