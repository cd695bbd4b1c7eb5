import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Viewed, Viewers, ViewersListener } from '../../ports/viewers.ts';
import { createOrLocal, type OrLocal } from './or-local.ts';
import { OwnViews } from './own-views.ts';
import type { Redis } from './redis.ts';
import { isReachable } from './send-all.ts';
import { ViewerCounts } from './viewer-counts.ts';
import { countViewers, readViewers, type View } from './written-views.ts';

export interface RedisViewersOptions {
  readonly redis: Redis;
  readonly serverId: string;
  readonly clock: Clock;
  readonly log: Log;
  /** ORDER_VIEWERS_TTL in seconds. */
  readonly viewersTtlS: number;
  /** This server's own: they have what happens here, and answer while Redis is away. */
  readonly local: Viewers;
}

/** Viewers on all servers that share a Redis, which are to be told what others do to their keys. */
export interface SharedViewers extends Viewers {
  /** These views of a dead server were removed. */
  removed(views: readonly View[]): void;
}

export function createRedisViewers(options: RedisViewersOptions): SharedViewers {
  return new RedisViewers(options);
}

class RedisViewers implements SharedViewers {
  readonly #redis: Redis;
  readonly #log: Log;
  readonly #local: Viewers;
  readonly #views: OwnViews;
  readonly #counts: ViewerCounts;
  readonly #orLocal: OrLocal;

  constructor(options: RedisViewersOptions) {
    const { redis, log, local, clock } = options;
    this.#redis = redis;
    this.#log = log;
    this.#local = local;
    this.#orLocal = createOrLocal(redis, (error) => this.#failed(error));
    this.#counts = new ViewerCounts({
      count: (what) => countViewers(redis, what),
      who: (what) => readViewers(redis, what),
      clock,
    });
    this.#views = new OwnViews({ ...options, changed: (views) => this.#counts.changed(views) });
    // Whoever listens to nobody else is told of this server's own while Redis is away.
    local.onViewers((news) => {
      if (!isReachable(redis)) this.#counts.tell(news);
    });
  }

  async view(what: Viewed, viewerId: string): Promise<number> {
    const own = await this.#local.view(what, viewerId);
    return this.#orOwn(this.#views.add({ ...what, viewerId }), own);
  }

  async unview(what: Viewed, viewerId: string): Promise<number> {
    const own = await this.#local.unview(what, viewerId);
    return this.#orOwn(this.#views.remove({ ...what, viewerId }), own);
  }

  count(what: Viewed): Promise<number> {
    return this.#orLocal(
      () => countViewers(this.#redis, what),
      () => this.#local.count(what),
    );
  }

  who(what: Viewed): Promise<readonly string[]> {
    return this.#orLocal<readonly string[]>(
      () => readViewers(this.#redis, what),
      () => this.#local.who(what),
    );
  }

  onViewers(listener: ViewersListener): () => void {
    return this.#counts.listen(listener);
  }

  removed(views: readonly View[]): void {
    this.#counts.changed(views);
  }

  async end(): Promise<void> {
    await this.#views.end();
    await this.#counts.flush();
    this.#counts.end();
    await this.#local.end();
  }

  #orOwn(counted: Promise<number>, own: number): Promise<number> {
    return counted.catch((error) => {
      this.#failed(error);
      return own;
    });
  }

  #failed(error: unknown): void {
    this.#log.debug({ err: error }, 'viewers are counted without Redis');
  }
}
