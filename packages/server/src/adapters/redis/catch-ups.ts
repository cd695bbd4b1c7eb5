import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Feed } from './feed.ts';
import type { Redis } from './redis.ts';

/** Feeds that are read at the same time. */
const MAX_READING = 100;
const TRY_AGAIN_MS = 500;

/** A feed, as its owner keeps it. */
export interface Following {
  readonly feed: Feed;
  readonly closed: boolean;
}

/**
 * Feeds that have to be read because something may have been missed. With thousands of them after each break, and
 * again when that fails, they would keep Redis and this process busier than what broke: they wait in line, and one
 * failure makes all wait. While Redis is away nothing is tried.
 */
export class CatchUps {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #log: Log;
  /** In line; one that is being read stands here again if something else was missed meanwhile. */
  readonly #waiting = new Set<Following>();
  #reading = 0;
  #cancelPause: (() => void) | undefined;

  constructor(redis: Redis, clock: Clock, log: Log) {
    this.#redis = redis;
    this.#clock = clock;
    this.#log = log;
  }

  add(following: Following): void {
    this.#waiting.add(following);
    this.#goOn();
  }

  /** A feed is being read outside the line; if that fails it gets in line. */
  watch(following: Following, caughtUp: Promise<void>): void {
    caughtUp.catch((error) => this.#failed(following, error));
  }

  forget(following: Following): void {
    this.#waiting.delete(following);
  }

  /** Redis can be relied on again: whatever waits is read now. */
  returned(): void {
    this.#endPause();
    this.#goOn();
  }

  close(): void {
    this.#waiting.clear();
    this.#endPause();
  }

  #goOn(): void {
    if (this.#cancelPause !== undefined || this.#redis.state === 'disconnected') return;
    for (const following of this.#waiting) {
      if (this.#reading >= MAX_READING) return;
      this.#waiting.delete(following);
      this.#reading += 1;
      void this.#read(following);
    }
  }

  async #read(following: Following): Promise<void> {
    try {
      await following.feed.catchUp();
    } catch (error) {
      this.#failed(following, error);
    } finally {
      this.#reading -= 1;
    }
    this.#goOn();
  }

  #failed(following: Following, error: unknown): void {
    if (following.closed) return;
    this.#waiting.add(following);
    if (this.#cancelPause !== undefined) return;
    this.#log.debug({ err: error }, 'could not read what may have been missed; trying again');
    this.#cancelPause = this.#clock.after(TRY_AGAIN_MS, () => this.returned());
  }

  #endPause(): void {
    this.#cancelPause?.();
    this.#cancelPause = undefined;
  }
}
