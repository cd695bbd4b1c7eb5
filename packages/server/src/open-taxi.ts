import { type Topic, WaycastError } from '@waycast/contract';
import type { Closers } from './closers.ts';
import type { Core, CorePorts } from './kernel/core.ts';
import { createDispatcher } from './modules/taxi/dispatch/create-dispatcher.ts';
import { ComingCars } from './modules/taxi/orders/coming-cars.ts';
import { DecidedOrders } from './modules/taxi/orders/decided-orders.ts';
import { HearAcceptances } from './modules/taxi/orders/hear-acceptances.ts';
import { createOrderCounter } from './modules/taxi/orders/order-counter.ts';
import { orderRights } from './modules/taxi/orders/order-rights.ts';
import type { Clock } from './ports/clock.ts';
import type { KeyedState, Live } from './ports/live.ts';
import type { Log } from './ports/log.ts';
import type { OrderCalls } from './ports/order-calls.ts';
import type { OrderDesk } from './ports/order-desk.ts';
import type { OrderRights } from './ports/order-rights.ts';
import type { Routing } from './ports/routing.ts';
import type { OrderCounter, TaxiDesk } from './ports/taxi-desk.ts';
import type { Storage } from './storage.ts';

interface TaxiParts {
  readonly store: Pick<Storage, 'orders' | 'offers' | 'taxiDrivers' | 'taxiSettings' | 'registry'>;
  readonly live: Live;
  readonly presence: CorePorts['presence'];
  /** Undefined: acceptances go to the database without a lock before it. */
  readonly orderDesk: OrderDesk | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly routing: Routing;
}

/** What the gateways take of taxis. */
interface TaxiDesks {
  readonly orderCounter: OrderCounter;
  readonly taxiDesk: TaxiDesk;
}

/** Taxis, in two steps: the kernel needs who may follow what and how sockets accept, and orders need the kernel. */
interface OpenTaxi {
  /** For the kernel. */
  readonly rights: {
    readonly orderRights: OrderRights;
    readonly orderCalls: OrderCalls;
    readonly newestOffers: (topic: Topic) => Promise<KeyedState>;
  };
  /** From now on orders are taken, offered and expire. */
  start(core: Pick<Core, 'access' | 'positions'>): TaxiDesks;
}

/** Orders, who wins them, and whom they are offered to: joined, until the closers run. */
export function openTaxi({ store, orderDesk, ...parts }: TaxiParts, closers: Closers): OpenTaxi {
  const { orders } = store;
  const { clock } = parts;
  const decided = new DecidedOrders(clock);
  const heard = new HearAcceptances({ ...parts, decided });
  const cars = new ComingCars({ ...parts, orders });
  const dispatcher = createDispatcher({ ...parts, ...store });
  const endNotes = orders.onChanged((order) => decided.note(order));
  closers.push(
    () => dispatcher.close(),
    () => cars.close(),
    () => heard.close(),
    endNotes,
  );
  let counter: OrderCounter | undefined;
  return {
    rights: {
      orderRights: orderRights(orders, cars),
      orderCalls: {
        async accept(subject, orderId) {
          if (counter === undefined) throw new WaycastError('unavailable', 'the server is starting');
          return counter.accept(subject, orderId);
        },
      },
      newestOffers: (topic) => dispatcher.newestOffers(topic),
    },
    start({ access, positions }) {
      const orderCounter = createOrderCounter({
        ...{ ...store, access, clock, decided, heard },
        desk: orderDesk,
      });
      counter = orderCounter;
      const taxiDesk = dispatcher.start({
        newest: (tenant, vehicleId) => positions.newest(tenant, vehicleId),
        orderOf: (subject, orderId) => orderCounter.get(subject, orderId),
        mayDrive: (subject, vehicleId) => access.may(subject, 'report:vehicle', vehicleId),
      });
      return { orderCounter, taxiDesk };
    },
  };
}
