import type { DriverOffers, DriverState, Offer } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Offers, OpenOffer } from '../../../ports/offers.ts';
import type { Orders } from '../../../ports/orders.ts';
import type { Shift, TaxiDrivers } from '../../../ports/taxi-drivers.ts';
import { orderAnswer } from '../order-answer.ts';
import { isActive } from '../order-states.ts';

export interface DriverOffersParts {
  readonly orders: Pick<Orders, 'get'>;
  readonly offers: Pick<Offers, 'openOf'>;
  readonly taxiDrivers: Pick<TaxiDrivers, 'get'>;
  readonly clock: Clock;
}

/** What a driver has before it. Who has an order is shown no offers, for it could accept none. */
export async function driverOffers(
  { orders, offers, taxiDrivers, clock }: DriverOffersParts,
  tenant: string,
  driverId: string,
): Promise<DriverOffers> {
  const shift = await taxiDrivers.get(tenant, driverId);
  const orderId = shift?.orderId ?? undefined;
  const order = orderId === undefined ? undefined : await orders.get(tenant, orderId);
  const isMine = order !== undefined && order.driverId === driverId && isActive(order);
  const open = isMine ? [] : await offers.openOf(tenant, driverId);
  return {
    driverId,
    state: stateOf(shift),
    offers: open.map(offerAnswer),
    order: isMine ? orderAnswer(order) : null,
    timestamp: isoTime(clock.now()),
  };
}

export function stateOf(shift: Pick<Shift, 'state' | 'orderId'> | undefined): DriverState {
  if (shift === undefined) return 'off';
  if (shift.orderId !== null) return 'busy';
  return shift.state === 'online' ? 'free' : shift.state;
}

function offerAnswer({ order, round, distanceM, pickupS, offeredAt, until }: OpenOffer): Offer {
  const { orderId, pickup, dropoff, note, passengers } = order;
  return {
    ...{ orderId, round, pickup, dropoff, note, passengers, distanceM, pickupS },
    offeredAt: isoTime(offeredAt),
    expiresAt: isoTime(until),
  };
}
