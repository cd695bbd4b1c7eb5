import type { Order } from '@waycast/contract';
import { useLiveValues } from '../../fleet/use-live-values.ts';
import { followOrders } from '../api/follow-order.ts';
import { groupOf } from '../words/order-words.ts';

/** News of the orders among those on the screen that are not over. */
export function useLiveOrders(visible: readonly Order[]) {
  const ids = visible.filter(({ status }) => groupOf(status) !== 'ended').map(({ orderId }) => orderId);
  return useLiveValues(ids, followOrders);
}

export type LiveOrders = ReturnType<typeof useLiveOrders>;
