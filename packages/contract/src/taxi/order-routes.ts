import { z } from 'zod';
import type { RouteDefinition } from '../route-definition.ts';
import {
  NewOrder,
  Order,
  OrderAcceptance,
  OrderAssignment,
  OrderCancellation,
  OrderEta,
  OrderEvent,
  OrderParams,
  OrderQuery,
} from './order-schemas.ts';

const change = <V extends string, B extends z.ZodType>(verb: V, body: B, summary: string) =>
  ({
    method: 'POST',
    path: `/api/orders/:id/${verb}`,
    access: 'token',
    params: OrderParams,
    body,
    mayConflict: true,
    status: 200,
    response: Order,
    summary,
  }) as const;

const NoBody = z.object({}).optional();

/** Orders of rides. */
export const ORDER_ROUTES = {
  createOrder: {
    method: 'POST',
    path: '/api/orders',
    access: 'token',
    body: NewOrder,
    takesIdempotencyKey: true,
    mayConflict: true,
    status: 201,
    response: Order,
    summary: 'Orders a ride. With an `Idempotency-Key`, repeating it answers the same order.',
  },
  listOrders: {
    method: 'GET',
    path: '/api/orders',
    access: 'token',
    query: OrderQuery,
    status: 200,
    response: z.object({ items: z.array(Order), nextCursor: z.string().nullable() }),
    summary: 'Orders, newest first; riders see their own, drivers what is open and their own.',
  },
  order: {
    method: 'GET',
    path: '/api/orders/:id',
    access: 'token',
    params: OrderParams,
    status: 200,
    response: Order,
    summary: 'An order as it is now.',
  },
  orderTimeline: {
    method: 'GET',
    path: '/api/orders/:id/timeline',
    access: 'token',
    params: OrderParams,
    status: 200,
    response: z.object({ items: z.array(OrderEvent) }),
    summary: 'What happened to an order, from its beginning on.',
  },
  orderEta: {
    method: 'GET',
    path: '/api/orders/:id/eta',
    access: 'token',
    params: OrderParams,
    status: 200,
    response: OrderEta,
    summary: 'When its driver is at the pick-up or, with the rider, at the drop-off.',
  },
  acceptOrder: change(
    'accept',
    OrderAcceptance,
    'NEW or OFFERED → ACCEPTED, for one driver; the same answer again for the winner, 409 for others.',
  ),
  declineOrder: change('decline', NoBody, 'The driver does not want the offer; it passes on.'),
  releaseOrder: change(
    'release',
    OrderCancellation,
    'ACCEPTED or ARRIVING → NEW: the driver gives it back, and it is offered again.',
  ),
  assignOrder: change(
    'assign',
    OrderAssignment,
    'A dispatcher gives the order to a driver, also in place of another.',
  ),
  arriveOrder: change('arrive', NoBody, 'ACCEPTED → ARRIVING: the driver is at the pick-up.'),
  startOrder: change('start', NoBody, 'ARRIVING → IN_PROGRESS: the ride begins.'),
  completeOrder: change('complete', NoBody, 'IN_PROGRESS → COMPLETED.'),
  cancelOrder: change(
    'cancel',
    OrderCancellation,
    'NEW, OFFERED, ACCEPTED or ARRIVING → CANCELLED; a dispatcher may also end a ride.',
  ),
} as const satisfies Record<string, RouteDefinition>;
