import type { AskedDriver, OfferRound, Offers, OpenOffer } from '../../../ports/offers.ts';
import type { StoredOrder } from '../../../ports/orders.ts';
import { readNullableNumber, readNumber, readText } from '../cells.ts';
import type { Database, Row } from '../database.ts';
import { EXPIRE, readExpired } from './expire-orders.ts';
import {
  ASKED,
  CLAIM_DUE,
  CLOSE,
  DRIVERS_OF,
  LOCK_OPEN,
  NEXT_DUE,
  OFFER,
  OPEN_OF,
  POSTPONE,
} from './offer-statements.ts';
import { readOrder } from './order-rows.ts';
import type { TaxiNews } from './taxi-news.ts';
import { readWritten, type Written } from './written.ts';

/** Offers in the table `order_offers`, and what is due in the table `orders`. */
export class PostgresOffers implements Offers {
  readonly #database: Database;
  readonly #news: TaxiNews;

  constructor(database: Database, news: TaxiNews) {
    this.#database = database;
    this.#news = news;
  }

  async claimDue(limit: number): Promise<StoredOrder[]> {
    return (await this.#database.query(CLAIM_DUE, [limit])).map((row) => readOrder(row['found']));
  }

  async offer(rounds: readonly OfferRound[]): Promise<StoredOrder[]> {
    if (rounds.length === 0) return [];
    return this.#told(await this.#database.query(OFFER, [JSON.stringify(rounds)]));
  }

  async postpone(tenant: string, orderId: string, at: number): Promise<void> {
    this.#told(await this.#database.query(POSTPONE, [tenant, orderId, at]));
  }

  async expire(limit: number): Promise<number> {
    const expired = await this.#database.query(EXPIRE, [limit]);
    this.#news.tell(expired.flatMap(readExpired));
    return expired.length;
  }

  async close(
    tenant: string,
    orderId: string,
    driverId: string,
    as: 'declined' | 'vanished',
  ): Promise<boolean> {
    const rows = await this.#database.transaction(async (queries) => {
      const [open] = await queries.query(LOCK_OPEN, [tenant, orderId]);
      return open === undefined ? [] : queries.query(CLOSE, [tenant, orderId, driverId, as]);
    });
    this.#told(rows);
    return rows.length > 0;
  }

  async openOf(tenant: string, driverId: string): Promise<OpenOffer[]> {
    return (await this.#database.query(OPEN_OF, [tenant, driverId])).map(readOffer);
  }

  async driversOf(tenant: string, orderId: string): Promise<{ open: string[]; declined: string[] }> {
    const rows = await this.#database.query(DRIVERS_OF, [tenant, orderId]);
    const of = (state: string): string[] =>
      rows.filter((row) => row['state'] === state).map((row) => readText(row, 'driver_id'));
    return { open: of('open'), declined: of('declined') };
  }

  async asked(limit: number): Promise<AskedDriver[]> {
    return (await this.#database.query(ASKED, [limit])).map((row) => ({
      tenant: readText(row, 'tenant_id'),
      orderId: readText(row, 'order_id'),
      driverId: readText(row, 'driver_id'),
    }));
  }

  async nextDueMs(): Promise<number | undefined> {
    const [row = {}] = await this.#database.query(NEXT_DUE);
    const inMs = readNullableNumber(row, 'in_ms');
    return inMs === null ? undefined : Math.max(0, inMs);
  }

  onChanged(listener: (tenant: string, driverIds: readonly string[]) => void): () => void {
    return this.#news.offers.add(listener);
  }

  /** The orders that were changed; all of it is told. */
  #told(rows: readonly Row[]): StoredOrder[] {
    const written: Written[] = rows.map(readWritten);
    this.#news.tell(written);
    return written.flatMap((one) => (one.what === 'order' ? [one.value.order] : []));
  }
}

function readOffer(row: Row): OpenOffer {
  return {
    order: readOrder(row['found']),
    driverId: readText(row, 'driver_id'),
    distanceM: readNullableNumber(row, 'distance_m'),
    pickupS: readNullableNumber(row, 'pickup_s'),
    round: readNumber(row, 'round'),
    offeredAt: readNumber(row, 'offered_at'),
    until: readNumber(row, 'until_at'),
  };
}
