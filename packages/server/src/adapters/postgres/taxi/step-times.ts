import type { OrderStatus } from '@waycast/contract';
import type { OrderStep, StoredOrder } from '../../../ports/orders.ts';

/** Of a time of an order, when the order changes: it is that of the change, stays, or is none. */
type TimeChange = 'now' | 'keep' | 'none';

/** How far an order has come; the same for all that have ended, whatever they had reached. */
const REACHED: Readonly<Record<OrderStatus, number>> = {
  NEW: 0,
  OFFERED: 0,
  ACCEPTED: 1,
  ARRIVING: 2,
  IN_PROGRESS: 3,
  COMPLETED: 4,
  CANCELLED: 4,
  EXPIRED: 4,
};
const ENDED = 4;

/** What becomes of `acceptedAt`, `arrivedAt`, `startedAt` and `endedAt`, in this order. */
export function stepTimes(before: StoredOrder, step: OrderStep): TimeChange[] {
  const reached = REACHED[step.set.status ?? before.status];
  if (reached === ENDED) return ['keep', 'keep', 'keep', before.endedAt === null ? 'now' : 'keep'];
  const isAnew = step.change === 'assigned' || step.change === 'accepted';
  const times = [isAnew ? null : before.acceptedAt, before.arrivedAt, before.startedAt];
  const changes = times.map((time, index): TimeChange => {
    if (reached <= index) return 'none';
    return time === null ? 'now' : 'keep';
  });
  return [...changes, 'none'];
}
