import type { Order, TaxiDriver } from '@waycast/contract';

export const NOW = Date.parse('2026-05-04T06:40:00Z');
export const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();

const CENTER = { latitude: 52.66, longitude: -8.63 };

/** A place so many metres north of the middle of the town. */
export function north(metres: number): { latitude: number; longitude: number } {
  return { latitude: CENTER.latitude + metres / 111_195, longitude: CENTER.longitude };
}

export function orderOf(facts: Partial<Order> = {}): Order {
  return {
    orderId: 'o-1',
    status: 'OFFERED',
    driverId: null,
    vehicleId: null,
    riderId: 'mary',
    pickup: { ...CENTER, name: 'Colbert Station' },
    dropoff: { ...north(2000), name: 'King’s Island' },
    note: null,
    passengers: 1,
    createdAt: at(-1),
    updatedAt: at(-1),
    expiresAt: at(4),
    acceptedAt: null,
    arrivedAt: null,
    startedAt: null,
    endedAt: null,
    cancelledBy: null,
    reason: null,
    round: 1,
    revision: 2,
    ...facts,
  };
}

export function driverOf(driverId: string, facts: Partial<TaxiDriver> = {}): TaxiDriver {
  return {
    driverId,
    vehicleId: `cab-${driverId}`,
    state: 'free',
    since: at(-60),
    idleSince: at(-10),
    connected: true,
    orderId: null,
    location: { ...CENTER, timestamp: at(-0.1) },
    ...facts,
  };
}
