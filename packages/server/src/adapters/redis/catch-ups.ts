import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Feed } from './feed.ts';
import type { Redis } from './redis.ts';

/** Feeds that are read at the same time. */
const MAX_READING = 100;
/** So many failures without a success, and it looks as if all would fail. */
const ALL_FAIL = 10;
/** What failed is read again after this long, or longer when there is much of it: failing costs time too. */
const TRY_AGAIN_MS = 500;
const PER_FAILURE_MS = 2;
const MAX_TRY_AGAIN_MS = 5000;

/** A feed, as its owner keeps it. */
export interface Following {
  readonly feed: Feed;
  readonly closed: boolean;
}

/**
 * Feeds that have to be read because something may have been missed. With thousands of them after each break, and
 * again when that fails, they would keep Redis and this process busier than what broke.
 *
 *     add ──▶ waiting ──at most 100──▶ reading ──▶ done
 *                ▲                        │ failed
 *                └──────after a while── aside      nothing but failures: the others wait as well
 */
export class CatchUps {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #log: Log;
  /** In line; one that is being read stands here again if something else was missed meanwhile. */
  readonly #waiting = new Set<Following>();
  readonly #aside = new Set<Following>();
  #reading = 0;
  /** Since the first failure after what had failed before was put back in line. */
  #round = { startedAt: 0, failures: 0, successes: 0 };
  #cancelTimer: (() => void) | undefined;

  constructor(redis: Redis, clock: Clock, log: Log) {
    this.#redis = redis;
    this.#clock = clock;
    this.#log = log;
  }

  add(following: Following): void {
    this.#waiting.add(following);
    this.#goOn();
  }

  /** A feed is being read outside the line; if that fails it is read again. */
  watch(following: Following, caughtUp: Promise<void>): void {
    caughtUp.catch((error) => this.#failed(following, error));
  }

  /** A feed that is being read waits for something else than Redis: others may be read meanwhile. */
  async rest(ms: number): Promise<void> {
    this.#reading -= 1;
    this.#goOn();
    await new Promise<void>((resolve) => void this.#clock.after(ms, resolve));
    this.#reading += 1;
  }

  forget(following: Following): void {
    this.#waiting.delete(following);
    this.#aside.delete(following);
  }

  /** Redis can be relied on again: whatever waits is read now. */
  returned(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    for (const following of this.#aside) this.#waiting.add(following);
    this.#aside.clear();
    this.#round.failures = 0;
    this.#goOn();
  }

  close(): void {
    this.#cancelTimer?.();
    this.#waiting.clear();
    this.#aside.clear();
  }

  #goOn(): void {
    if (this.#waiting.size === 0) return;
    if (this.#redis.state === 'disconnected') return this.#lookLater(TRY_AGAIN_MS);
    for (const following of this.#waiting) {
      const { failures, successes } = this.#round;
      if (this.#reading >= MAX_READING || (successes === 0 && failures >= ALL_FAIL)) return;
      this.#waiting.delete(following);
      this.#reading += 1;
      void this.#read(following);
    }
  }

  async #read(following: Following): Promise<void> {
    try {
      await following.feed.catchUp();
      this.#round.successes += 1;
    } catch (error) {
      this.#failed(following, error);
    } finally {
      this.#reading -= 1;
    }
    this.#goOn();
  }

  #failed(following: Following, error: unknown): void {
    if (following.closed) return;
    if (this.#round.failures === 0) {
      this.#log.debug({ err: error }, 'could not read what may have been missed; trying again');
      this.#round = { startedAt: this.#clock.now(), failures: 0, successes: 0 };
    }
    this.#round.failures += 1;
    this.#aside.add(following);
    this.#lookLater(TRY_AGAIN_MS);
  }

  #lookLater(delayMs: number): void {
    this.#cancelTimer ??= this.#clock.after(delayMs, () => this.#look());
  }

  #look(): void {
    this.#cancelTimer = undefined;
    const dueMs = Math.min(this.#round.failures * PER_FAILURE_MS, MAX_TRY_AGAIN_MS);
    const restMs = this.#round.startedAt + dueMs - this.#clock.now();
    if (restMs > 0) this.#lookLater(restMs);
    else this.returned();
  }
}
