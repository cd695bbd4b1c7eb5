import type { Topic } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { Live } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import { Feeds } from './feeds.ts';
import { FleetBatches } from './fleet-batches.ts';
import { KeyedTopics } from './keyed.ts';
import { asideMessage, carriedMessage } from './log-message.ts';
import { LogTopics } from './logs.ts';
import { createNoteMalformed } from './malformed.ts';
import { logNames } from './names.ts';
import type { Redis } from './redis.ts';

/** Events of a log topic that are kept for replay. */
const LOG_TAIL = 1000;

export interface RedisLiveOptions {
  /** Stays open when the live is closed. */
  readonly redis: Redis;
  readonly log: Log;
  readonly clock: Clock;
  /** GPS_CACHE_TTL in seconds: how long a state lives after its last change. */
  readonly cacheTtlS: number;
  /** GPS_MIN_INTERVAL in milliseconds, kept between servers by Redis' clock; 0: none. */
  readonly minIntervalMs: number;
  /** Events that a log topic keeps; 1000 when absent. */
  readonly logTail?: number;
  /** Counts a message on a channel that was dropped as malformed. */
  countMalformed(): void;
}

/**
 * Live over Redis, the same for any number of servers. State, stream and broadcast of a topic change in one script.
 * Every method but `subscribe` rejects with WaycastError `unavailable` while Redis cannot be reached.
 */
export function createRedisLive(options: RedisLiveOptions): Live {
  const { redis, log, clock, logTail = LOG_TAIL, countMalformed } = options;
  const batches = new FleetBatches(redis, clock, log);
  const keyed = new KeyedTopics({ ...options, batches });
  const logs = new LogTopics({ redis, log, clock, logTail });
  const noteMalformed = createNoteMalformed(clock, log, countMalformed);
  const feeds = new Feeds({ redis, clock, log, keyed, logs, noteMalformed });

  const channelOf = (topic: Topic): string => logNames(topic, redis.cluster).channel;

  // What a process that took over has lost is written first, so that what is read afterwards has it.
  function restate(): void {
    logs.restate();
    keyed.restate().catch((error) => log.debug({ err: error }, 'could not write positions again'));
  }
  const ends = [
    redis.onState((state) => {
      if (state !== 'connected') return;
      restate();
      feeds.returned();
    }),
    redis.subscriptions.onGap((channels) => {
      restate();
      feeds.caughtGap(channels);
    }),
  ];

  return {
    forgets: true,
    set: (changes) => keyed.set(changes),
    announce: (topic, haste) => keyed.announce(topic, haste),
    seed: (states) => keyed.seed(states),
    get: (topic) => keyed.get(topic),
    list: (tenant, family) => keyed.list(tenant, family),
    append: (topic, event, data, earlier) => logs.append(topic, event, data, earlier),
    replay: (topic, since) => logs.replay(topic, since),
    forget: (topic) => logs.forget(topic),
    carry: (topic, event, data, position) =>
      redis.publish(channelOf(topic), carriedMessage(topic, event, data, position)),
    aside: (topic, event, data) => redis.publish(channelOf(topic), asideMessage(topic, event, data)),
    subscribe: (topic, listener, missed) => feeds.subscribe(topic, listener, missed),
    async close() {
      for (const end of ends) end();
      await batches.flush();
      logs.close();
      await feeds.close();
    },
  };
}
