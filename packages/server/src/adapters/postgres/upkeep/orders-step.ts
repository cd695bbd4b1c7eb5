import { DAY_MS } from '../parts/part-width.ts';
import { removeOld } from './remove-old.ts';
import { alone, NOTHING, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 3_600_000;
const ORDERS_PER_PASS = 1000;
const KEEP_DAYS = 365;
const OF_ORDERS = { id: 'order_id', tables: ['order_events', 'order_offers'] };

/** Removes orders that ended long ago, with their events and offers. What has ended never begins again. */
export function ordersStep({ database, now, orderRetentionDays = KEEP_DAYS }: StepContext): UpkeepStep {
  return {
    name: 'orders',
    everyMs: EVERY_MS,
    async pass() {
      if (orderRetentionDays === 0) return NOTHING;
      const before = now() - orderRetentionDays * DAY_MS;
      const orders = { table: 'orders', age: 'ended_at', before, rows: ORDERS_PER_PASS, along: OF_ORDERS };
      return alone(database, (queries) => removeOld(queries, [orders]));
    },
  };
}
