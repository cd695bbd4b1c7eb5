import type { RouteCalls } from './route-call.ts';

interface OrderChange<V extends string> {
  readonly method: 'POST';
  readonly path: `/api/orders/:id/${V}`;
  readonly takes: ['params', 'body'];
  readonly answers: 'json';
  readonly token: true;
}

/** The routes about orders of rides, and drivers at work. */
export const TAXI_CALLS = {
  createOrder: { method: 'POST', path: '/api/orders', takes: ['body'], answers: 'json', token: true },
  listOrders: { method: 'GET', path: '/api/orders', takes: ['query'], answers: 'json', token: true },
  order: { method: 'GET', path: '/api/orders/:id', takes: ['params'], answers: 'json', token: true },
  orderTimeline: {
    method: 'GET',
    path: '/api/orders/:id/timeline',
    takes: ['params'],
    answers: 'json',
    token: true,
  },
  orderEta: { method: 'GET', path: '/api/orders/:id/eta', takes: ['params'], answers: 'json', token: true },
  acceptOrder: change('accept'),
  declineOrder: change('decline'),
  releaseOrder: change('release'),
  assignOrder: change('assign'),
  arriveOrder: change('arrive'),
  startOrder: change('start'),
  completeOrder: change('complete'),
  cancelOrder: change('cancel'),
  listTaxiDrivers: { method: 'GET', path: '/api/taxi/drivers', takes: [], answers: 'json', token: true },
  driverOffers: { method: 'GET', path: '/api/taxi/offers', takes: [], answers: 'json', token: true },
  setShift: { method: 'PUT', path: '/api/taxi/shift', takes: ['body'], answers: 'json', token: true },
  nearbyCars: { method: 'GET', path: '/api/taxi/nearby', takes: ['query'], answers: 'json', token: true },
  taxiSettings: { method: 'GET', path: '/api/taxi/settings', takes: [], answers: 'json', token: true },
  putTaxiSettings: {
    method: 'PUT',
    path: '/api/taxi/settings',
    takes: ['body'],
    answers: 'json',
    token: true,
  },
} satisfies Partial<RouteCalls>;

function change<V extends string>(verb: V): OrderChange<V> {
  return {
    method: 'POST',
    path: `/api/orders/:id/${verb}`,
    takes: ['params', 'body'],
    answers: 'json',
    token: true,
  };
}
