import type { IncomingHttpHeaders } from 'node:http';
import {
  IdempotencyHeader,
  NewOrder,
  OrderAcceptance,
  OrderAssignment,
  OrderCancellation,
} from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type ReadingRoutes = Pick<Handlers, 'listOrders' | 'order' | 'orderTimeline' | 'orderEta'>;
type ChangingRoutes = Pick<
  Handlers,
  | 'createOrder'
  | 'acceptOrder'
  | 'declineOrder'
  | 'releaseOrder'
  | 'assignOrder'
  | 'arriveOrder'
  | 'startOrder'
  | 'completeOrder'
  | 'cancelOrder'
>;

/** Orders of the subject's tenant; whose an order is, and what its state allows, is judged at the counter. */
export function orderRoutes(parts: HttpParts): ReadingRoutes & ChangingRoutes {
  return { ...readingRoutes(parts), ...changingRoutes(parts) };
}

function readingRoutes({ orderCounter, taxiDesk }: HttpParts): ReadingRoutes {
  return {
    listOrders: ({ subject, query }) => orderCounter.list(subject, query),
    order: ({ subject, params }) => orderCounter.get(subject, params.id),
    orderTimeline: async ({ subject, params }) => ({
      items: await orderCounter.timeline(subject, params.id),
    }),
    orderEta: ({ subject, params }) => taxiDesk.eta(subject, params.id),
  };
}

function changingRoutes({ orderCounter }: HttpParts): ChangingRoutes {
  return {
    createOrder: ({ subject, body, request }) =>
      orderCounter.create(subject, decodeBy(NewOrder, body), idempotencyKeyOf(request.headers)),
    acceptOrder: ({ subject, params, body }) =>
      orderCounter.accept(subject, params.id, decodeBy(OrderAcceptance, body)?.vehicleId),
    declineOrder: ({ subject, params }) => orderCounter.decline(subject, params.id),
    releaseOrder: ({ subject, params, body }) =>
      orderCounter.release(subject, params.id, decodeBy(OrderCancellation, body)?.reason),
    assignOrder({ subject, params, body }) {
      const { driverId, vehicleId } = decodeBy(OrderAssignment, body);
      return orderCounter.assign(subject, params.id, driverId, vehicleId);
    },
    arriveOrder: ({ subject, params }) => orderCounter.arrive(subject, params.id),
    startOrder: ({ subject, params }) => orderCounter.start(subject, params.id),
    completeOrder: ({ subject, params }) => orderCounter.complete(subject, params.id),
    cancelOrder: ({ subject, params, body }) =>
      orderCounter.cancel(subject, params.id, decodeBy(OrderCancellation, body)?.reason),
  };
}

function idempotencyKeyOf(headers: IncomingHttpHeaders): string | undefined {
  const sent = headers['idempotency-key'];
  return decodeBy(IdempotencyHeader, { 'Idempotency-Key': sent })['Idempotency-Key'];
}
