import type { Queue, Queued } from './batch.ts';

/** A queue that lives as long as the process. When full, the oldest gives way. */
export function createMemoryQueue<T>(capacity: number): Queue<T> {
  if (!(capacity >= 1)) throw new RangeError(`A queue's capacity is ${capacity}; it takes 1 or more.`);
  // Keys rise, so the map's order of insertion is the queue's order.
  const waiting = new Map<number, T>();
  let lastKey = 0;
  return {
    async push(item) {
      waiting.set(++lastKey, item);
      if (waiting.size <= capacity) return 0;
      const [oldest] = waiting.keys();
      if (oldest !== undefined) waiting.delete(oldest);
      return 1;
    },
    async peek(limit) {
      const oldest: Queued<T>[] = [];
      for (const [key, item] of waiting) {
        if (oldest.length >= limit) break;
        oldest.push({ key, item });
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
