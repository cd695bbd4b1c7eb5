import type { Order } from '@waycast/contract';
import { isoTime } from '../../kernel/iso-time.ts';
import type { StoredOrder } from '../../ports/orders.ts';

/** An order as people and sockets get it. */
export function orderAnswer({ tenant: _tenant, ...order }: StoredOrder): Order {
  return {
    ...order,
    createdAt: isoTime(order.createdAt),
    updatedAt: isoTime(order.updatedAt),
    expiresAt: isoTime(order.expiresAt),
    acceptedAt: timeOrNull(order.acceptedAt),
    arrivedAt: timeOrNull(order.arrivedAt),
    startedAt: timeOrNull(order.startedAt),
    endedAt: timeOrNull(order.endedAt),
  };
}

function timeOrNull(at: number | null): string | null {
  return at === null ? null : isoTime(at);
}
