import type { Order, Place } from '@waycast/contract';
import type { LatLng } from '@waycast/geo';
import { placeText } from '../words/order-words.ts';

/** An order as the map draws it. */
export interface DrawnOrder {
  readonly id: string;
  readonly pickup: Place | null;
  readonly dropoff: Place | null;
  /** Where its car is, while one comes or drives. */
  readonly car: LatLng | null;
  /** Where the car goes to next. */
  readonly to: 'pickup' | 'dropoff' | null;
  readonly chosen: boolean;
}

export interface OrderPoint extends LatLng {
  readonly id: string;
  /** Pick-ups are A, drop-offs B; the car that riders see nearby has none. */
  readonly mark: 'A' | 'B' | '';
  readonly name: string;
  readonly chosen: boolean;
}

export interface OrderLine {
  /** The way of the ride, or of the car to where it is expected. */
  readonly kind: 'ride' | 'coming';
  readonly chosen: boolean;
  readonly line: readonly [LatLng, LatLng];
}

/** With more than this on the map only the chosen order has its drop-off. */
const RIDES_MAX = 60;

/** The order as it stands on the map; `carAt` knows where vehicles are. */
export function drawnOrder(
  { orderId, status, pickup, dropoff, vehicleId }: Order,
  chosen: boolean,
  carAt: (vehicleId: string) => LatLng | undefined,
): DrawnOrder {
  const riding = status === 'IN_PROGRESS';
  const coming = status === 'ACCEPTED';
  const car = vehicleId === null || !(riding || coming) ? undefined : carAt(vehicleId);
  return {
    id: orderId,
    pickup: riding && !chosen ? null : pickup,
    dropoff,
    car: car ?? null,
    to: car === undefined ? null : riding ? 'dropoff' : 'pickup',
    chosen,
  };
}

/** Points and lines of these orders. */
export function drawingOf(orders: readonly DrawnOrder[]): {
  readonly points: OrderPoint[];
  readonly lines: OrderLine[];
} {
  const points: OrderPoint[] = [];
  const lines: OrderLine[] = [];
  const point = (id: string, mark: 'A' | 'B', chosen: boolean, place: Place): void =>
    void points.push({ id, mark, chosen, ...placeOf(place), name: chosen ? placeText(place) : '' });
  for (const { id, pickup, dropoff, car, to, chosen } of orders) {
    const whole = chosen || orders.length <= RIDES_MAX;
    if (pickup !== null) point(id, 'A', chosen, pickup);
    if (dropoff !== null && whole) point(id, 'B', chosen, dropoff);
    if (pickup !== null && dropoff !== null && whole)
      lines.push({ kind: 'ride', chosen, line: [placeOf(pickup), placeOf(dropoff)] });
    const next = to === 'dropoff' ? dropoff : pickup;
    if (car !== null && next !== null) lines.push({ kind: 'coming', chosen, line: [car, placeOf(next)] });
  }
  return { points, lines };
}

function placeOf({ latitude, longitude }: LatLng): LatLng {
  return { latitude, longitude };
}
