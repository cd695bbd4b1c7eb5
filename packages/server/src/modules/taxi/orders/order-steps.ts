import type { OrderStatus } from '@waycast/contract';
import type { OrderStep, StoredOrder } from '../../../ports/orders.ts';
import { follow, type OrderParty } from './lifecycle.ts';
import { actorName } from './order-party.ts';

/** Who does something to an order. */
export interface Doer {
  readonly party: OrderParty;
  readonly id: string;
}

type Decided = OrderStep | undefined;

/** ACCEPTED → ARRIVING. Undefined: it is so already. This and the others throw `conflict` or `forbidden`. */
export const arrive = (order: StoredOrder, by: Doer): Decided => driven(order, by, 'arrive', 'arriving');
/** ARRIVING → IN_PROGRESS. */
export const start = (order: StoredOrder, by: Doer): Decided => driven(order, by, 'start', 'started');
/** IN_PROGRESS → COMPLETED. */
export const complete = (order: StoredOrder, by: Doer): Decided => driven(order, by, 'complete', 'completed');

export function cancel(order: StoredOrder, by: Doer, reason: string | undefined): Decided {
  const status = follow(order, 'cancel', by.party);
  if (status === 'done' || by.party === 'colleague') return undefined;
  return {
    change: 'cancelled',
    by: actorName(by.party, by.id),
    set: { status, cancelledBy: by.party, reason: reason ?? null },
    detail: detailOf({ reason }),
  };
}

/** Back to NEW, to be offered again until `expiresAt` (epoch ms). */
export function release(
  order: StoredOrder,
  by: Doer,
  reason: string | undefined,
  expiresAt: number,
): Decided {
  const status = follow(order, 'release', by.party);
  if (status === 'done') return undefined;
  return {
    change: 'released',
    by: actorName(by.party, by.id),
    set: { status, driverId: null, vehicleId: null, expiresAt },
    detail: detailOf({ driverId: order.driverId, reason }),
  };
}

/** Given to a driver, also in place of another; to the one who has it already, at the most another vehicle. */
export function assign(
  order: StoredOrder,
  by: Doer,
  driverId: string,
  vehicleId: string | undefined,
): Decided {
  const status = follow(order, 'assign', by.party);
  if (status === 'done') return undefined;
  const has = order.driverId === driverId;
  if (has && (vehicleId ?? order.vehicleId) === order.vehicleId) return undefined;
  return {
    change: 'assigned',
    by: actorName(by.party, by.id),
    set: has ? { vehicleId: vehicleId ?? null } : { status, driverId, vehicleId: vehicleId ?? null },
    detail: detailOf({ driverId, vehicleId, instead: has ? null : order.driverId }),
  };
}

function driven(
  order: StoredOrder,
  { party, id }: Doer,
  verb: 'arrive' | 'start' | 'complete',
  change: OrderStep['change'],
): Decided {
  const status: OrderStatus | 'done' = follow(order, verb, party);
  return status === 'done' ? undefined : { change, by: actorName(party, id), set: { status } };
}

/** What there is to say. */
function detailOf(said: Readonly<Record<string, string | null | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
