/**
 * What damps the rush for an order before the database decides. Losing it costs speed, never correctness. Promises:
 * - D1 `tryLock` gives the lock to one driver at a time; the holder who asks again has it.
 * - D2 Only its owner can release it; it ends by itself after ORDER_LOCK_TTL.
 * - D3 While the store cannot be reached, locks and viewers are this process's own. No method rejects for it.
 */
export interface OrderDesk {
  tryLock(tenant: string, orderId: string, driverId: string): Promise<boolean>;
  /** False when the driver does not hold it. */
  releaseLock(tenant: string, orderId: string, driverId: string): Promise<boolean>;
  /** Distinct drivers now looking at the order. */
  viewers(tenant: string, orderId: string): Promise<number>;
}
