import type { Offers } from '../../../ports/offers.ts';
import type { Orders } from '../../../ports/orders.ts';
import type { StoredLog } from '../../../ports/stored-logs.ts';
import type { TaxiDrivers } from '../../../ports/taxi-drivers.ts';
import type { TaxiSettingsStore } from '../../../ports/taxi-settings.ts';
import type { TransactionOutbox } from '../../../ports/transaction-outbox.ts';
import type { Database } from '../database.ts';
import { PostgresOffers } from './postgres-offers.ts';
import { PostgresOrderLog } from './postgres-order-log.ts';
import { PostgresOrders } from './postgres-orders.ts';
import { PostgresOutbox } from './postgres-outbox.ts';
import { PostgresTaxiDrivers } from './postgres-taxi-drivers.ts';
import { PostgresTaxiSettings } from './postgres-taxi-settings.ts';
import { TaxiNews } from './taxi-news.ts';

/** What is stored of taxis. */
export interface TaxiStore {
  readonly orders: Orders;
  readonly offers: Offers;
  readonly taxiDrivers: TaxiDrivers;
  readonly taxiSettings: TaxiSettingsStore;
  readonly transactionOutbox: TransactionOutbox;
  /** Of the topics `order:{id}`. */
  readonly orderLog: StoredLog;
}

/** One transaction may be about several of these: they tell together what it has changed. */
export function postgresTaxi(database: Database): TaxiStore {
  const news = new TaxiNews();
  return {
    orders: new PostgresOrders(database, news),
    offers: new PostgresOffers(database, news),
    taxiDrivers: new PostgresTaxiDrivers(database, news),
    taxiSettings: new PostgresTaxiSettings(database),
    transactionOutbox: new PostgresOutbox(database, news),
    orderLog: new PostgresOrderLog(database),
  };
}
