import type { DriverOffers, Order } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import type { Subscription, SubscriptionOptions } from './subscription.ts';

/** Gets an order as it is now, then after each change. */
export type OrderListener = (order: Order) => void;
/** Gets how many different drivers look at an order now. */
export type ViewersListener = (count: number) => void;
/** Gets what a driver has before it: its state, open offers, and the order it has. */
export type OffersListener = (offers: DriverOffers) => void;

export interface OrderOptions extends SubscriptionOptions {
  /** How many drivers look at it, on each change. */
  readonly onViewers?: ViewersListener;
}

export interface OrderSubscription extends Subscription {
  readonly orderId: string;
  /** The newest state known, null before the first. */
  readonly order: Order | null;
}

export interface OrderView extends Subscription {
  readonly orderId: string;
  /** Different drivers who look at it, this one included; null before the first answer. */
  readonly count: number | null;
}

export interface OffersOptions {
  /** What is offered could not be read; news go on. */
  readonly onError?: (error: WaycastError) => void;
}
