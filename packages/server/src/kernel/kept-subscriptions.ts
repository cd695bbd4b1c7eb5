import { type Topic, topicKey } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import type { Live, LiveListener, MissedListener } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';

interface KeptSubscriptionsParts {
  readonly live: Pick<Live, 'subscribe'>;
  readonly log: Log;
  /** How many there are at the most; beyond it the one that was wanted longest ago ends. */
  readonly max: number;
  /** What is logged where one could not be made. */
  readonly lost: string;
}

/** Subscriptions of topics, each made when it is first wanted; one that could not be made is made the next time. */
export class KeptSubscriptions {
  readonly #parts: KeptSubscriptionsParts;
  readonly #kept: LRUCache<string, Promise<() => Promise<void>>>;

  constructor(parts: KeptSubscriptionsParts) {
    this.#parts = parts;
    this.#kept = new LRUCache({ max: parts.max, dispose: (ending) => this.#end(ending) });
  }

  /** Resolves when it is made, or could not be; true: it was not there before. Where it was, the listeners stay. */
  async want(topic: Topic, listener: LiveListener, missed?: MissedListener): Promise<boolean> {
    const key = topicKey(topic);
    const known = this.#kept.get(key);
    const subscribed = known ?? this.#parts.live.subscribe(topic, listener, missed);
    if (known === undefined) this.#keep(key, subscribed);
    await subscribed.catch(() => undefined);
    return known === undefined;
  }

  end(topic: Topic): void {
    this.#kept.delete(topicKey(topic));
  }

  close(): void {
    this.#kept.clear();
  }

  #keep(key: string, subscribed: Promise<() => Promise<void>>): void {
    this.#kept.set(key, subscribed);
    subscribed.catch((error: unknown) => {
      this.#parts.log.debug({ err: error, topic: key }, this.#parts.lost);
      if (this.#kept.peek(key) === subscribed) this.#kept.delete(key);
    });
  }

  #end(ending: Promise<() => Promise<void>>): void {
    ending
      .then((end) => end())
      .catch((error: unknown) => this.#parts.log.debug({ err: error }, 'a subscription ended badly'));
  }
}
