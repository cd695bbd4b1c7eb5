import { randomUUID } from 'node:crypto';
import type { Offers } from '../ports/offers.ts';
import type { Orders, OrderToStore } from '../ports/orders.ts';
import type { StoredLog } from '../ports/stored-logs.ts';
import type { TaxiDrivers } from '../ports/taxi-drivers.ts';
import type { TaxiSettingsStore } from '../ports/taxi-settings.ts';
import type { TransactionOutbox } from '../ports/transaction-outbox.ts';

/** Implementations that belong together: what one changes, another may tell. */
export interface TaxiPorts {
  readonly orders: Orders;
  readonly offers: Offers;
  readonly taxiDrivers: TaxiDrivers;
  readonly taxiSettings: TaxiSettingsStore;
  readonly transactionOutbox: TransactionOutbox;
  readonly orderLog: StoredLog;
}

/** What is under test, shared by all tests of a suite: each uses a tenant of its own. */
export interface TaxiSubject extends TaxiPorts {
  /** Of another server on the same database. */
  readonly other: TaxiPorts;
  /** As if all that waits or was taken had been there for so many seconds more. */
  age(seconds: number): Promise<void>;
  close(): Promise<void>;
}

export function newTenant(): string {
  return `t-${randomUUID()}`;
}

/** An order `o-1` of rita's, open for a minute. */
export function sampleOrder(tenant: string, more: Partial<OrderToStore> = {}): OrderToStore {
  return {
    tenant,
    orderId: 'o-1',
    riderId: 'rita',
    pickup: { latitude: 52.66, longitude: -8.63, name: 'Station' },
    dropoff: { latitude: 52.7, longitude: -8.9 },
    note: 'Two bags',
    passengers: 2,
    expiresAt: Date.now() + 60_000,
    by: 'rider:rita',
    idempotency: null,
    ...more,
  };
}
