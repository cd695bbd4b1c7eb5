/**
 * What damps the rush for an order before the database decides. Losing it costs speed, never correctness. Promises:
 * - D1 `tryLock` gives the lock to one driver at a time; the holder who asks again has it, without more time.
 * - D2 Only its owner can release it; it ends by itself after ORDER_LOCK_TTL.
 * - D3 While the store cannot be reached, locks are this process's own. No method rejects for it.
 */
export interface OrderDesk {
  tryLock(tenant: string, orderId: string, driverId: string): Promise<boolean>;
  /** False when the driver does not hold it. */
  releaseLock(tenant: string, orderId: string, driverId: string): Promise<boolean>;
  /** Forgets this server's locks. Nothing may be called afterwards. */
  end(): Promise<void>;
}
