import type { Clock } from '../../ports/clock.ts';
import type { OrderDesk } from '../../ports/order-desk.ts';

/** Locks that are kept; the oldest go first. */
const MAX_LOCKS = 100_000;

export interface MemoryOrderDeskOptions {
  readonly clock: Clock;
  /** ORDER_LOCK_TTL in seconds. */
  readonly lockTtlS: number;
}

interface Lock {
  readonly driverId: string;
  /** Epoch ms. */
  readonly until: number;
}

/** The order desk of this process alone; also what a server has while the store that all share is away. */
export function createMemoryOrderDesk({ clock, lockTtlS }: MemoryOrderDeskOptions): OrderDesk {
  const locks = new Map<string, Lock>();

  function holderOf(key: string): string | undefined {
    const lock = locks.get(key);
    if (lock === undefined || lock.until > clock.now()) return lock?.driverId;
    locks.delete(key);
    return undefined;
  }

  function makeRoom(now: number): void {
    // All live equally long, so those that have ended stand first.
    for (const [key, { until }] of locks) {
      if (until > now && locks.size < MAX_LOCKS) return;
      locks.delete(key);
    }
  }

  return {
    async tryLock(tenant, orderId, driverId) {
      const key = keyOf(tenant, orderId);
      const holder = holderOf(key);
      if (holder !== undefined) return holder === driverId;
      const now = clock.now();
      makeRoom(now);
      locks.set(key, { driverId, until: now + lockTtlS * 1000 });
      return true;
    },
    async releaseLock(tenant, orderId, driverId) {
      const key = keyOf(tenant, orderId);
      return holderOf(key) === driverId && locks.delete(key);
    },
    async end() {
      locks.clear();
    },
  };
}

function keyOf(tenant: string, orderId: string): string {
  return `${tenant} ${orderId}`;
}
