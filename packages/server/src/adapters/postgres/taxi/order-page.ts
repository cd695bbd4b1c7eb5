import { ORDER_STATUSES } from '@waycast/contract';
import type { OrderCursor, OrderFilter } from '../../../ports/orders.ts';
import type { Parameter } from '../database.ts';
import { timeParameter } from '../fix-rows.ts';
import { OPEN, storedOrder } from './order-rows.ts';

const NEWEST_FIRST = 'order by o.created_at desc, o.order_id desc';

/**
 * A page of a tenant's orders. The text depends on what is asked, so that each question goes along an index: those of
 * a driver are few among all that there ever were.
 */
export function orderPage(
  tenant: string,
  { statuses, driverId, riderId, visibleToDriver }: OrderFilter,
  limit: number,
  after: OrderCursor | undefined,
): { readonly text: string; readonly parameters: readonly Parameter[] } {
  const parameters: Parameter[] = [];
  const given = (value: Parameter): string => `$${parameters.push(value)}`;
  const conditions = [`o.tenant_id = ${given(tenant)}`];
  if (statuses !== undefined) {
    const known = ORDER_STATUSES.filter((status) => statuses.includes(status));
    conditions.push(known.length === 0 ? 'false' : `o.status in ('${known.join("', '")}')`);
  }
  if (driverId !== undefined) conditions.push(`o.driver_id = ${given(driverId)}`);
  if (riderId !== undefined) conditions.push(`o.rider_id = ${given(riderId)}`);
  if (after !== undefined) {
    const time = timeParameter(parameters.push(after.createdAt));
    conditions.push(`(o.created_at, o.order_id) < (${time}, ${given(after.orderId)}::text)`);
  }
  const most = `limit ${given(limit)}::integer`;
  const where = (more: readonly string[]): string =>
    `select o.* from orders o where ${[...conditions, ...more].join(' and ')} ${NEWEST_FIRST} ${most}`;
  if (visibleToDriver === undefined) {
    return { text: `select ${storedOrder('o')} as found from (${where([])}) o ${NEWEST_FIRST}`, parameters };
  }
  const own = `o.driver_id = ${given(visibleToDriver)}`;
  const both = `(${where([`o.status in ${OPEN}`])}) union all (${where([own, `o.status not in ${OPEN}`])})`;
  return { text: `select ${storedOrder('o')} as found from (${both}) o ${NEWEST_FIRST} ${most}`, parameters };
}
