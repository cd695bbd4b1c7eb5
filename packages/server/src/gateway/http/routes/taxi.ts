import { ShiftInput, TaxiSettings } from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type TaxiRoutes = Pick<
  Handlers,
  'listTaxiDrivers' | 'driverOffers' | 'setShift' | 'nearbyCars' | 'taxiSettings' | 'putTaxiSettings'
>;

/** Drivers at work, what they are offered, free cars, and how a tenant dispatches. */
export function taxiRoutes({ taxiDesk }: HttpParts): TaxiRoutes {
  return {
    listTaxiDrivers: async ({ subject }) => ({ items: await taxiDesk.drivers(subject) }),
    driverOffers: ({ subject }) => taxiDesk.offers(subject),
    setShift: ({ subject, body }) => taxiDesk.setShift(subject, decodeBy(ShiftInput, body)),
    nearbyCars: ({ subject, query }) => taxiDesk.nearby(subject, query),
    taxiSettings: ({ subject }) => taxiDesk.settings(subject),
    putTaxiSettings: ({ subject, body }) => taxiDesk.putSettings(subject, decodeBy(TaxiSettings, body)),
  };
}
