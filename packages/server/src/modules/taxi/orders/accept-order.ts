import { type Subject, WaycastError } from '@waycast/contract';
import { type Access, denial } from '../../../kernel/access.ts';
import { SharedReads } from '../../../kernel/shared-reads.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { OrderDesk } from '../../../ports/order-desk.ts';
import type { Acceptance, Orders, StoredOrder } from '../../../ports/orders.ts';
import type { TaxiDrivers } from '../../../ports/taxi-drivers.ts';
import { notTheirs } from '../shifts/not-theirs.ts';
import type { DecidedOrders, Decision } from './decided-orders.ts';
import type { HearAcceptances } from './hear-acceptances.ts';
import { describeOrder } from './lifecycle.ts';

/*
 *   memory ──known──▶ 409, or the order again
 *      │ unknown
 *   lock ──another has it──▶ wait for its decision ──▶ 409
 *      │ ours, or out of reach
 *   one UPDATE decides ──▶ the order, or 409
 *
 * Memory and lock spare the database nineteen of twenty; neither decides who wins.
 */

/** For the lock; then the database is asked without it. */
const LOCK_PATIENCE_MS = 250;
/** For the decision of whoever has the lock. */
const DECISION_PATIENCE_MS = 150;
const RETRY_AFTER_MS = 250;
/** Who had the lock may have been refused: then those who waited try once more. */
const ATTEMPTS = 2;

export interface AcceptParts {
  readonly orders: Orders;
  readonly taxiDrivers: Pick<TaxiDrivers, 'get'>;
  /** Absent: there is no lock before the database, as in measurements of what it is worth. */
  readonly desk: Pick<OrderDesk, 'tryLock' | 'releaseLock'> | undefined;
  readonly decided: DecidedOrders;
  readonly heard: Pick<HearAcceptances, 'of'>;
  readonly access: Pick<Access, 'may'>;
  readonly clock: Clock;
}

/** Rejects with `conflict` that says who has it, or what else is in the way, and `not_found`. */
export type AcceptOrder = (subject: Subject, orderId: string, vehicleId?: string) => Promise<StoredOrder>;

export function createAcceptOrder(parts: AcceptParts): AcceptOrder {
  const reads = new SharedReads<StoredOrder | undefined>();

  async function decide(subject: Subject, orderId: string, given: string | undefined): Promise<StoredOrder> {
    const vehicleId = given ?? (await usualVehicle(parts.taxiDrivers, subject));
    const acceptance = await parts.orders.accept(subject.tenant, orderId, subject.id, vehicleId);
    if ('order' in acceptance && acceptance.outcome !== 'busy') parts.decided.note(acceptance.order);
    return won(acceptance, subject, orderId);
  }

  return async (subject, orderId, given) => {
    const { tenant, id: driverId } = subject;
    parts.heard.of(tenant);
    if (given !== undefined && !(await parts.access.may(subject, 'report:vehicle', given)))
      throw notTheirs(subject, given);
    const known = parts.decided.of(tenant, orderId);
    if (known !== undefined && isHis(known, driverId)) return decide(subject, orderId, given);
    if (known !== undefined) throw lost(known, orderId);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const order = await underLock(parts, subject, orderId, () => decide(subject, orderId, given));
      if (order !== undefined) return order;
      const decision = await decisionOfAnother(parts, reads, tenant, orderId);
      if (decision === undefined) continue;
      if (isHis(decision, driverId)) return decide(subject, orderId, given);
      throw lost(decision, orderId);
    }
    throw new WaycastError('conflict', `order ${orderId} is being taken by another driver just now`, {
      retryAfterMs: RETRY_AFTER_MS,
    });
  };
}

/** Undefined: another driver has the lock. */
async function underLock(
  { desk, clock }: AcceptParts,
  { tenant, id: driverId }: Subject,
  orderId: string,
  decide: () => Promise<StoredOrder>,
): Promise<StoredOrder | undefined> {
  if (desk === undefined) return decide();
  const locking = desk.tryLock(tenant, orderId, driverId);
  if (!(await patiently(locking, clock))) return undefined;
  try {
    return await decide();
  } finally {
    // Also a lock that comes too late. Neither rejects.
    void locking.then((locked) => locked && desk.releaseLock(tenant, orderId, driverId));
  }
}

/** True also when the lock cannot be had in time: it is there for speed. */
function patiently(locking: Promise<boolean>, clock: Clock): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(LOCK_PATIENCE_MS, () => resolve(true));
    locking.then(resolve, reject).finally(cancel);
  });
}

/** As it is heard, or else as it stands in the database. Undefined: nothing is decided yet. */
async function decisionOfAnother(
  { orders, decided }: AcceptParts,
  reads: SharedReads<StoredOrder | undefined>,
  tenant: string,
  orderId: string,
): Promise<Decision | undefined> {
  const heard = await decided.within(tenant, orderId, DECISION_PATIENCE_MS);
  if (heard !== undefined) return heard;
  const order = await reads.read(`${tenant} ${orderId}`, () => orders.get(tenant, orderId));
  if (order !== undefined) decided.note(order);
  return decided.of(tenant, orderId);
}

/** That of the shift, which the store knows, comes before the only one of the token. */
async function usualVehicle(
  taxiDrivers: AcceptParts['taxiDrivers'],
  { tenant, id, vehicles }: Subject,
): Promise<string | null> {
  const [only, another] = vehicles;
  if (only === undefined || another !== undefined) return null;
  const shift = await taxiDrivers.get(tenant, id);
  return shift === undefined || shift.state === 'off' ? only : (shift.vehicleId ?? only);
}

function isHis(decision: Decision, driverId: string): boolean {
  return (decision.kind === 'taken' ? decision.driverId : decision.order.driverId) === driverId;
}

function won(acceptance: Acceptance, subject: Subject, orderId: string): StoredOrder {
  switch (acceptance.outcome) {
    case 'won':
    case 'again':
      return acceptance.order;
    case 'taken':
      throw taken(orderId, acceptance.order.driverId);
    case 'ended':
      throw ended(acceptance.order);
    case 'busy':
      throw new WaycastError(
        'conflict',
        `driver ${subject.id} is busy with order ${acceptance.order.orderId}, which is ${acceptance.order.status}; complete or release it before accepting ${orderId}`,
      );
    case 'absent':
      throw denial(subject, 'read:order', orderId);
  }
}

function lost(decision: Decision, orderId: string): WaycastError {
  return decision.kind === 'taken' ? taken(orderId, decision.driverId) : ended(decision.order);
}

function taken(orderId: string, driverId: string | null): WaycastError {
  return new WaycastError(
    'conflict',
    `order is taken by driver ${driverId}: ${orderId} is not to be had any more`,
  );
}

function ended(order: StoredOrder): WaycastError {
  // What nobody has swept away yet is over all the same.
  const what = order.endedAt === null ? `order ${order.orderId} expires now` : describeOrder(order);
  return new WaycastError('conflict', `${what}; nobody can accept it any more`);
}
