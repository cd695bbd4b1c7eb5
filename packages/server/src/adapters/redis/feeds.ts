import type { Topic } from '@waycast/contract';
import { topicDefinition, topicKey } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { LiveListener } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import type { Feed, FeedParts } from './feed.ts';
import { FleetFeed } from './fleet-feed.ts';
import type { KeyedTopics } from './keyed.ts';
import { KeyedFeed } from './keyed-feed.ts';
import { LogFeed } from './log-feed.ts';
import type { LogTopics } from './logs.ts';
import type { NoteMalformed } from './malformed.ts';
import type { Redis } from './redis.ts';

const TRY_AGAIN_MS = 500;
/** A lost batch is noticed by nobody; so often the fleet is listed, and what is newer is told. */
const LIST_FLEET_MS = 10_000;

interface Followed {
  readonly feed: Feed;
  readonly listeners: Set<LiveListener>;
  readonly ready: Promise<void>;
  readonly ends: (() => Promise<void>)[];
  cancelRetry: (() => void) | undefined;
  cancelListing: (() => void) | undefined;
  /** Redis went away while something had to be read. */
  behind: boolean;
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

  constructor(parts: FeedsParts) {
    this.#parts = parts;
  }

  async subscribe(topic: Topic, listener: LiveListener): Promise<() => Promise<void>> {
    const key = topicKey(topic);
    const followed = this.#followed.get(key) ?? this.#open(topic, key);
    // Wrapped, so that the same function subscribed twice is two subscriptions.
    const own: LiveListener = (event) => listener(event);
    followed.listeners.add(own);
    const end = async (): Promise<void> => {
      if (followed.listeners.delete(own) && followed.listeners.size === 0) await this.#close(key, followed);
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
    for (const followed of broken) this.#retry(followed, followed.feed.catchUp());
  }

  /** Redis can be relied on again. The same connections may have lasted, so that no gap is told. */
  returned(): void {
    for (const followed of this.#followed.values()) {
      if (followed.behind) this.#retry(followed, followed.feed.catchUp());
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#followed].map(([key, followed]) => this.#close(key, followed)));
  }

  #open(topic: Topic, key: string): Followed {
    const { redis, clock, noteMalformed } = this.#parts;
    const listeners = new Set<LiveListener>();
    const feed = this.#feedOf({
      topic,
      redis,
      noteMalformed,
      now: clock.now,
      pause: (ms) => new Promise((resolve) => void clock.after(ms, resolve)),
      emit: (event) => {
        for (const listener of listeners) listener(event);
      },
      retry: (caughtUp) => this.#retry(followed, caughtUp),
    });
    const ends: (() => Promise<void>)[] = [];
    const followed: Followed = {
      feed,
      listeners,
      ends,
      ready: this.#listen(feed, ends, () => followed.closed),
      cancelRetry: undefined,
      cancelListing: undefined,
      behind: false,
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
    return topicDefinition(family).kind === 'keyed'
      ? new KeyedFeed(parts, this.#parts.keyed)
      : new LogFeed(parts, this.#parts.logs);
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
    followed.cancelRetry?.();
    followed.cancelListing?.();
    followed.feed.close();
    await followed.ready.catch(() => undefined);
    await Promise.all(followed.ends.splice(0).map((end) => end()));
  }

  /** While Redis is away nothing is tried. */
  #retry(followed: Followed, caughtUp: Promise<void>): void {
    followed.behind = false;
    caughtUp.catch((error) => {
      followed.behind = this.#parts.redis.state === 'disconnected';
      if (followed.closed || followed.behind) return;
      this.#parts.log.debug({ err: error }, 'could not read what may have been missed; trying again');
      followed.cancelRetry?.();
      followed.cancelRetry = this.#parts.clock.after(TRY_AGAIN_MS, () =>
        this.#retry(followed, followed.feed.catchUp()),
      );
    });
  }

  #listLater(followed: Followed): void {
    followed.cancelListing = this.#parts.clock.after(LIST_FLEET_MS, () => {
      this.#retry(followed, followed.feed.catchUp());
      this.#listLater(followed);
    });
  }
}
