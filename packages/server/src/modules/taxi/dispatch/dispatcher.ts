import type { Order, Subject, Topic } from '@waycast/contract';
import type { Clock } from '../../../ports/clock.ts';
import type { KeyedState, Live } from '../../../ports/live.ts';
import type { Log } from '../../../ports/log.ts';
import type { Offers } from '../../../ports/offers.ts';
import type { Orders } from '../../../ports/orders.ts';
import type { Presence } from '../../../ports/presence.ts';
import type { Routing } from '../../../ports/routing.ts';
import type { TaxiDesk } from '../../../ports/taxi-desk.ts';
import type { TaxiDrivers } from '../../../ports/taxi-drivers.ts';
import type { TaxiSettingsStore } from '../../../ports/taxi-settings.ts';

export interface DispatcherParts {
  readonly orders: Pick<Orders, 'get' | 'timeline' | 'onChanged'>;
  readonly offers: Offers;
  readonly taxiDrivers: TaxiDrivers;
  readonly taxiSettings: TaxiSettingsStore;
  readonly live: Pick<Live, 'get' | 'set' | 'list' | 'subscribe'>;
  readonly presence: Pick<Presence, 'active'>;
  readonly routing: Routing;
  readonly clock: Clock;
  readonly log: Log;
}

/** What comes only once the kernel is there. */
export interface DispatcherJoins {
  /** A vehicle's newest position; see `Positions.newest`. */
  readonly newest: (tenant: string, vehicleId: string) => Promise<KeyedState | undefined>;
  /** The order, if the subject may see it; see `OrderCounter.get`. */
  readonly orderOf: (subject: Subject, orderId: string) => Promise<Order>;
  /** Whether the subject may report for the vehicle. */
  readonly mayDrive: (subject: Subject, vehicleId: string) => Promise<boolean>;
}

/** Offers orders to drivers, in one loop for each server. */
export interface Dispatcher {
  /** What a driver has before it, for a topic `offers:{driverId}` that live knows nothing of. */
  newestOffers(topic: Topic): Promise<KeyedState>;
  /** From now on orders are offered and expire. */
  start(joins: DispatcherJoins): TaxiDesk;
  /** Resolves when what was begun has ended. */
  close(): Promise<void>;
}
