/** How many different drivers look at an order now. */
export interface ViewerCount {
  readonly tenant: string;
  readonly orderId: string;
  readonly count: number;
}

export type ViewersListener = (counts: readonly ViewerCount[]) => void;

/**
 * What damps the rush for an order before the database decides, and who looks at it. Losing it costs speed, never
 * correctness. Promises:
 * - D1 `tryLock` gives the lock to one driver at a time; the holder who asks again has it, without more time.
 * - D2 Only its owner can release it; it ends by itself after ORDER_LOCK_TTL.
 * - D3 While the store cannot be reached, locks and viewers are this process's own. No method rejects for it.
 * - D4 A driver who views an order counts once, until it no longer does on any server; a server's views end with it, or
 *   within a minute of its death.
 * - D5 Every change of an order's viewers, also by the end of a server, is followed by a count for the listeners of one
 *   server at least; changes within a tick share one, and the last that is told is the count of then.
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
  /** Called with orders whose viewers changed; the returned function ends it. */
  onViewers(listener: ViewersListener): () => void;
  /** Ends this server's views and its timers. Nothing may be called afterwards. */
  end(): Promise<void>;
}
