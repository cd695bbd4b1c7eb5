import type { Order } from '@waycast/contract';
import type { Grouping } from '../../list/grouped.ts';
import { groupOf, ORDER_GROUPS, type OrderGroup, placeText, statusWords } from '../words/order-words.ts';

type Compare = (a: Order, b: Order) => number;

const byTime =
  (timeOf: (order: Order) => string): Compare =>
  (a, b) =>
    timeOf(a).localeCompare(timeOf(b)) || a.orderId.localeCompare(b.orderId);

const newestEnd = byTime(({ endedAt, updatedAt }) => endedAt ?? updatedAt);

/** Open orders by when they expire, active ones by when they were ordered, ended ones the newest first. */
export const ORDER_GROUPING: Grouping<Order, OrderGroup> = {
  groups: ORDER_GROUPS,
  groupOf: ({ status }) => groupOf(status),
  textOf: ({ orderId, riderId, driverId, vehicleId, pickup, dropoff, status, note }) =>
    [
      ...[orderId, riderId, driverId, vehicleId, note, statusWords(status), placeText(pickup)],
      dropoff === null ? '' : placeText(dropoff),
    ].join(' '),
  order: {
    open: byTime(({ expiresAt }) => expiresAt),
    active: byTime(({ createdAt }) => createdAt),
    ended: (a, b) => newestEnd(b, a),
  },
};
