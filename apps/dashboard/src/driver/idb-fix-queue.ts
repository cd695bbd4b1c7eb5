import type { FixQueue, QueuedFix } from '@waycast/client';
import type { FixInput } from '@waycast/contract';
import { type DBSchema, openDB } from 'idb';

interface QueueSchema extends DBSchema {
  fixes: { key: number; value: FixInput };
}

/** A fix a second for more than a day. */
const FIXES_MAX = 100_000;

/**
 * A queue that survives a reload, a locked screen and an empty battery. When it is full, the oldest fixes give way.
 * `name` separates queues of different subjects, so that nobody sends another's fixes.
 */
export async function openFixQueue(name: string, fixesMax: number = FIXES_MAX): Promise<FixQueue> {
  const db = await openDB<QueueSchema>(`waycast-fixes-${name}`, 1, {
    upgrade: (fresh) => void fresh.createObjectStore('fixes', { autoIncrement: true }),
  });
  return {
    async push(fix) {
      const write = db.transaction('fixes', 'readwrite');
      await write.store.add(fix);
      const excess = (await write.store.count()) - fixesMax;
      if (excess > 0) {
        const oldest = await write.store.getAllKeys(undefined, excess);
        await Promise.all(oldest.map((key) => write.store.delete(key)));
      }
      await write.done;
      return Math.max(0, excess);
    },
    async peek(limit) {
      const read = db.transaction('fixes', 'readonly');
      const [keys, fixes] = await Promise.all([
        read.store.getAllKeys(undefined, limit),
        read.store.getAll(undefined, limit),
      ]);
      await read.done;
      return fixes.flatMap((fix, i): QueuedFix[] => {
        const key = keys[i];
        return key === undefined ? [] : [{ key, fix }];
      });
    },
    async remove(keys) {
      const write = db.transaction('fixes', 'readwrite');
      await Promise.all([...keys.map((key) => write.store.delete(key)), write.done]);
    },
    size: () => db.count('fixes'),
  };
}
