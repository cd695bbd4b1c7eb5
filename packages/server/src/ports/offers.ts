import type { StoredOrder } from './orders.ts';

/** An offer to one driver. Times are epoch ms. */
export interface StoredOffer {
  readonly driverId: string;
  readonly distanceM: number | null;
  readonly pickupS: number | null;
}

/** An offer that is open, with what it offers. */
export interface OpenOffer extends StoredOffer {
  readonly order: StoredOrder;
  readonly round: number;
  readonly offeredAt: number;
  readonly until: number;
}

/** An order that waits for the answer of a driver who was asked alone. */
export interface AskedDriver {
  readonly tenant: string;
  readonly orderId: string;
  readonly driverId: string;
}

/** One round of an order's offers. */
export interface OfferRound {
  readonly tenant: string;
  readonly orderId: string;
  /** Of the order when it was decided: the round is not made when the order has changed since. */
  readonly revision: number;
  /** `all`: to every driver, by `new_order` on `drivers`. */
  readonly to: 'all' | readonly StoredOffer[];
  readonly radiusM: number | null;
  /** End of the round, and when the order is due again; never after the order's `expiresAt`. */
  readonly until: number;
}

/**
 * Who is offered what, and what is due. Durable; every step is a transaction with its event, as in Orders. "Due" is by
 * the clock of the database. Promises:
 * - F1 An order that is NEW is due at once; one that is OFFERED when its round ends, or all in it have declined.
 * - F2 `claimDue` gives an order to one server at a time, again after 5 s where that server does nothing about it.
 * - F3 A driver has an offer of an order once a round; none of one that it has declined.
 * - F4 `expire` ends what nobody accepted by `expiresAt`, many in one statement.
 * - F5 When an order is accepted, cancelled or expires, its offers are closed in the same transaction.
 * - F6 `asked` knows the drivers of every server's rounds, and nothing of what is closed, over or to all.
 */
export interface Offers {
  /** Orders that need a (further) round, of all tenants, the earliest due first; those that expire are not among them. */
  claimDue(limit: number): Promise<StoredOrder[]>;
  /** Makes rounds; NEW → OFFERED. Resolves to the orders as they are then; those that changed meanwhile are left out. */
  offer(rounds: readonly OfferRound[]): Promise<StoredOrder[]>;
  /** Nothing can be offered now: the order is due again at `at` (epoch ms). */
  postpone(tenant: string, orderId: string, at: number): Promise<void>;
  /** Resolves to how many were EXPIRED; call again while it is `limit`. */
  expire(limit: number): Promise<number>;
  /** `declined` by the driver, `vanished`: it is not connected any more. False: it had no open offer. */
  close(tenant: string, orderId: string, driverId: string, as: 'declined' | 'vanished'): Promise<boolean>;
  openOf(tenant: string, driverId: string): Promise<OpenOffer[]>;
  /** Drivers with open offers of an order, and those who declined it. */
  driversOf(tenant: string, orderId: string): Promise<{ open: string[]; declined: string[] }>;
  /** Whose answers are waited for now, of all tenants; those of the rounds that end first. */
  asked(limit: number): Promise<AskedDriver[]>;
  /** Milliseconds until the next order is due or expires, by the database; undefined: none is open. */
  nextDueMs(): Promise<number | undefined>;
  /** Called with drivers whose offers this server has changed. The returned function ends it. */
  onChanged(listener: (tenant: string, driverIds: readonly string[]) => void): () => void;
}
