import { type OrderChange, OrderEvent, WaycastError } from '@waycast/contract';
import { z } from 'zod';
import type {
  Acceptance,
  OrderCreation,
  OrderCursor,
  OrderFilter,
  OrderStep,
  Orders,
  OrderToStore,
  StoredOrder,
} from '../../../ports/orders.ts';
import { type Database, type Parameter, type Queries, type Row, StatementError } from '../database.ts';
import { undecided } from '../undecided.ts';
import { orderPage } from './order-page.ts';
import { readOrder, Stored } from './order-rows.ts';
import {
  ACCEPT,
  ACTIVE_OF,
  CHANGE,
  CLOSE_LEFT,
  CREATE,
  EVENTS_AFTER,
  FIND_MADE,
  GET,
  LOCK,
} from './order-statements.ts';
import { stepTimes } from './step-times.ts';
import type { TaxiNews } from './taxi-news.ts';
import { readWritten, type Written } from './written.ts';

/** What decides may itself be undone meanwhile, as by a driver who gives the order back; hardly ever twice. */
const ATTEMPTS = 5;
/** No order changes as often. */
const TIMELINE_LIMIT = 10_000;

const Seen = z.object({ order: Stored, over: z.boolean(), other: Stored.nullable() });

/** Orders in the tables `orders` and `order_events`. */
export class PostgresOrders implements Orders {
  readonly #database: Database;
  readonly #news: TaxiNews;

  constructor(database: Database, news: TaxiNews) {
    this.#database = database;
    this.#news = news;
  }

  async create(order: OrderToStore): Promise<OrderCreation> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const written = (await this.#database.query(CREATE, createParameters(order))).map(readWritten);
      const [made] = ordersOf(written);
      if (made !== undefined) {
        this.#news.tell(written);
        return { outcome: 'created', order: made };
      }
      const found = await this.#findMade(order);
      if (found !== undefined) return found;
    }
    throw undecided(order.orderId);
  }

  async get(tenant: string, orderId: string): Promise<StoredOrder | undefined> {
    return first(await this.#database.query(GET, [tenant, orderId]));
  }

  async page(
    tenant: string,
    filter: OrderFilter,
    limit: number,
    after?: OrderCursor,
  ): Promise<StoredOrder[]> {
    const { text, parameters } = orderPage(tenant, filter, limit, after);
    return (await this.#database.query({ text }, parameters)).map((row) => readOrder(row['found']));
  }

  async accept(
    tenant: string,
    orderId: string,
    driverId: string,
    vehicleId: string | null,
  ): Promise<Acceptance> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const answer = await this.#tryAccept(tenant, orderId, driverId, vehicleId);
      if (answer !== undefined) return answer;
    }
    throw undecided(orderId);
  }

  async change(
    tenant: string,
    orderId: string,
    decide: (order: StoredOrder) => OrderStep | undefined,
  ): Promise<StoredOrder | undefined> {
    let driverId: string | null = null;
    const work = async (queries: Queries) => {
      const before = first(await queries.query(LOCK, [tenant, orderId]));
      const step = before && decide(before);
      if (before === undefined || step === undefined) return { order: before, written: [] };
      driverId = step.set.driverId ?? before.driverId;
      const written = (await queries.query(CHANGE, changeParameters(before, step))).map(readWritten);
      return { order: ordersOf(written)[0], written };
    };
    const { order, written } = await this.#database.transaction(work).catch(async (error: unknown) => {
      if (driverId === null || !isSecondOrder(error)) throw error;
      throw await this.#secondOrder(tenant, driverId, error);
    });
    this.#news.tell(written);
    return order;
  }

  async timeline(tenant: string, orderId: string): Promise<OrderEvent[]> {
    const rows = await this.#database.query(EVENTS_AFTER, [tenant, orderId, 0, TIMELINE_LIMIT]);
    return rows.map((row) => OrderEvent.parse(row['event']));
  }

  async activeOf(tenant: string, driverId: string): Promise<StoredOrder | undefined> {
    return first(await this.#database.query(ACTIVE_OF, [tenant, driverId]));
  }

  onChanged(listener: (order: StoredOrder, change: OrderChange) => void): () => void {
    return this.#news.orders.add(listener);
  }

  async #findMade({ tenant, orderId, idempotency }: OrderToStore): Promise<OrderCreation | undefined> {
    const { subject, key, digest } = idempotency ?? { subject: null, key: null, digest: null };
    const [row] = await this.#database.query(FIND_MADE, [tenant, orderId, subject, key, digest]);
    if (row === undefined) return undefined;
    if (row['found'] === null) return { outcome: 'id-taken' };
    return row['same'] === true
      ? { outcome: 'again', order: readOrder(row['found']) }
      : { outcome: 'key-reused' };
  }

  /** Undefined: what decides has changed meanwhile. */
  async #tryAccept(
    tenant: string,
    orderId: string,
    driverId: string,
    vehicleId: string | null,
  ): Promise<Acceptance | undefined> {
    const rows = await this.#database
      .query(ACCEPT, [tenant, orderId, driverId, vehicleId])
      .catch((error: unknown) => {
        if (isSecondOrder(error)) return undefined;
        throw error;
      });
    if (rows === undefined) {
      const other = await this.activeOf(tenant, driverId);
      return other && { outcome: 'busy', order: other };
    }
    const last = rows.find(({ what }) => what === 'seen');
    if (last === undefined) return { outcome: 'absent' };
    const seen = Seen.parse(last['value']);
    const written = rows.filter((row) => row !== last).map(readWritten);
    const [won] = ordersOf(written);
    if (won === undefined) return judge(seen, driverId);
    const left = won.revision === seen.order.revision + 1 ? [] : await this.#closeLeft(won);
    this.#news.tell([...written, ...left]);
    return { outcome: 'won', order: won };
  }

  /** Of offers that were made while the acceptance waited for them. */
  async #closeLeft({ tenant, orderId }: StoredOrder): Promise<Written[]> {
    return (await this.#database.query(CLOSE_LEFT, [tenant, orderId])).map(readWritten);
  }

  async #secondOrder(tenant: string, driverId: string, cause: unknown): Promise<Error> {
    const other = await this.activeOf(tenant, driverId);
    if (other === undefined) return undecided(driverId);
    return new WaycastError(
      'conflict',
      `driver ${driverId} has order ${other.orderId}, which is ${other.status}; a driver has one at a time`,
      { cause },
    );
  }
}

/** Undefined: it was open when the statement began, and is not any more. */
function judge({ order, over, other }: z.infer<typeof Seen>, driverId: string): Acceptance | undefined {
  const isMine = order.driverId === driverId;
  switch (order.status) {
    case 'NEW':
    case 'OFFERED':
      if (over) return { outcome: 'ended', order };
      return other === null ? undefined : { outcome: 'busy', order: other };
    case 'ACCEPTED':
    case 'ARRIVING':
    case 'IN_PROGRESS':
      return { outcome: isMine ? 'again' : 'taken', order };
    case 'COMPLETED':
      return { outcome: isMine ? 'again' : 'ended', order };
    default:
      return { outcome: 'ended', order };
  }
}

function first(rows: readonly Row[]): StoredOrder | undefined {
  return rows[0] && readOrder(rows[0]['found']);
}

function ordersOf(written: readonly Written[]): StoredOrder[] {
  return written.flatMap((one) => (one.what === 'order' ? [one.value.order] : []));
}

function createParameters(order: OrderToStore): Parameter[] {
  const { tenant, orderId, riderId, pickup, dropoff, note, passengers, expiresAt, by, idempotency } = order;
  return [
    ...[tenant, orderId, riderId, JSON.stringify(pickup), dropoff && JSON.stringify(dropoff), note],
    ...[passengers, expiresAt, by],
    ...[idempotency?.subject ?? null, idempotency?.key ?? null, idempotency?.digest ?? null],
  ];
}

function changeParameters(before: StoredOrder, step: OrderStep): Parameter[] {
  const after = { ...before, ...step.set };
  return [
    ...[before.tenant, before.orderId, after.status, after.driverId, after.vehicleId],
    ...[after.cancelledBy, after.reason, after.round, after.expiresAt],
    ...[step.change, step.by, JSON.stringify(step.detail ?? {}), ...stepTimes(before, step), before.driverId],
  ];
}

function isSecondOrder(error: unknown): boolean {
  return error instanceof StatementError && error.isTwice;
}
