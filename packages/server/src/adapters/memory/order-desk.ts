import type { Clock } from '../../ports/clock.ts';
import type { OrderDesk, ViewersListener } from '../../ports/order-desk.ts';

/** Locks and viewed orders that are kept; the oldest go first. */
const MAX_LOCKS = 100_000;
const MAX_VIEWED = 100_000;
/** How long changes of an order's viewers gather before listeners get one count. */
const VIEWERS_TICK_MS = 250;

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
  const viewed = new Map<string, Set<string>>();
  const news = createNews(clock, (key) => viewed.get(key)?.size ?? 0);

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
    async view(tenant, orderId, driverId) {
      const key = keyOf(tenant, orderId);
      const drivers = viewed.get(key) ?? new Set<string>();
      if (!drivers.has(driverId)) news.changed(tenant, orderId);
      viewed.set(key, drivers.add(driverId));
      const oldest = viewed.keys().next();
      if (viewed.size > MAX_VIEWED && !oldest.done) viewed.delete(oldest.value);
      return drivers.size;
    },
    async unview(tenant, orderId, driverId) {
      const key = keyOf(tenant, orderId);
      const drivers = viewed.get(key);
      if (drivers?.delete(driverId)) news.changed(tenant, orderId);
      if (drivers?.size === 0) viewed.delete(key);
      return drivers?.size ?? 0;
    },
    async viewers(tenant, orderId) {
      return viewed.get(keyOf(tenant, orderId))?.size ?? 0;
    },
    onViewers: news.listen,
    async end() {
      news.end();
      locks.clear();
      viewed.clear();
    },
  };
}

/** Tells listeners how many look at the orders that changed, once a tick. */
function createNews(clock: Clock, count: (key: string) => number) {
  const listeners = new Set<ViewersListener>();
  const changes = new Map<string, { tenant: string; orderId: string }>();
  let cancel: (() => void) | undefined;

  function tick(): void {
    cancel = undefined;
    const counts = [...changes].map(([key, order]) => ({ ...order, count: count(key) }));
    changes.clear();
    for (const listener of listeners) listener(counts);
  }

  return {
    listen(listener: ViewersListener): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed(tenant: string, orderId: string): void {
      if (listeners.size === 0) return;
      changes.set(keyOf(tenant, orderId), { tenant, orderId });
      cancel ??= clock.after(VIEWERS_TICK_MS, tick);
    },
    end(): void {
      cancel?.();
      listeners.clear();
      changes.clear();
    },
  };
}

function keyOf(tenant: string, orderId: string): string {
  return `${tenant} ${orderId}`;
}
