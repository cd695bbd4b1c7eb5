import type { OrderRights } from '../../../ports/order-rights.ts';
import type { Orders } from '../../../ports/orders.ts';
import type { ComingCars } from './coming-cars.ts';

/** Riders have what they ordered, and may look where its car is; drivers have what they drive. */
export function orderRights(orders: Pick<Orders, 'get'>, cars: ComingCars): OrderRights {
  return {
    async isOwn({ tenant, id, roles }, orderId) {
      const order = await orders.get(tenant, orderId);
      if (order === undefined) return false;
      return order.riderId === id || (roles.has('driver') && order.driverId === id);
    },
    isComing: ({ tenant, id }, vehicleId) => cars.isComing(tenant, id, vehicleId),
    onChanged: (listener) => cars.onChanged(listener),
  };
}
