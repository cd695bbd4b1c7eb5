import type { StoredOrder } from '../../../ports/orders.ts';
import type { Shift } from '../../../ports/taxi-drivers.ts';
import { isActive, isOpen } from '../order-states.ts';
import { Cars } from './cars.ts';
import { ConnectedDrivers } from './connected-drivers.ts';
import type { Dispatcher, DispatcherParts } from './dispatcher.ts';
import { DueLoop } from './due-loop.ts';
import { KnownSettings } from './known-settings.ts';
import { MakeRounds } from './make-rounds.ts';
import { OffersFeed } from './offers-feed.ts';
import { OpenRounds } from './open-rounds.ts';
import { StoreTime } from './store-time.ts';
import { LiveTaxiDesk } from './taxi-desk.ts';
import { WatchDrivers } from './watch-drivers.ts';

/** Joins what offers orders to drivers. Nothing runs before `start`. */
export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { orders, offers, taxiDrivers, presence, clock } = parts;
  const time = new StoreTime(clock);
  const rounds = new OpenRounds(time);
  const cars = new Cars(parts);
  const settings = new KnownSettings(parts.taxiSettings, clock);
  const connected = new ConnectedDrivers(presence, clock);
  const feed = new OffersFeed(parts);
  const joined = { ...parts, time, rounds, cars, settings, connected };
  const watch = new WatchDrivers(joined);
  const makeRounds = new MakeRounds(joined);
  const loop = new DueLoop({
    ...parts,
    async makeRounds(tenant, due) {
      await makeRounds.of(tenant, due);
      watch.watch();
    },
  });
  const ends: (() => void)[] = [];

  function orderChanged(order: StoredOrder): void {
    const { tenant, orderId, status, driverId } = order;
    time.saw(order.updatedAt);
    if (!isOpen(order)) rounds.ended(tenant, orderId);
    if (status === 'NEW') loop.poke();
    if (driverId !== null && isActive(order)) feed.changed(tenant, [driverId]);
  }

  function offersChanged(tenant: string, driverIds: readonly string[]): void {
    feed.changed(tenant, driverIds);
    loop.nudge();
  }

  function shiftChanged(shift: Shift): void {
    cars.changed(shift);
    watch.changed(shift);
    feed.changed(shift.tenant, [shift.driverId]);
  }

  return {
    newestOffers: (topic) => feed.newest(topic),
    start(joins) {
      ends.push(
        orders.onChanged(orderChanged),
        offers.onChanged(offersChanged),
        taxiDrivers.onChanged(shiftChanged),
      );
      loop.poke();
      watch.start();
      return new LiveTaxiDesk({ ...joined, ...joins });
    },
    async close() {
      await loop.close();
      await watch.close();
      for (const end of ends) end();
      await feed.close();
      await cars.close();
    },
  };
}
