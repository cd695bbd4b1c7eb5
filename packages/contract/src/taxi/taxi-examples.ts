import { DEFAULT_TAXI_SETTINGS } from './settings-schemas.ts';

const PICKUP = { latitude: 52.6638, longitude: -8.6267, name: 'Colbert Station' };
const DROPOFF = { latitude: 52.6997, longitude: -8.9148, name: 'Shannon Airport' };
const ACCEPTED_AT = '2026-05-04T07:46:04.118Z';

const OPEN = {
  orderId: 'o-81',
  status: 'NEW' as const,
  driverId: null,
  vehicleId: null,
  riderId: 'rider-12',
  pickup: PICKUP,
  dropoff: DROPOFF,
  note: 'Two suitcases',
  passengers: 2,
  createdAt: '2026-05-04T07:46:00.000Z',
  updatedAt: '2026-05-04T07:46:00.000Z',
  expiresAt: '2026-05-04T07:51:00.000Z',
  ...{ acceptedAt: null, arrivedAt: null, startedAt: null, endedAt: null },
  ...{ cancelledBy: null, reason: null, round: 0, revision: 1 },
};

const ACCEPTED = {
  ...OPEN,
  status: 'ACCEPTED' as const,
  driverId: 'driver-3',
  vehicleId: 'cab-7',
  updatedAt: ACCEPTED_AT,
  acceptedAt: ACCEPTED_AT,
  ...{ round: 1, revision: 3 },
};
const ARRIVING = {
  ...ACCEPTED,
  status: 'ARRIVING' as const,
  updatedAt: '2026-05-04T07:52:30.000Z',
  arrivedAt: '2026-05-04T07:52:30.000Z',
  revision: 4,
};
const UNDER_WAY = {
  ...ARRIVING,
  status: 'IN_PROGRESS' as const,
  updatedAt: '2026-05-04T07:54:10.000Z',
  startedAt: '2026-05-04T07:54:10.000Z',
  revision: 5,
};
const COMPLETED = {
  ...UNDER_WAY,
  status: 'COMPLETED' as const,
  updatedAt: '2026-05-04T08:19:45.000Z',
  endedAt: '2026-05-04T08:19:45.000Z',
  revision: 6,
};
const CANCELLED = {
  ...ACCEPTED,
  status: 'CANCELLED' as const,
  updatedAt: '2026-05-04T07:48:00.000Z',
  endedAt: '2026-05-04T07:48:00.000Z',
  cancelledBy: 'rider' as const,
  reason: 'My plans changed',
  revision: 4,
};

const TAXI_DRIVER = {
  driverId: 'driver-3',
  vehicleId: 'cab-7',
  state: 'free' as const,
  since: '2026-05-04T06:00:00.000Z',
  idleSince: '2026-05-04T07:31:20.000Z',
  connected: true,
  orderId: null,
  location: { latitude: 52.6641, longitude: -8.6301, timestamp: '2026-05-04T07:45:58.000Z' },
};

/** Bodies of the routes of orders and of taxis. */
export const TAXI_BODIES = {
  createOrder: { pickup: PICKUP, dropoff: DROPOFF, note: OPEN.note, passengers: OPEN.passengers },
  acceptOrder: { vehicleId: 'cab-7' },
  declineOrder: {},
  releaseOrder: { reason: 'A flat tyre' },
  assignOrder: { driverId: 'driver-3', vehicleId: 'cab-7' },
  arriveOrder: {},
  startOrder: {},
  completeOrder: {},
  cancelOrder: { reason: CANCELLED.reason },
  setShift: { state: 'online' as const, vehicleId: 'cab-7' },
  putTaxiSettings: { ...DEFAULT_TAXI_SETTINGS, offers: 'nearest' as const },
};

/** Answers of the routes of orders and of taxis. */
export const TAXI_ANSWERS = {
  createOrder: OPEN,
  listOrders: { items: [OPEN], nextCursor: null },
  order: ACCEPTED,
  orderTimeline: {
    items: [
      {
        ...{ offset: 1, change: 'created' as const, by: 'rider:rider-12', at: OPEN.createdAt },
        ...{ status: 'NEW' as const, detail: {} },
      },
      {
        ...{ offset: 2, change: 'offered' as const, by: 'system', at: '2026-05-04T07:46:00.040Z' },
        ...{ status: 'OFFERED' as const, detail: { round: 1, to: 'all' } },
      },
      {
        ...{ offset: 3, change: 'accepted' as const, by: 'driver:driver-3', at: ACCEPTED_AT },
        ...{ status: 'ACCEPTED' as const, detail: {} },
      },
    ],
  },
  orderEta: {
    orderId: OPEN.orderId,
    to: 'pickup' as const,
    eta: '2026-05-04T07:52:40.000Z',
    earliest: '2026-05-04T07:51:30.000Z',
    latest: '2026-05-04T07:54:10.000Z',
    distanceM: 2840,
    method: 'straight-line' as const,
    positionAt: '2026-05-04T07:46:30.000Z',
  },
  acceptOrder: ACCEPTED,
  declineOrder: { ...OPEN, status: 'OFFERED' as const, round: 1, revision: 2 },
  releaseOrder: { ...OPEN, updatedAt: '2026-05-04T07:48:00.000Z', round: 1, revision: 4 },
  assignOrder: ACCEPTED,
  arriveOrder: ARRIVING,
  startOrder: UNDER_WAY,
  completeOrder: COMPLETED,
  cancelOrder: CANCELLED,
  listTaxiDrivers: { items: [TAXI_DRIVER] },
  driverOffers: {
    driverId: TAXI_DRIVER.driverId,
    state: TAXI_DRIVER.state,
    offers: [
      {
        ...{ orderId: OPEN.orderId, round: 1, pickup: PICKUP, dropoff: DROPOFF, note: OPEN.note },
        ...{ passengers: OPEN.passengers, distanceM: 420, pickupS: 75 },
        ...{ offeredAt: '2026-05-04T07:46:00.040Z', expiresAt: '2026-05-04T07:46:15.040Z' },
      },
    ],
    order: null,
    timestamp: '2026-05-04T07:46:00.052Z',
  },
  setShift: TAXI_DRIVER,
  nearbyCars: { cars: [{ latitude: 52.664, longitude: -8.63, pickupS: 75 }], nearestS: 75 },
  taxiSettings: DEFAULT_TAXI_SETTINGS,
  putTaxiSettings: TAXI_BODIES.putTaxiSettings,
};
