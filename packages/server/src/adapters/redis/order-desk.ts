import { keyName } from '@waycast/contract';
import type { Log } from '../../ports/log.ts';
import type { OrderDesk } from '../../ports/order-desk.ts';
import { createOrLocal, type OrLocal } from './or-local.ts';
import type { Redis } from './redis.ts';
import { loadScript } from './scripts.ts';

export interface RedisOrderDeskOptions {
  readonly redis: Redis;
  readonly log: Log;
  /** ORDER_LOCK_TTL in seconds. */
  readonly lockTtlS: number;
  /** This server's own desk: it has what happens here, and answers while Redis is away. */
  readonly local: OrderDesk;
}

const releaseScript = loadScript('release-lock');

/** The order desk of all servers that share a Redis. */
export function createRedisOrderDesk(options: RedisOrderDeskOptions): OrderDesk {
  return new RedisOrderDesk(options);
}

class RedisOrderDesk implements OrderDesk {
  readonly #redis: Redis;
  readonly #local: OrderDesk;
  readonly #lockTtl: string;
  readonly #orLocal: OrLocal;

  constructor(options: RedisOrderDeskOptions) {
    const { redis, log, local, lockTtlS } = options;
    this.#redis = redis;
    this.#local = local;
    this.#lockTtl = String(lockTtlS);
    this.#orLocal = createOrLocal(redis, (error) =>
      log.debug({ err: error }, 'the order desk goes on without Redis'),
    );
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

  end(): Promise<void> {
    return this.#local.end();
  }

  async #lock(key: string, driverId: string): Promise<boolean> {
    const got = await this.#redis.command(key, ['SET', key, driverId, 'NX', 'EX', this.#lockTtl]);
    return got !== null || (await this.#redis.command(key, ['GET', key])) === driverId;
  }

  #lockKey(tenant: string, orderId: string): string {
    return keyName('orderLock', tenant, orderId, { cluster: this.#redis.cluster });
  }
}
