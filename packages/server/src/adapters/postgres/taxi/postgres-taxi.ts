import type { Offers } from '../../../ports/offers.ts';
import type { Orders } from '../../../ports/orders.ts';
import type { StoredLog } from '../../../ports/stored-logs.ts';
import type { TaxiDrivers } from '../../../ports/taxi-drivers.ts';
import type { TaxiSettingsStore } from '../../../ports/taxi-settings.ts';
import type { Database } from '../database.ts';
import type { CommittedMessages } from '../outbox/outbox-rows.ts';
import { PostgresOffers } from './postgres-offers.ts';
import { PostgresOrderLog } from './postgres-order-log.ts';
import { PostgresOrders } from './postgres-orders.ts';
import { PostgresTaxiDrivers } from './postgres-taxi-drivers.ts';
import { PostgresTaxiSettings } from './postgres-taxi-settings.ts';
import { TaxiNews } from './taxi-news.ts';

/** What is stored of taxis. */
export interface TaxiStore {
  readonly orders: Orders;
  readonly offers: Offers;
  readonly taxiDrivers: TaxiDrivers;
  readonly taxiSettings: TaxiSettingsStore;
  /** Of the topics `order:{id}`. */
  readonly orderLog: StoredLog;
}

/** One transaction may be about several of these: they tell together what it has changed. */
export function postgresTaxi(database: Database, committed: CommittedMessages): TaxiStore {
  const news = new TaxiNews(committed);
  return {
    orders: new PostgresOrders(database, news),
    offers: new PostgresOffers(database, news),
    taxiDrivers: new PostgresTaxiDrivers(database, news),
    taxiSettings: new PostgresTaxiSettings(database),
    orderLog: new PostgresOrderLog(database),
  };
}
