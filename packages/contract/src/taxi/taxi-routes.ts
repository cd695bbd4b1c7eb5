import { z } from 'zod';
import type { RouteDefinition } from '../route-definition.ts';
import { DriverOffers, NearbyCars, NearbyQuery, ShiftInput, TaxiDriver } from './driver-schemas.ts';
import { TaxiSettings } from './settings-schemas.ts';

/** Drivers at work, free cars, and how a tenant dispatches. */
export const TAXI_ROUTES = {
  listTaxiDrivers: {
    method: 'GET',
    path: '/api/taxi/drivers',
    access: 'token',
    status: 200,
    response: z.object({ items: z.array(TaxiDriver) }),
    summary: 'Every driver on a shift: free, busy or paused, where, and with which order.',
  },
  driverOffers: {
    method: 'GET',
    path: '/api/taxi/offers',
    access: 'token',
    status: 200,
    response: DriverOffers,
    summary: 'What the driver who asks is offered now, and the order it has.',
  },
  setShift: {
    method: 'PUT',
    path: '/api/taxi/shift',
    access: 'token',
    body: ShiftInput,
    mayConflict: true,
    status: 200,
    response: TaxiDriver,
    summary: 'The driver begins, pauses or ends its shift.',
  },
  nearbyCars: {
    method: 'GET',
    path: '/api/taxi/nearby',
    access: 'token',
    query: NearbyQuery,
    status: 200,
    response: NearbyCars,
    summary: 'Free cars around a place, coarsely.',
  },
  taxiSettings: {
    method: 'GET',
    path: '/api/taxi/settings',
    access: 'token',
    status: 200,
    response: TaxiSettings,
    summary: 'How the tenant dispatches.',
  },
  putTaxiSettings: {
    method: 'PUT',
    path: '/api/taxi/settings',
    access: 'token',
    body: TaxiSettings,
    status: 200,
    response: TaxiSettings,
    summary: 'Changes how the tenant dispatches; orders that are open go on as they began.',
  },
} as const satisfies Record<string, RouteDefinition>;
