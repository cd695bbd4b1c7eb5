import { keyName } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { OrderDesk, ViewersListener } from '../../ports/order-desk.ts';
import type { Viewed } from './order-views.ts';
import { OwnViews } from './own-views.ts';
import type { Redis } from './redis.ts';
import { loadScript } from './scripts.ts';
import { isReachable } from './send-all.ts';
import { ViewerCounts } from './viewer-counts.ts';

export interface RedisOrderDeskOptions {
  readonly redis: Redis;
  readonly serverId: string;
  readonly clock: Clock;
  readonly log: Log;
  /** ORDER_LOCK_TTL and ORDER_VIEWERS_TTL in seconds. */
  readonly lockTtlS: number;
  readonly viewersTtlS: number;
  /** This server's own desk: it has what happens here, and answers while Redis is away. */
  readonly local: OrderDesk;
}

const releaseScript = loadScript('release-lock');

/** The order desk of all servers that share a Redis, which is to be told what others do to its keys. */
export interface SharedOrderDesk extends OrderDesk {
  /** The views of a dead server were removed from these orders. */
  removed(orders: readonly Viewed[]): void;
}

export function createRedisOrderDesk(options: RedisOrderDeskOptions): SharedOrderDesk {
  return new RedisOrderDesk(options);
}

class RedisOrderDesk implements SharedOrderDesk {
  readonly #redis: Redis;
  readonly #log: Log;
  readonly #local: OrderDesk;
  readonly #lockTtl: string;
  readonly #views: OwnViews;
  readonly #counts: ViewerCounts;

  constructor(options: RedisOrderDeskOptions) {
    this.#redis = options.redis;
    this.#log = options.log;
    this.#local = options.local;
    this.#lockTtl = String(options.lockTtlS);
    this.#counts = new ViewerCounts((order) => this.#views.count(order), options.clock);
    this.#views = new OwnViews({ ...options, changed: (orders) => this.#counts.changed(orders) });
    // Whoever listens to nobody else is told of this server's own while Redis is away.
    this.#local.onViewers((counts) => {
      if (!isReachable(options.redis)) this.#counts.tell(counts);
    });
  }

  tryLock(tenant: string, orderId: string, driverId: string): Promise<boolean> {
    const own = (): Promise<boolean> => this.#local.tryLock(tenant, orderId, driverId);
    return this.#orLocal(async () => {
      const won = await this.#lock(this.#lockKey(tenant, orderId), driverId);
      // Should Redis go away now, this server still knows.
      if (won) await own();
      return won;
    }, own);
  }

  releaseLock(tenant: string, orderId: string, driverId: string): Promise<boolean> {
    const own = (): Promise<boolean> => this.#local.releaseLock(tenant, orderId, driverId);
    return this.#orLocal(async () => {
      const keys = [this.#lockKey(tenant, orderId)];
      const [{ value }] = await Promise.all([this.#redis.run(releaseScript, keys, [driverId]), own()]);
      return value === 1;
    }, own);
  }

  async view(tenant: string, orderId: string, driverId: string): Promise<number> {
    const own = await this.#local.view(tenant, orderId, driverId);
    return this.#orElse(this.#views.add({ tenant, orderId, driverId }), async () => own);
  }

  async unview(tenant: string, orderId: string, driverId: string): Promise<number> {
    const own = await this.#local.unview(tenant, orderId, driverId);
    return this.#orElse(this.#views.remove({ tenant, orderId, driverId }), async () => own);
  }

  viewers(tenant: string, orderId: string): Promise<number> {
    return this.#orLocal(
      () => this.#views.count({ tenant, orderId }),
      () => this.#local.viewers(tenant, orderId),
    );
  }

  onViewers(listener: ViewersListener): () => void {
    return this.#counts.listen(listener);
  }

  removed(orders: readonly Viewed[]): void {
    this.#counts.changed(orders);
  }

  async end(): Promise<void> {
    await this.#views.end();
    await this.#counts.flush();
    this.#counts.end();
    await this.#local.end();
  }

  async #lock(key: string, driverId: string): Promise<boolean> {
    const got = await this.#redis.command(key, ['SET', key, driverId, 'NX', 'EX', this.#lockTtl]);
    return got !== null || (await this.#redis.command(key, ['GET', key])) === driverId;
  }

  #lockKey(tenant: string, orderId: string): string {
    return keyName('orderLock', tenant, orderId, { cluster: this.#redis.cluster });
  }

  #orLocal<T>(shared: () => Promise<T>, own: () => Promise<T>): Promise<T> {
    return isReachable(this.#redis) ? this.#orElse(shared(), own) : own();
  }

  async #orElse<T>(shared: Promise<T>, own: () => Promise<T>): Promise<T> {
    try {
      return await shared;
    } catch (error) {
      this.#log.debug({ err: error }, 'the order desk goes on without Redis');
      return own();
    }
  }
}
