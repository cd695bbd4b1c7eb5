import type { Topic, TripUpdate } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import { createThrottle, type Throttle } from '../../../kernel/throttle.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { KeyedVerdict, Live } from '../../../ports/live.ts';
import type { Log } from '../../../ports/log.ts';

/** Followers of a trip hear of its way at most once in so long. */
const INTERVAL_MS = 1000;

export interface TripPublisherParts {
  readonly live: Pick<Live, 'set' | 'announce'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The topic of a trip. */
export function tripTopic(tenant: string, tripId: string): Topic {
  return { tenant, family: 'trip', id: tripId };
}

/** Sets and announces what followers of trips get; the newest version is what they end up with, from all servers. */
export class TripPublisher {
  readonly #parts: TripPublisherParts;
  readonly #throttle: Throttle;
  readonly #telling = new Set<Promise<void>>();
  #closing = false;

  constructor(parts: TripPublisherParts) {
    this.#parts = parts;
    this.#throttle = createThrottle(parts.clock, INTERVAL_MS, (key, topic) => this.#announce(key, topic));
  }

  /**
   * `at once`: whatever was told a moment ago. `in time`: the newest, when a second has passed since the last. Resolves
   * to `stale` or `duplicate` where another server has told of something as new.
   */
  async publishTrip(
    tenant: string,
    update: TripUpdate,
    version: number,
    haste: 'at once' | 'in time',
  ): Promise<KeyedVerdict> {
    const { live } = this.#parts;
    const topic = tripTopic(tenant, update.tripId);
    const key = topicKey(topic);
    const state = { topic, event: 'trip:update', data: update, version } as const;
    const [verdict = 'stale'] = await live.set([{ ...state, announce: 'later', whenAbsent: 'store' }]);
    if (haste === 'at once') {
      this.#throttle.claim(key);
      await live.announce(topic, 'at once');
    } else if (this.#throttle.claim(key) === 'now') await this.#tell(key, topic);
    else this.#throttle.hold(key, topic);
    return verdict;
  }

  /** What is held goes out now; resolves when it is out. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#throttle.close();
    while (this.#telling.size > 0) await Promise.all(this.#telling);
  }

  #announce(key: string, topic: Topic): void {
    const telling = this.#tell(key, topic)
      .catch((error) => this.#parts.log.warn({ err: error, topic: key }, 'could not tell of a trip'))
      .finally(() => this.#telling.delete(telling));
    this.#telling.add(telling);
  }

  async #tell(key: string, topic: Topic): Promise<void> {
    const announced = await this.#parts.live.announce(topic, this.#closing ? 'at once' : 'in time');
    if (announced === 'early') this.#throttle.defer(key, topic);
  }
}
