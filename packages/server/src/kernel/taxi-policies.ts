import { EVERYONE, type Policy } from './policy.ts';

// Drivers see orders; of what a driver may change, and of whose order it is, the order's own rules judge further.

const DRIVERS = { driver: 'tenant' } as const;
const DISPATCHERS = { admin: 'tenant', dispatcher: 'tenant' } as const;

/** Who may do what with orders of rides and offers of them. */
export const TAXI_POLICIES = {
  'follow:order': {
    allow: { ...DISPATCHERS, ...DRIVERS, viewer: 'own', customer: 'own' },
    granted: false,
    on: 'order',
    denied: 'not_found',
    summary: 'follow order',
  },
  'follow:offers': {
    allow: { ...DISPATCHERS, driver: 'own' },
    granted: false,
    on: 'driver',
    denied: 'not_found',
    summary: 'follow the offers to driver',
  },
  'view:order': {
    allow: DRIVERS,
    granted: false,
    on: 'order',
    denied: 'forbidden',
    summary: 'count among the drivers who look at order',
  },
  'accept:order': {
    allow: DRIVERS,
    granted: false,
    on: 'order',
    denied: 'forbidden',
    summary: 'accept and decline order',
  },
  'create:order': {
    allow: { ...DISPATCHERS, customer: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'order a ride',
  },
  'list:orders': {
    allow: { ...DISPATCHERS, ...DRIVERS, viewer: 'tenant', customer: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'list the orders that concern them',
  },
  'read:order': {
    allow: { ...DISPATCHERS, ...DRIVERS, viewer: 'own', customer: 'own' },
    granted: false,
    on: 'order',
    denied: 'not_found',
    summary: 'read order',
  },
  'drive:order': {
    allow: { ...DISPATCHERS, ...DRIVERS },
    granted: false,
    on: 'order',
    denied: 'forbidden',
    summary: 'drive and give back order',
  },
  'cancel:order': {
    allow: { ...DISPATCHERS, driver: 'own', customer: 'own' },
    granted: false,
    on: 'order',
    denied: 'not_found',
    summary: 'cancel order',
  },
  'manage:orders': {
    allow: DISPATCHERS,
    granted: false,
    on: 'order',
    denied: 'forbidden',
    summary: 'assign order',
  },
  'share:order': {
    allow: { ...DISPATCHERS, driver: 'own', viewer: 'own', customer: 'own' },
    granted: false,
    on: 'order',
    denied: 'not_found',
    summary: 'share order',
  },
  'use:shift': {
    allow: DRIVERS,
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'begin and end the own shift and see the own offers',
  },
  'dispatch:taxi': {
    allow: DISPATCHERS,
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'see every driver at work',
  },
  'read:nearby': {
    allow: EVERYONE,
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'see free cars, coarsely',
  },
  'read:taxi': {
    allow: EVERYONE,
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'read how rides are dispatched, and where they are offered',
  },
  'manage:taxi': {
    allow: { admin: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'change how rides are dispatched',
  },
} as const satisfies Record<string, Policy>;
