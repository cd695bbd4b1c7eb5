import type { Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { Live, LiveEvent } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import { type Broadcast, broadcastOf } from './frames.ts';

/** Who is told of a topic's events, once per event. Must not throw or wait. */
export interface Follower {
  deliver(event: LiveEvent, broadcast: Broadcast): void;
}

/** A topic's live subscription outlives its last follower by this much: reconnecting clients find it open. */
const LINGER_MS = 5_000;

interface Entry {
  readonly topic: Topic;
  readonly followers: Set<Follower>;
  readonly subscribed: Promise<() => Promise<void>>;
  cancelLinger: (() => void) | undefined;
}

/** This server's followers of each topic: one subscription in live per topic, however many follow. */
export interface Hub {
  /** Resolves once every later event reaches the follower. Rejects when live does; the follower is then not added. */
  follow(topic: Topic, follower: Follower): Promise<void>;
  unfollow(topic: Topic, follower: Follower): void;
  /** Topics with a subscription in live. */
  readonly topics: number;
  close(): Promise<void>;
}

export function createHub(live: Pick<Live, 'subscribe'>, clock: Clock, log: Log): Hub {
  const entries = new Map<string, Entry>();

  function open(topic: Topic, key: string): Entry {
    const followers = new Set<Follower>();
    const subscribed = live.subscribe(topic, (event) => {
      const broadcast = broadcastOf(event);
      for (const follower of followers) follower.deliver(event, broadcast);
    });
    const entry: Entry = { topic, followers, subscribed, cancelLinger: undefined };
    entries.set(key, entry);
    return entry;
  }

  function stopLingering(entry: Entry): void {
    entry.cancelLinger?.();
    entry.cancelLinger = undefined;
  }

  function abandon(key: string, entry: Entry): void {
    if (entries.get(key) === entry) entries.delete(key);
    stopLingering(entry);
    entry.subscribed
      .then((end) => end())
      .catch((error) => log.warn({ err: error, topic: key }, 'could not end a subscription in live'));
  }

  return {
    get topics() {
      return entries.size;
    },
    async follow(topic, follower) {
      const key = topicKey(topic);
      const entry = entries.get(key) ?? open(topic, key);
      stopLingering(entry);
      entry.followers.add(follower);
      try {
        await entry.subscribed;
      } catch (error) {
        entry.followers.delete(follower);
        stopLingering(entry);
        if (entries.get(key) === entry) entries.delete(key);
        throw error;
      }
    },
    unfollow(topic, follower) {
      const key = topicKey(topic);
      const entry = entries.get(key);
      if (entry === undefined || !entry.followers.delete(follower) || entry.followers.size > 0) return;
      entry.cancelLinger = clock.after(LINGER_MS, () => {
        if (entry.followers.size === 0) abandon(key, entry);
      });
    },
    async close() {
      const open = [...entries];
      entries.clear();
      for (const [, entry] of open) stopLingering(entry);
      await Promise.allSettled(open.map(async ([, entry]) => (await entry.subscribed)()));
    },
  };
}
