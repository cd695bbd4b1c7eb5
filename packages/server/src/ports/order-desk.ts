/**
 * What damps the rush for an order before the database decides, and who looks at it. Losing it costs speed, never
 * correctness. Promises:
 * - D1 `tryLock` gives the lock to one driver at a time; the holder who asks again has it, without more time.
 * - D2 Only its owner can release it; it ends by itself after ORDER_LOCK_TTL.
 * - D3 While the store cannot be reached, locks and viewers are this process's own. No method rejects for it.
 * - D4 A driver who views an order counts once, until it no longer does, its server ends, or is dead for a minute.
 */
export interface OrderDesk {
  tryLock(tenant: string, orderId: string, driverId: string): Promise<boolean>;
  /** False when the driver does not hold it. */
  releaseLock(tenant: string, orderId: string, driverId: string): Promise<boolean>;
  /** The driver looks at the order; resolves to the viewers. */
  view(tenant: string, orderId: string, driverId: string): Promise<number>;
  /** The driver looks at it no more; resolves to the viewers that are left. */
  unview(tenant: string, orderId: string, driverId: string): Promise<number>;
  /** Distinct drivers now looking at the order. */
  viewers(tenant: string, orderId: string): Promise<number>;
  /** Ends this server's views and its timers. Nothing may be called afterwards. */
  end(): Promise<void>;
}
