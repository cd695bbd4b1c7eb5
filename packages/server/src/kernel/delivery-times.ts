import type { Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import type { Live, LiveListener } from '../ports/live.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { EndOfTurn } from './outbox.ts';

/** A topic that this server follows, and what it published on it last. */
interface Followed {
  /** The hub may open it anew before the end of an earlier subscription is through. */
  subscriptions: number;
  /** `version` is undefined where live alone knows which one goes out. */
  published: { readonly version: number | undefined; readonly atMs: number } | undefined;
}

/**
 * The same live, with a stopwatch: how long an event takes to the sockets of this server, once per event and not per
 * socket, since all that take it are written in the same turn; what a slow socket does shows in the outboxes.
 *
 * Clocks of two servers differ by more than a delivery takes, so that only this server's own keyed events are timed
 * from their publishing (through Redis and back, where there is one). Other servers' events, and those of logs, count
 * from their arrival here. Fleets are left out: their frames wait for a tick on purpose.
 */
export function timeDeliveries(
  live: Live,
  metrics: Metrics,
  endOfTurn: EndOfTurn,
  nowMs: () => number = () => performance.now(),
): Live {
  const followed = new FollowedTopics();

  function timed(entry: Followed, listener: LiveListener): LiveListener {
    return (event) => {
      const own = event.kind === 'keyed' ? takeOwn(entry, event.version) : undefined;
      const since = own === undefined ? 'arrival' : 'publish';
      const fromMs = own ?? nowMs();
      listener(event);
      // Outboxes have asked for the end of this turn by now, so that this comes after their writes.
      endOfTurn({ endTurn: () => metrics.deliveredAfter(since, (nowMs() - fromMs) / 1000) });
    };
  }

  return {
    get forgets() {
      return live.forgets;
    },
    set(changes) {
      for (const { topic, version, announce } of changes)
        if (announce === 'now') followed.published(topic, version, nowMs());
      return live.set(changes);
    },
    announce(topic, haste) {
      followed.published(topic, undefined, nowMs());
      return live.announce(topic, haste);
    },
    async subscribe(topic, listener, missed) {
      if (topic.family === 'fleet') return live.subscribe(topic, listener);
      const entry = followed.enter(topic);
      try {
        const end = await live.subscribe(topic, timed(entry, listener), missed);
        return () => {
          followed.leave(topic, entry);
          return end();
        };
      } catch (error) {
        followed.leave(topic, entry);
        throw error;
      }
    },
    seed: (states) => live.seed(states),
    get: (topic) => live.get(topic),
    list: (tenant, family) => live.list(tenant, family),
    append: (topic, event, data, earlier) => live.append(topic, event, data, earlier),
    carry: (topic, event, data, position) => live.carry(topic, event, data, position),
    forget: (topic) => live.forget(topic),
    aside: (topic, event, data) => live.aside(topic, event, data),
    replay: (topic, since) => live.replay(topic, since),
    close: () => live.close(),
  };
}

/** Nothing else is delivered, and nothing else remembered. */
class FollowedTopics {
  readonly #entries = new Map<string, Followed>();

  published(topic: Topic, version: number | undefined, atMs: number): void {
    const entry = this.#entries.get(topicKey(topic));
    if (entry !== undefined) entry.published = { version, atMs };
  }

  enter(topic: Topic): Followed {
    const key = topicKey(topic);
    const entry = this.#entries.get(key) ?? { subscriptions: 0, published: undefined };
    entry.subscriptions += 1;
    this.#entries.set(key, entry);
    return entry;
  }

  leave(topic: Topic, entry: Followed): void {
    entry.subscriptions -= 1;
    if (entry.subscriptions === 0) this.#entries.delete(topicKey(topic));
  }
}

/** When this server published that version, if it was the one; undefined for others' events. */
function takeOwn(entry: Followed, version: number): number | undefined {
  const { published } = entry;
  if (published === undefined || (published.version ?? version) !== version) return undefined;
  entry.published = undefined;
  return published.atMs;
}
