import type { Topic } from '@waycast/contract';
import { topicDefinition } from '@waycast/contract';
import type { Live, LiveListener, MissedListener } from '../ports/live.ts';
import { isUnavailable } from './unavailable.ts';

interface Wanted {
  readonly topic: Topic;
  readonly listener: LiveListener;
  readonly missed: MissedListener | undefined;
  ended: boolean;
  end?: () => Promise<void>;
}

/** Subscriptions in a live that may be away: those it refuses are made when it is back. */
export class LateSubscriptions {
  readonly #live: Live;
  /** As many as there are topics with followers here. */
  readonly #refused = new Set<Wanted>();

  constructor(live: Live) {
    this.#live = live;
  }

  /** How many are still to be made. */
  get size(): number {
    return this.#refused.size;
  }

  /** Resolves also when live is away. */
  async subscribe(
    topic: Topic,
    listener: LiveListener,
    missed?: MissedListener,
  ): Promise<() => Promise<void>> {
    const wanted: Wanted = { topic, listener, missed, ended: false };
    try {
      wanted.end = await this.#live.subscribe(topic, listener, missed);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.#refused.add(wanted);
    }
    return async () => {
      wanted.ended = true;
      this.#refused.delete(wanted);
      await wanted.end?.();
    };
  }

  /** Makes those that were refused, and tells their listeners what they may have missed. */
  async subscribeAll(): Promise<void> {
    for (const wanted of [...this.#refused]) {
      wanted.end ??= await this.#live.subscribe(wanted.topic, wanted.listener, wanted.missed);
      if (wanted.ended) await wanted.end();
      else await this.#tellMissed(wanted);
      // Not before, for each of these may have to be done again.
      this.#refused.delete(wanted);
    }
  }

  async #tellMissed({ topic, listener, missed }: Wanted): Promise<void> {
    const { kind, stored } = topicDefinition(topic.family);
    if (stored === true) return missed?.();
    if (kind === 'log') {
      // From when it was wanted is not known.
      const { position } = await this.#live.replay(topic);
      return listener({ kind: 'gap', topic, ...position });
    }
    const states = topic.family === 'fleet' ? await this.#live.list(topic.tenant, 'vehicle') : [];
    const state = topic.family === 'fleet' ? undefined : await this.#live.get(topic);
    if (state !== undefined) states.push({ ...state, topic });
    for (const one of states) listener({ kind: 'keyed', ...one });
  }
}
