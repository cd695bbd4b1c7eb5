import type { Role } from '@waycast/contract';

// Who may do what, written out. Columns: a vehicle of the subject's token, one granted to it, another one of its tenant,
// and one that exists in another tenant only. `ok` of the last column means that it is the subject's own tenant's
// vehicle of that id, of which nothing is known.
export const VEHICLES = ['own', 'granted', 'other', 'foreign'] as const;
export type Vehicle = (typeof VEHICLES)[number];
export type Verdict = 'ok' | 'not_found' | 'forbidden';
export type Row = readonly [own: Verdict, granted: Verdict, other: Verdict, foreign: Verdict];
export type Table = Readonly<Record<Role, Row>>;

export const ANYONE: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['ok', 'ok', 'ok', 'ok'],
  viewer: ['ok', 'ok', 'ok', 'ok'],
  agent: ['ok', 'ok', 'ok', 'ok'],
  customer: ['ok', 'ok', 'ok', 'ok'],
};

export const READ_VEHICLE: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['ok', 'ok', 'not_found', 'not_found'],
  viewer: ['ok', 'ok', 'not_found', 'not_found'],
  agent: ['ok', 'ok', 'not_found', 'not_found'],
  customer: ['ok', 'ok', 'not_found', 'not_found'],
};

export const REPORT: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['ok', 'forbidden', 'forbidden', 'forbidden'],
  viewer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  agent: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  customer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
};

export const STAFF: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['ok', 'ok', 'ok', 'ok'],
  viewer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  agent: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  customer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
};

/** Whoever has a ride shares that; whose a vehicle or an order is, is judged besides. */
export const SHARERS: Table = { ...STAFF, viewer: STAFF.driver, customer: STAFF.driver };

export const OVERSEERS: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  viewer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  agent: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  customer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
};

export const ADMINS: Table = { ...OVERSEERS, dispatcher: OVERSEERS.driver };

export const DRIVERS: Table = { ...STAFF, admin: OVERSEERS.driver, dispatcher: OVERSEERS.driver };

export const READ_OWN_VEHICLE: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['ok', 'not_found', 'not_found', 'not_found'],
  viewer: ['not_found', 'not_found', 'not_found', 'not_found'],
  agent: ['not_found', 'not_found', 'not_found', 'not_found'],
  customer: ['not_found', 'not_found', 'not_found', 'not_found'],
};

export const TO_USERS: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  viewer: ['ok', 'ok', 'ok', 'ok'],
  agent: ['ok', 'ok', 'ok', 'ok'],
  customer: ['ok', 'ok', 'ok', 'ok'],
};

export const OF_COMPANY: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['not_found', 'not_found', 'not_found', 'not_found'],
  viewer: ['not_found', 'not_found', 'not_found', 'not_found'],
  agent: ['ok', 'ok', 'ok', 'ok'],
  customer: ['not_found', 'not_found', 'not_found', 'not_found'],
};

/** Of whoever has no right to a single trip. */
export const OF_TRIP: Table = { ...OF_COMPANY, agent: OF_COMPANY.driver };

/** Drivers see every order; of others it takes to be theirs. */
export const OF_ORDER: Table = { ...OF_TRIP, driver: OF_COMPANY.admin };

/** Where there are no orders. */
export const FOR_DRIVERS: Table = {
  ...OVERSEERS,
  admin: OVERSEERS.driver,
  dispatcher: OVERSEERS.driver,
  driver: OF_TRIP.driver,
};

/** Where there are no conversations. */
export const OF_NOBODY: Table = { ...OF_TRIP, admin: OF_TRIP.driver, dispatcher: OF_TRIP.driver };
