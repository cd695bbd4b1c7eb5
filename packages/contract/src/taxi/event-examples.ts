const PICKUP = { latitude: 52.6638, longitude: -8.6267, name: 'Colbert Station' };
const DROPOFF = { latitude: 52.6702, longitude: -8.6301, name: '12 William Street' };

/** What the winner is answered. */
export const ACCEPTED_ORDER = {
  orderId: 'o-81',
  status: 'ACCEPTED' as const,
  driverId: 'driver-3',
  vehicleId: 'cab-7',
  riderId: 'rider-12',
  pickup: PICKUP,
  dropoff: DROPOFF,
  note: 'By the taxi stand',
  passengers: 2,
  createdAt: '2026-05-04T07:45:50.000Z',
  updatedAt: '2026-05-04T07:45:58.000Z',
  expiresAt: '2026-05-04T07:50:50.000Z',
  acceptedAt: '2026-05-04T07:45:58.000Z',
  arrivedAt: null,
  startedAt: null,
  endedAt: null,
  cancelledBy: null,
  reason: null,
  round: 1,
  revision: 3,
};

/** What followers of an order get. */
export const ORDER_UPDATE = {
  ...ACCEPTED_ORDER,
  change: 'accepted' as const,
  by: 'driver:driver-3',
  at: '2026-05-04T07:45:58.000Z',
};

/** What a driver gets of what it is offered. */
export const DRIVER_OFFERS = {
  driverId: 'driver-3',
  state: 'free' as const,
  offers: [
    {
      orderId: 'o-81',
      round: 1,
      pickup: PICKUP,
      dropoff: DROPOFF,
      note: 'By the taxi stand',
      passengers: 2,
      distanceM: 640,
      pickupS: 110,
      offeredAt: '2026-05-04T07:45:50.000Z',
      expiresAt: '2026-05-04T07:46:05.000Z',
    },
  ],
  order: null,
  timestamp: '2026-05-04T07:45:50.000Z',
};
