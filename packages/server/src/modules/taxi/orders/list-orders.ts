import {
  ACTIVE_ORDER_STATUSES,
  OPEN_ORDER_STATUSES,
  ORDER_STATUSES,
  type OrderStatus,
  type Subject,
} from '@waycast/contract';
import { readTimeCursor, writeTimeCursor } from '../../../kernel/time-cursor.ts';
import type { OrderCursor, OrderFilter, Orders, StoredOrder } from '../../../ports/orders.ts';
import type { OrderListQuery } from '../../../ports/taxi-desk.ts';

export interface OrderPage {
  readonly orders: readonly StoredOrder[];
  readonly nextCursor: string | null;
}

/** A page of what the subject may see, newest first. Rejects with `invalid` for a cursor that is none. */
export async function listOrders(
  orders: Pick<Orders, 'page'>,
  subject: Subject,
  manages: boolean,
  query: OrderListQuery,
): Promise<OrderPage> {
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const filter = filterOf(subject, manages, query);
  if (filter === undefined) return { orders: [], nextCursor: null };
  const page = await orders.page(subject.tenant, filter, query.limit + 1, after);
  const shown = page.slice(0, query.limit);
  const last = page.length > query.limit ? shown.at(-1) : undefined;
  return {
    orders: shown,
    nextCursor: last === undefined ? null : writeTimeCursor({ at: last.createdAt, id: last.orderId }),
  };
}

/** Undefined: it asks for what is not its to see. */
function filterOf(
  { id, roles }: Subject,
  manages: boolean,
  { status, driverId, riderId }: OrderListQuery,
): OrderFilter | undefined {
  const asked = { statuses: statusesOf(status), driverId, riderId };
  if (manages) return asked;
  // One who drives may ride as well.
  if (roles.has('driver') && riderId !== id) return { ...asked, visibleToDriver: id };
  return riderId === undefined || riderId === id ? { ...asked, riderId: id } : undefined;
}

function statusesOf(status: OrderListQuery['status']): readonly OrderStatus[] | undefined {
  switch (status) {
    case undefined:
      return undefined;
    case 'open':
      return OPEN_ORDER_STATUSES;
    case 'active':
      return ACTIVE_ORDER_STATUSES;
    case 'ended': {
      const going: readonly OrderStatus[] = [...OPEN_ORDER_STATUSES, ...ACTIVE_ORDER_STATUSES];
      return ORDER_STATUSES.filter((one) => !going.includes(one));
    }
    default:
      return [status];
  }
}

function readCursor(cursor: string): OrderCursor {
  const { at, id } = readTimeCursor(cursor);
  return { createdAt: at, orderId: id };
}
