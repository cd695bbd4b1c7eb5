import { ACTIVE_ORDER_STATUSES, OPEN_ORDER_STATUSES } from '@waycast/contract';
import type { StoredOrder } from '../../ports/orders.ts';

type Standing = Pick<StoredOrder, 'status'>;

/** Drivers may still take it. */
export function isOpen({ status }: Standing): boolean {
  return OPEN_ORDER_STATUSES.some((open) => open === status);
}

/** A driver has it, and it is not over. */
export function isActive({ status }: Standing): boolean {
  return ACTIVE_ORDER_STATUSES.some((active) => active === status);
}
