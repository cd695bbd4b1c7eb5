import type { Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import type { Live, LogPosition, LogReplay } from '../ports/live.ts';
import { type Broadcast, broadcastOf } from './frames.ts';

/** A replay whose events are encoded once for all who share it, in the order of `events`. */
export interface SharedReplay extends LogReplay {
  readonly broadcasts: readonly Broadcast[];
}

/** A reading under way, and the one that those wait for who asked since it began. */
interface Reading {
  readonly current: Promise<SharedReplay>;
  next: Promise<SharedReplay> | undefined;
}

/**
 * Reads logs for many readers. When a server dies, all of its readers come back at once and stand at the same place:
 * whoever asks while an answer is under way shares the next one. Never the one under way, for what was published
 * between its reading and the asker's subscription would be in neither.
 */
export class SharedReplays {
  readonly #live: Pick<Live, 'replay'>;
  readonly #readings = new Map<string, Reading>();

  constructor(live: Pick<Live, 'replay'>) {
    this.#live = live;
  }

  read(topic: Topic, since: LogPosition | undefined): Promise<SharedReplay> {
    const key = `${topicKey(topic)} ${since === undefined ? '' : `${since.epoch} ${since.offset}`}`;
    const reading = this.#readings.get(key);
    if (reading === undefined) return this.#begin(key, topic, since);
    const again = (): Promise<SharedReplay> => this.#begin(key, topic, since);
    reading.next ??= reading.current.then(again, again);
    return reading.next;
  }

  #begin(key: string, topic: Topic, since: LogPosition | undefined): Promise<SharedReplay> {
    const current = this.#live.replay(topic, since).then((replay) => ({
      ...replay,
      broadcasts: replay.events.map(broadcastOf),
    }));
    const reading: Reading = { current, next: undefined };
    this.#readings.set(key, reading);
    const end = (): void => {
      if (this.#readings.get(key) === reading && reading.next === undefined) this.#readings.delete(key);
    };
    current.then(end, end);
    return current;
  }
}
