import type { PassengerList, Trip } from '@waycast/contract';
import { type DBSchema, openDB } from 'idb';
import type { Act, QueuedAct } from './acts.ts';

/** What a driver's phone keeps of the day, so that it goes on without a connection. */
export interface DriverDay {
  /** By this phone's clock, epoch ms. */
  readonly readAtMs: number;
  readonly trips: readonly Trip[];
  /** By trip. */
  readonly passengers: Readonly<Record<string, PassengerList>>;
}

interface DriverSchema extends DBSchema {
  acts: { key: number; value: Act };
  days: { key: string; value: DriverDay };
}

/** A whole day of taps of the largest bus, many times over. */
const ACTS_MAX = 10_000;
const TODAY = 'today';

/** Taps that wait and the day that is known: both survive a reload, a locked screen and an empty battery. */
export interface DriverStore {
  /** Rejects when the phone holds no more: a tap is never given up for another. Resolves with its key. */
  push(act: Act): Promise<number>;
  /** The oldest first. */
  waiting(): Promise<QueuedAct[]>;
  remove(keys: readonly number[]): Promise<void>;
  keepDay(day: DriverDay): Promise<void>;
  day(): Promise<DriverDay | undefined>;
  close(): void;
}

/** `subject` separates drivers who share a phone, so that nobody sends another's taps. */
export async function openDriverStore(subject: string, actsMax: number = ACTS_MAX): Promise<DriverStore> {
  const db = await openDB<DriverSchema>(`waycast-school-${subject}`, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('acts', { autoIncrement: true });
      fresh.createObjectStore('days');
    },
  });
  return {
    async push(act) {
      if ((await db.count('acts')) >= actsMax)
        throw new Error(`This phone holds ${actsMax} taps that wait, and no more. Let it find a connection.`);
      return db.add('acts', act);
    },
    async waiting() {
      const read = db.transaction('acts');
      const [keys, acts] = await Promise.all([read.store.getAllKeys(), read.store.getAll(), read.done]);
      return acts.flatMap((act, index): QueuedAct[] => {
        const key = keys[index];
        return key === undefined ? [] : [{ key, act }];
      });
    },
    async remove(keys) {
      const write = db.transaction('acts', 'readwrite');
      await Promise.all([...keys.map((key) => write.store.delete(key)), write.done]);
    },
    async keepDay(day) {
      await db.put('days', day, TODAY);
    },
    day: () => db.get('days', TODAY),
    close: () => db.close(),
  };
}
