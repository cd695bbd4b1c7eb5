import type { Order, OrderEta } from '@waycast/contract';
import type { LatLng } from '@waycast/geo';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Routing } from '../../../ports/routing.ts';

/** An older position says nothing of where the car is now. */
const OLD_MS = 3 * 60_000;
/** How much sooner and later than estimated it may be, as factors of the time on the way. */
const SPREAD = {
  road: { earliest: 0.85, latest: 1.4 },
  'straight-line': { earliest: 0.7, latest: 1.7 },
} as const;

/** Where a car was, and when (epoch ms). */
export interface SeenCar extends LatLng {
  readonly at: number;
}

const NOWHERE = {
  ...{ to: null, eta: null, earliest: null, latest: null, distanceM: null },
  ...{ method: null, positionAt: null },
} as const;

/** Where the driver of an order is on its way to; undefined: nowhere. */
export function targetOf({
  status,
  pickup,
  dropoff,
}: Order): { to: 'pickup' | 'dropoff'; place: LatLng } | undefined {
  if (status === 'ACCEPTED' || status === 'ARRIVING') return { to: 'pickup', place: pickup };
  if (status === 'IN_PROGRESS' && dropoff !== null) return { to: 'dropoff', place: dropoff };
  return undefined;
}

/** When the car is there, from where it was last seen; at the pick-up it is since it said so. */
export async function orderEta(
  routing: Routing,
  order: Order,
  car: SeenCar | undefined,
  now: number,
): Promise<OrderEta> {
  const target = targetOf(order);
  if (target === undefined) return { orderId: order.orderId, ...NOWHERE };
  const unknown: OrderEta = { orderId: order.orderId, ...NOWHERE, to: target.to };
  if (order.status === 'ARRIVING') {
    const { arrivedAt: eta } = order;
    return { ...unknown, eta, earliest: eta, latest: eta, distanceM: 0 };
  }
  if (car === undefined) return unknown;
  const seen = { ...unknown, positionAt: isoTime(Math.floor(car.at)) };
  if (now - car.at > OLD_MS) return seen;
  const { method, ways } = await routing.ways([car], [target.place]);
  const way = ways[0]?.[0];
  if (way === undefined || way === null) return seen;
  const { earliest, latest } = SPREAD[method];
  // It has been driving since then; and what should have happened by now may happen now.
  const after = (factor: number) =>
    isoTime(Math.round(Math.max(now, car.at + way.durationS * 1000 * factor)));
  return {
    ...seen,
    ...{ eta: after(1), earliest: after(earliest), latest: after(latest) },
    ...{ distanceM: Math.round(way.distanceM), method },
  };
}
