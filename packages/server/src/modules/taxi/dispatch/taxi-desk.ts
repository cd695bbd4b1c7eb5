import type { OrderEta, Subject, TaxiDriver, TaxiSettings } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import type { LatLng } from '@waycast/geo';
import { z } from 'zod';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Routing } from '../../../ports/routing.ts';
import type { TaxiDesk } from '../../../ports/taxi-desk.ts';
import type { Shift, TaxiDrivers } from '../../../ports/taxi-drivers.ts';
import { setShift } from '../shifts/set-shift.ts';
import type { Cars } from './cars.ts';
import type { ConnectedDrivers } from './connected-drivers.ts';
import type { DispatcherJoins } from './dispatcher.ts';
import { type DriverOffersParts, driverOffers, stateOf } from './driver-offers.ts';
import type { KnownSettings } from './known-settings.ts';
import { nearbyCars } from './nearby-cars.ts';
import { orderEta, type SeenCar, targetOf } from './order-eta.ts';
import { checkSettings } from './settings-rules.ts';
import type { CarPlace } from './tenant-cars.ts';

const NEARBY = { cars: 20, radiusM: 3000 } as const;

export interface TaxiDeskParts extends Omit<DriverOffersParts, 'taxiDrivers'>, DispatcherJoins {
  readonly taxiDrivers: TaxiDrivers;
  readonly cars: Cars;
  readonly connected: ConnectedDrivers;
  readonly settings: KnownSettings;
  readonly routing: Routing;
}

/** Drivers at work, what they are offered, free cars, and how a tenant dispatches. */
export class LiveTaxiDesk implements TaxiDesk {
  readonly #parts: TaxiDeskParts;

  constructor(parts: TaxiDeskParts) {
    this.#parts = parts;
  }

  async drivers({ tenant }: Subject): Promise<TaxiDriver[]> {
    const { taxiDrivers, connected } = this.#parts;
    const [shifts, there, cars] = await Promise.all([
      taxiDrivers.onShift(tenant),
      connected.of(tenant),
      this.#parts.cars.of(tenant),
    ]);
    return shifts.map((shift) => driverAnswer(shift, there, cars.placeOf(shift.vehicleId)));
  }

  offers({ tenant, id }: Subject) {
    return driverOffers(this.#parts, tenant, id);
  }

  async setShift(subject: Subject, input: Parameters<TaxiDesk['setShift']>[1]): Promise<TaxiDriver> {
    const shift = await setShift(this.#parts, subject, input);
    const { vehicleId } = shift;
    const [there, seen] = await Promise.all([
      this.#parts.connected.of(subject.tenant),
      vehicleId === null ? undefined : this.#seen(subject.tenant, vehicleId),
    ]);
    return driverAnswer(shift, there, seen);
  }

  async nearby({ tenant }: Subject, place: LatLng) {
    const { cars, connected, routing } = this.#parts;
    const [known, there] = await Promise.all([cars.of(tenant), connected.of(tenant)]);
    const near = known.freeNear(place, NEARBY.cars, NEARBY.radiusM, (driverId) => there.has(driverId));
    return nearbyCars(
      routing,
      near.map((one) => one.place),
      place,
    );
  }

  async eta(subject: Subject, orderId: string): Promise<OrderEta> {
    const { orderOf, taxiDrivers, routing, clock } = this.#parts;
    const order = await orderOf(subject, orderId);
    const { driverId } = order;
    if (targetOf(order) === undefined || driverId === null)
      return orderEta(routing, order, undefined, clock.now());
    const vehicleId = order.vehicleId ?? (await taxiDrivers.get(subject.tenant, driverId))?.vehicleId ?? null;
    const car = vehicleId === null ? undefined : await this.#seen(subject.tenant, vehicleId);
    return orderEta(routing, order, car, clock.now());
  }

  settings({ tenant }: Subject): Promise<TaxiSettings> {
    return this.#parts.settings.of(tenant);
  }

  async putSettings({ tenant }: Subject, settings: TaxiSettings): Promise<TaxiSettings> {
    checkSettings(settings);
    await this.#parts.settings.put(tenant, settings);
    return settings;
  }

  async #seen(tenant: string, vehicleId: string): Promise<SeenCar | undefined> {
    const state = await this.#parts.newest(tenant, vehicleId);
    if (state === undefined) return undefined;
    const place = Placed.safeParse(state.data);
    // A script may have put something else there.
    if (!place.success) throw new WaycastError('unavailable', `the position of ${vehicleId} cannot be read`);
    return { ...place.data, at: state.version };
  }
}

const Placed = z.object({ latitude: z.number(), longitude: z.number() });

function driverAnswer(shift: Shift, there: ReadonlySet<string>, seen: CarPlace | undefined): TaxiDriver {
  const { driverId, vehicleId, since, idleSince, orderId } = shift;
  const state = stateOf(shift);
  return {
    ...{ driverId, vehicleId, state, orderId },
    since: state === 'off' ? null : isoTime(since),
    idleSince: state === 'free' ? isoTime(idleSince) : null,
    connected: there.has(driverId),
    location: seen === undefined ? null : locationAnswer(seen),
  };
}

function locationAnswer({ latitude, longitude, at }: CarPlace) {
  return { latitude, longitude, timestamp: isoTime(Math.floor(at)) };
}
