import { type Rows, readRows } from '../read-rows.ts';
import type { OrderFollower } from './order-follower.ts';

/** What is wrong, by kind; all of it should be 0. `examples` has the first of them in words. */
export interface OrderVerdict {
  /** Orders with two who were told that they have won, or with another than the database knows. */
  readonly wrongWinners: number;
  /** Drivers who had two orders at the same time. */
  readonly doubledDrivers: number;
  /** Orders that are open after their time, or were accepted after it. */
  readonly pastExpiry: number;
  /** Orders that were accepted and are not over. */
  readonly unfinished: number;
  /** Whose events are not numbered 1, 2, 3 … up to their revision. */
  readonly wrongNumbers: number;
  /** Events that a follower was not told, twice, or in another order. */
  readonly wrongTellings: number;
  /** Acceptances that a driver was not told of, nor that something was lost at that time. */
  readonly unheardAcceptances: number;
  readonly leftInOutbox: number;
  readonly examples: readonly string[];
}

type Complain = (kind: Exclude<keyof OrderVerdict, 'examples'>, what: string) => void;

export interface OrderOutcome {
  /** By order, all who were told that they have it. */
  readonly winners: ReadonlyMap<string, ReadonlySet<string>>;
  readonly followers: readonly OrderFollower[];
}

const EXAMPLES_A_KIND = 4;
/** Between a decision and when it is told. */
const MARGIN_MS = 2000;

export async function judgeOrders(databaseUrl: string, outcome: OrderOutcome): Promise<OrderVerdict> {
  const counts = {
    ...{ wrongWinners: 0, doubledDrivers: 0, pastExpiry: 0, unfinished: 0 },
    ...{ wrongNumbers: 0, wrongTellings: 0, unheardAcceptances: 0, leftInOutbox: 0 },
  };
  const examples: string[] = [];
  const complain: Complain = (kind, what) => {
    counts[kind] += 1;
    if (counts[kind] <= EXAMPLES_A_KIND) examples.push(`${kind}: ${what}`);
  };
  const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8 as ${column}`;
  const events = await readRows(
    databaseUrl,
    `select order_id, revision, change, actor, ${ms('at')} from order_events order by order_id, revision`,
  );
  const orders = await readRows(
    databaseUrl,
    `select order_id, status, driver_id, revision, expires_at < now() as over, accepted_at >= expires_at as is_late
    from orders`,
  );
  judgeWinners(outcome, orders, events, complain);
  judgeDrivers(events, complain);
  judgeRows(orders, events, complain);
  judgeTellings(outcome, events, complain);
  for (const { topic_id, event } of await readRows(databaseUrl, 'select topic_id, event from outbox'))
    complain('leftInOutbox', `${event} of ${topic_id}`);
  return { ...counts, examples };
}

function judgeWinners({ winners }: OrderOutcome, orders: Rows, events: Rows, complain: Complain): void {
  const accepted = new Map<unknown, unknown[]>();
  for (const { order_id, change, actor } of events)
    if (change === 'accepted') accepted.set(order_id, [...(accepted.get(order_id) ?? []), actor]);
  for (const { order_id, driver_id } of orders) {
    const told = [...(winners.get(String(order_id)) ?? [])];
    const by = accepted.get(order_id) ?? [];
    const isRight =
      told.length <= 1 &&
      by.length <= 1 &&
      told.every((driver) => driver === driver_id && by[0] === `driver:${driver}`);
    if (!isRight) complain('wrongWinners', `${order_id}: told ${told}, row ${driver_id}, accepted by ${by}`);
  }
}

const ENDS: ReadonlySet<unknown> = new Set(['completed', 'cancelled', 'released']);

/** From the acceptance of an order to its end its driver has no other. */
function judgeDrivers(events: Rows, complain: Complain): void {
  const rides = new Map<string, { order: string; from: number; until: number }[]>();
  const open = new Map<unknown, { driver: string; from: number }>();
  for (const { order_id, change, actor, at } of events) {
    const time = Number(at);
    if (change === 'accepted') open.set(order_id, { driver: String(actor), from: time });
    const ride = open.get(order_id);
    if (ride === undefined || !ENDS.has(change)) continue;
    const ofDriver = rides.get(ride.driver) ?? [];
    ofDriver.push({ order: String(order_id), from: ride.from, until: time });
    rides.set(ride.driver, ofDriver);
  }
  for (const [driver, of] of rides) {
    of.sort((a, b) => a.from - b.from);
    for (const [at, { order, from }] of of.entries()) {
      const before = of[at - 1];
      if (before !== undefined && from < before.until)
        complain('doubledDrivers', `${driver} had ${before.order} and ${order}`);
    }
  }
}

const OVER: ReadonlySet<unknown> = new Set(['COMPLETED', 'CANCELLED', 'EXPIRED']);

function judgeRows(orders: Rows, events: Rows, complain: Complain): void {
  const numbers = new Map<unknown, unknown[]>();
  for (const { order_id, revision } of events)
    numbers.set(order_id, [...(numbers.get(order_id) ?? []), revision]);
  for (const { order_id, status, revision, over, is_late } of orders) {
    const isOpen = status === 'NEW' || status === 'OFFERED';
    if (is_late === true || (isOpen && over === true)) complain('pastExpiry', `${order_id} is ${status}`);
    else if (!OVER.has(status)) complain('unfinished', `${order_id} is ${status}`);
    const of = numbers.get(order_id) ?? [];
    if (of.length !== revision || of.some((number, at) => number !== at + 1))
      complain('wrongNumbers', `${order_id} at ${revision} has ${of}`);
  }
}

function judgeTellings({ followers }: OrderOutcome, events: Rows, complain: Complain): void {
  const stored = new Map<string, string[]>();
  const accepted = new Map<string, number>();
  for (const { order_id, change, at } of events) {
    const id = String(order_id);
    stored.set(id, [...(stored.get(id) ?? []), String(change)]);
    if (change === 'accepted') accepted.set(id, Number(at));
  }
  for (const { told, accepted: heard, gaps } of followers) {
    for (const [orderId, changes] of told) {
      const got = changes.map(({ offset, change }) => `${offset} ${change}`).join();
      const want = (stored.get(orderId) ?? []).map((change, at) => `${at + 1} ${change}`).join();
      if (got !== want) complain('wrongTellings', `${orderId}: told ${got}, is ${want}`);
    }
    const isLost = (at: number): boolean =>
      gaps.some(({ from, until }) => at >= from - MARGIN_MS && at <= until + MARGIN_MS);
    for (const [orderId, at] of accepted)
      if (!heard.has(orderId) && !isLost(at)) complain('unheardAcceptances', orderId);
  }
}
