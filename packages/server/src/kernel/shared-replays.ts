import type { Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import type { Live, LogPosition, LogReplay } from '../ports/live.ts';
import { type Broadcast, broadcastOf } from './frames.ts';
import { SharedReads } from './shared-reads.ts';

/** A replay whose events are encoded once for all who share it, in the order of `events`. */
export interface SharedReplay extends LogReplay {
  readonly broadcasts: readonly Broadcast[];
}

/** Replays for many readers: when a server dies, all of its readers come back at once and stand at the same place. */
export class SharedReplays {
  readonly #live: Pick<Live, 'replay'>;
  readonly #reads = new SharedReads<SharedReplay>();

  constructor(live: Pick<Live, 'replay'>) {
    this.#live = live;
  }

  read(topic: Topic, since: LogPosition | undefined): Promise<SharedReplay> {
    const key = `${topicKey(topic)} ${since === undefined ? '' : `${since.epoch} ${since.offset}`}`;
    return this.#reads.read(key, async () => {
      const replay = await this.#live.replay(topic, since);
      return { ...replay, broadcasts: replay.events.map(broadcastOf) };
    });
  }
}
