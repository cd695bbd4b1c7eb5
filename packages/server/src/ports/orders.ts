import type { OrderActor, OrderChange, OrderEvent, OrderStatus, Place } from '@waycast/contract';

/** An order of a ride. Times are epoch ms. */
export interface StoredOrder {
  readonly tenant: string;
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly driverId: string | null;
  readonly vehicleId: string | null;
  readonly riderId: string | null;
  readonly pickup: Place;
  readonly dropoff: Place | null;
  readonly note: string | null;
  readonly passengers: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly expiresAt: number;
  readonly acceptedAt: number | null;
  readonly arrivedAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly cancelledBy: OrderActor | null;
  readonly reason: string | null;
  readonly round: number;
  /** Counts its changes from 1: the offset of the newest in its log. */
  readonly revision: number;
}

/** An order that is to be stored; it begins NEW. */
export interface OrderToStore
  extends Pick<
    StoredOrder,
    'tenant' | 'orderId' | 'riderId' | 'pickup' | 'dropoff' | 'note' | 'passengers' | 'expiresAt'
  > {
  /** `rider:ID` or `dispatcher:ID`. */
  readonly by: string;
  /** Who sent an idempotency key, the key, and a digest of what was asked with it; null: none was sent. */
  readonly idempotency: { readonly subject: string; readonly key: string; readonly digest: string } | null;
}

/** What became of an order that was to be stored. */
export type OrderCreation =
  | { readonly outcome: 'created' | 'again'; readonly order: StoredOrder }
  /** The key was used for something else, or the id is taken. */
  | { readonly outcome: 'key-reused' | 'id-taken' };

/** What became of an acceptance. `order`: as it is then. */
export type Acceptance =
  | { readonly outcome: 'won' | 'again'; readonly order: StoredOrder }
  /** Another driver has it, or it has ended or expired. */
  | { readonly outcome: 'taken' | 'ended'; readonly order: StoredOrder }
  /** The driver has another order, `order`. */
  | { readonly outcome: 'busy'; readonly order: StoredOrder }
  | { readonly outcome: 'absent' };

/** What changes in an order, and what is told of it. */
export interface OrderStep {
  readonly change: OrderChange;
  /** `rider:ID`, `driver:ID`, `dispatcher:ID` or `system`. */
  readonly by: string;
  readonly set: Partial<
    Pick<StoredOrder, 'status' | 'driverId' | 'vehicleId' | 'cancelledBy' | 'reason' | 'round' | 'expiresAt'>
  >;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface OrderFilter {
  readonly statuses?: readonly OrderStatus[] | undefined;
  readonly driverId?: string | undefined;
  readonly riderId?: string | undefined;
  /** Orders that are open, or of this driver. */
  readonly visibleToDriver?: string | undefined;
}

/** Where a page of orders begins: after this one, newest first. */
export interface OrderCursor {
  readonly createdAt: number;
  readonly orderId: string;
}

/**
 * Orders. Durable. Rejects with `unavailable`. Every change is one transaction with its event and what is to be told
 * of it (see TransactionOutbox): `order:update` on `order:{id}`, and `order_accepted` on `drivers`. Promises:
 * - O1 `create` with a key that was used with the same digest answers the order of then.
 * - O2 Of all who `accept` an order one wins; it is one conditional UPDATE. The winner who asks again gets `again`.
 * - O3 A driver has one order ACCEPTED, ARRIVING or IN_PROGRESS at the most; a unique index keeps it.
 * - O4 An order is never accepted at or after `expiresAt`, by the clock of the database.
 * - O5 `change` decides and writes under the order's lock; it rejects with what `decide` throws.
 * - O6 Tenants never see each other's orders.
 */
export interface Orders {
  create(order: OrderToStore): Promise<OrderCreation>;
  get(tenant: string, orderId: string): Promise<StoredOrder | undefined>;
  page(tenant: string, filter: OrderFilter, limit: number, after?: OrderCursor): Promise<StoredOrder[]>;
  accept(tenant: string, orderId: string, driverId: string, vehicleId: string | null): Promise<Acceptance>;
  /**
   * What `decide` answers is done; undefined: nothing. Resolves to the order as it is then; undefined: there is none.
   * Rejects with WaycastError `conflict`, naming the other order, where a driver would have two.
   */
  change(
    tenant: string,
    orderId: string,
    decide: (order: StoredOrder) => OrderStep | undefined,
  ): Promise<StoredOrder | undefined>;
  /** Oldest first; empty where there is no such order. */
  timeline(tenant: string, orderId: string): Promise<OrderEvent[]>;
  /** The driver's order that is ACCEPTED, ARRIVING or IN_PROGRESS. */
  activeOf(tenant: string, driverId: string): Promise<StoredOrder | undefined>;
  /** Called after this server has changed an order. The returned function ends it. */
  onChanged(listener: (order: StoredOrder, change: OrderChange) => void): () => void;
}
