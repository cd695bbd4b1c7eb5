import type { Topic } from '@waycast/contract';
import { topicDefinition, topicKey } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { LiveListener, MissedListener } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import { CarriedFeed } from './carried-feed.ts';
import { CatchUps } from './catch-ups.ts';
import type { Feed, FeedParts } from './feed.ts';
import { FleetFeed } from './fleet-feed.ts';
import type { KeyedTopics } from './keyed.ts';
import { KeyedFeed } from './keyed-feed.ts';
import { LogFeed } from './log-feed.ts';
import type { LogTopics } from './logs.ts';
import type { NoteMalformed } from './malformed.ts';
import type { Redis } from './redis.ts';

/** A lost batch is noticed by nobody; so often the fleet is listed, and what is newer is told. */
const LIST_FLEET_MS = 10_000;

interface Subscriber {
  readonly listener: LiveListener;
  readonly missed: MissedListener | undefined;
}

interface Followed {
  readonly feed: Feed;
  readonly subscribers: Set<Subscriber>;
  readonly ready: Promise<void>;
  readonly ends: (() => Promise<void>)[];
  cancelListing: (() => void) | undefined;
  closed: boolean;
}

export interface FeedsParts {
  readonly redis: Redis;
  readonly clock: Clock;
  readonly log: Log;
  readonly keyed: KeyedTopics;
  readonly logs: LogTopics;
  readonly noteMalformed: NoteMalformed;
}

/** The topics that this server follows: one feed each, subscribed while it has listeners. */
export class Feeds {
  readonly #parts: FeedsParts;
  readonly #followed = new Map<string, Followed>();
  readonly #byChannel = new Map<string, Followed>();
  readonly #catchUps: CatchUps;

  constructor(parts: FeedsParts) {
    this.#parts = parts;
    this.#catchUps = new CatchUps(parts.redis, parts.clock, parts.log);
  }

  async subscribe(
    topic: Topic,
    listener: LiveListener,
    missed?: MissedListener,
  ): Promise<() => Promise<void>> {
    const key = topicKey(topic);
    const followed = this.#followed.get(key) ?? this.#open(topic, key);
    // Wrapped, so that the same function subscribed twice is two subscriptions.
    const own: Subscriber = { listener, missed };
    followed.subscribers.add(own);
    const end = async (): Promise<void> => {
      if (followed.subscribers.delete(own) && followed.subscribers.size === 0)
        await this.#close(key, followed);
    };
    try {
      await followed.ready;
    } catch (error) {
      await end();
      throw error;
    }
    return end;
  }

  /** These channels may have missed messages. */
  caughtGap(channels: readonly string[]): void {
    const broken = new Set(channels.flatMap((channel) => this.#byChannel.get(channel) ?? []));
    for (const followed of broken) this.#catchUps.add(followed);
  }

  /** Redis can be relied on again. The same connections may have lasted, so that no gap is told. */
  returned(): void {
    this.#catchUps.returned();
  }

  async close(): Promise<void> {
    this.#catchUps.close();
    await Promise.all([...this.#followed].map(([key, followed]) => this.#close(key, followed)));
  }

  #open(topic: Topic, key: string): Followed {
    const { redis, clock, noteMalformed } = this.#parts;
    const subscribers = new Set<Subscriber>();
    const feed = this.#feedOf({
      topic,
      redis,
      noteMalformed,
      now: clock.now,
      pause: (ms) => this.#catchUps.rest(ms),
      emit: (event) => {
        for (const { listener } of subscribers) listener(event);
      },
      missed: () => {
        for (const { missed } of subscribers) missed?.();
      },
      retry: (caughtUp) => this.#catchUps.watch(followed, caughtUp),
    });
    const ends: (() => Promise<void>)[] = [];
    const followed: Followed = {
      feed,
      subscribers,
      ends,
      ready: this.#listen(feed, ends, () => followed.closed),
      cancelListing: undefined,
      closed: false,
    };
    this.#followed.set(key, followed);
    for (const { name } of feed.channels) this.#byChannel.set(name, followed);
    if (topic.family === 'fleet') this.#listLater(followed);
    return followed;
  }

  #feedOf(parts: FeedParts): Feed {
    const { family } = parts.topic;
    if (family === 'fleet') return new FleetFeed(parts, this.#parts.keyed);
    const { kind, stored } = topicDefinition(family);
    if (stored === true) return new CarriedFeed(parts);
    return kind === 'keyed' ? new KeyedFeed(parts, this.#parts.keyed) : new LogFeed(parts, this.#parts.logs);
  }

  async #listen(feed: Feed, ends: (() => Promise<void>)[], isClosed: () => boolean): Promise<void> {
    await feed.prepare();
    const { subscriptions } = this.#parts.redis;
    await Promise.all(
      feed.channels.map(async ({ name, kind, receive }) => {
        ends.push(
          await subscriptions.add(name, (message) => void (isClosed() ? undefined : receive(message)), kind),
        );
      }),
    );
  }

  async #close(key: string, followed: Followed): Promise<void> {
    followed.closed = true;
    if (this.#followed.get(key) === followed) this.#followed.delete(key);
    for (const { name } of followed.feed.channels) {
      if (this.#byChannel.get(name) === followed) this.#byChannel.delete(name);
    }
    this.#catchUps.forget(followed);
    followed.cancelListing?.();
    followed.feed.close();
    await followed.ready.catch(() => undefined);
    await Promise.all(followed.ends.splice(0).map((end) => end()));
  }

  #listLater(followed: Followed): void {
    followed.cancelListing = this.#parts.clock.after(LIST_FLEET_MS, () => {
      this.#catchUps.add(followed);
      this.#listLater(followed);
    });
  }
}
