import type { CommandName, Role, RouteName, TopicFamily } from '@waycast/contract';

// Who may do what, written out. Columns: a vehicle of the subject's token, one granted to it, another one of its tenant,
// and one that exists in another tenant only. `ok` of the last column means that it is the subject's own tenant's
// vehicle of that id, of which nothing is known.
export const VEHICLES = ['own', 'granted', 'other', 'foreign'] as const;
export type Vehicle = (typeof VEHICLES)[number];
export type Verdict = 'ok' | 'not_found' | 'forbidden';
export type Row = readonly [own: Verdict, granted: Verdict, other: Verdict, foreign: Verdict];
export type Table = Readonly<Record<Role, Row>>;

const ANYONE: Table = {
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

const REPORT: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['ok', 'forbidden', 'forbidden', 'forbidden'],
  viewer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  agent: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  customer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
};

const STAFF: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['ok', 'ok', 'ok', 'ok'],
  viewer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  agent: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  customer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
};

/** Whoever has a ride shares that; whose a vehicle or an order is, is judged besides. */
const SHARERS: Table = { ...STAFF, viewer: STAFF.driver, customer: STAFF.driver };

const OVERSEERS: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  viewer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  agent: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  customer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
};

const ADMINS: Table = { ...OVERSEERS, dispatcher: OVERSEERS.driver };

const DRIVERS: Table = { ...STAFF, admin: OVERSEERS.driver, dispatcher: OVERSEERS.driver };

const READ_OWN_VEHICLE: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['ok', 'not_found', 'not_found', 'not_found'],
  viewer: ['not_found', 'not_found', 'not_found', 'not_found'],
  agent: ['not_found', 'not_found', 'not_found', 'not_found'],
  customer: ['not_found', 'not_found', 'not_found', 'not_found'],
};

const TO_DRIVERS = STAFF;

const TO_USERS: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  viewer: ['ok', 'ok', 'ok', 'ok'],
  agent: ['ok', 'ok', 'ok', 'ok'],
  customer: ['ok', 'ok', 'ok', 'ok'],
};

const OF_COMPANY: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['not_found', 'not_found', 'not_found', 'not_found'],
  viewer: ['not_found', 'not_found', 'not_found', 'not_found'],
  agent: ['ok', 'ok', 'ok', 'ok'],
  customer: ['not_found', 'not_found', 'not_found', 'not_found'],
};

/** Of whoever has no right to a single trip. */
const OF_TRIP: Table = { ...OF_COMPANY, agent: OF_COMPANY.driver };

/** Drivers see every order; of others it takes to be theirs. */
const OF_ORDER: Table = { ...OF_TRIP, driver: OF_COMPANY.admin };

/** `subscribe` stands with the topics, and `authenticate` is for everyone with a token. */
/** Where there are no orders. */
const FOR_DRIVERS: Table = {
  ...OVERSEERS,
  admin: OVERSEERS.driver,
  dispatcher: OVERSEERS.driver,
  driver: OF_TRIP.driver,
};

export const COMMAND_TABLES: Readonly<Record<Exclude<CommandName, 'subscribe' | 'authenticate'>, Table>> = {
  'track:vehicle': READ_VEHICLE,
  'untrack:vehicle': ANYONE,
  'track:trip': OF_TRIP,
  'untrack:trip': ANYONE,
  'order:view': FOR_DRIVERS,
  'order:unview': ANYONE,
  'order:accept': FOR_DRIVERS,
  'track:fleet': OVERSEERS,
  'untrack:fleet': ANYONE,
  'location:update': REPORT,
  heartbeat: ANYONE,
  'region:join': ANYONE,
  'join:company': OF_COMPANY,
  unsubscribe: ANYONE,
};

export const TOPIC_TABLES: Readonly<Record<TopicFamily, Table>> = {
  vehicle: READ_VEHICLE,
  geofence: READ_VEHICLE,
  trip: OF_TRIP,
  fleet: OVERSEERS,
  drivers: TO_DRIVERS,
  users: TO_USERS,
  order: OF_ORDER,
  offers: OF_TRIP,
  region: ANYONE,
  conversation: OF_TRIP,
  company: OF_COMPANY,
};

export const ROUTE_TABLES: Readonly<Record<RouteName, Table | 'open' | 'by-topic'>> = {
  reportFix: REPORT,
  reportBatch: REPORT,
  listVehicles: READ_VEHICLE,
  lastLocation: READ_VEHICLE,
  history: READ_VEHICLE,
  ride: READ_VEHICLE,
  reportTrips: READ_VEHICLE,
  reportStops: READ_VEHICLE,
  reportSummary: READ_VEHICLE,
  vehicleEvents: READ_VEHICLE,
  odometer: READ_VEHICLE,
  fixVerdict: READ_VEHICLE,
  aggregates: READ_VEHICLE,
  osmandQuery: REPORT,
  osmandReport: REPORT,
  backgroundGeolocationReport: REPORT,
  owntracksReport: REPORT,
  overlandReport: REPORT,
  gpsloggerQuery: REPORT,
  gpsloggerReport: REPORT,
  traccarReport: REPORT,
  listDevices: OVERSEERS,
  listQuarantine: OVERSEERS,
  createDevice: ADMINS,
  rotateDeviceKey: ADMINS,
  removeDevice: ADMINS,
  stream: 'by-topic',
  me: ANYONE,
  listGrants: OVERSEERS,
  createGrant: OVERSEERS,
  revokeGrant: OVERSEERS,
  tenant: ANYONE,
  changeTenant: ADMINS,
  listRegisteredVehicles: OVERSEERS,
  registeredVehicle: READ_OWN_VEHICLE,
  putVehicle: OVERSEERS,
  changeVehicle: OVERSEERS,
  removeVehicle: OVERSEERS,
  listDrivers: OVERSEERS,
  registeredDriver: OVERSEERS,
  putDriver: OVERSEERS,
  changeDriver: OVERSEERS,
  removeDriver: OVERSEERS,
  listGroups: OVERSEERS,
  group: OVERSEERS,
  putGroup: OVERSEERS,
  changeGroup: OVERSEERS,
  removeGroup: OVERSEERS,
  importRegistry: OVERSEERS,
  exportRegistry: OVERSEERS,
  createShare: SHARERS,
  listShares: SHARERS,
  revokeShare: SHARERS,
  currentShare: 'open',
  shareTrail: 'open',
  gtfsVehiclePositions: READ_VEHICLE,
  gtfsTripUpdates: OVERSEERS,
  gtfsAlerts: OVERSEERS,
  vehiclesGeojson: READ_VEHICLE,
  listAlerts: OVERSEERS,
  listAlertRules: OVERSEERS,
  createAlertRule: OVERSEERS,
  changeAlertRule: OVERSEERS,
  deleteAlertRule: OVERSEERS,
  listWebhooks: OVERSEERS,
  createWebhook: OVERSEERS,
  changeWebhook: OVERSEERS,
  deleteWebhook: OVERSEERS,
  changeWebhookSecret: OVERSEERS,
  pingWebhook: OVERSEERS,
  replayWebhook: OVERSEERS,
  listDeliveries: OVERSEERS,
  replayDelivery: OVERSEERS,
  pushState: ANYONE,
  subscribePush: ANYONE,
  unsubscribePush: ANYONE,
  ...forAll(OVERSEERS, 'listGeofences', 'createGeofence', 'exportGeofences', 'importGeofences'),
  ...forAll(OVERSEERS, 'geofence', 'putGeofence', 'removeGeofence'),
  listTrips: STAFF,
  createTrip: OVERSEERS,
  tripEtas: OF_TRIP,
  etaAccuracy: OVERSEERS,
  trip: OF_TRIP,
  startTrip: OF_TRIP,
  completeTrip: OF_TRIP,
  cancelTrip: OVERSEERS,
  substituteTrip: OVERSEERS,
  listSchoolStops: STAFF,
  schoolStop: STAFF,
  putSchoolStop: OVERSEERS,
  removeSchoolStop: OVERSEERS,
  listSchoolRoutes: STAFF,
  schoolRoute: STAFF,
  putSchoolRoute: OVERSEERS,
  removeSchoolRoute: OVERSEERS,
  listSchoolCalendars: STAFF,
  schoolCalendar: STAFF,
  putSchoolCalendar: OVERSEERS,
  removeSchoolCalendar: OVERSEERS,
  listSchoolSchedules: STAFF,
  schoolSchedule: STAFF,
  putSchoolSchedule: OVERSEERS,
  removeSchoolSchedule: OVERSEERS,
  importGtfs: OVERSEERS,
  exportGtfs: OVERSEERS,
  listStudents: OVERSEERS,
  exportStudents: OVERSEERS,
  importStudents: OVERSEERS,
  student: OVERSEERS,
  putStudent: OVERSEERS,
  removeStudent: OVERSEERS,
  exportStudent: OVERSEERS,
  tripPassengers: STAFF,
  reportBoardings: STAFF,
  schoolNotices: OVERSEERS,
  followLog: ADMINS,
  guardianChildren: ANYONE,
  setGuardianNotice: ANYONE,
  guardianNotices: ANYONE,
  createOrder: { ...OVERSEERS, customer: STAFF.driver },
  listOrders: { ...ANYONE, agent: STAFF.agent },
  order: OF_ORDER,
  orderTimeline: OF_ORDER,
  orderEta: OF_ORDER,
  acceptOrder: DRIVERS,
  declineOrder: DRIVERS,
  releaseOrder: STAFF,
  assignOrder: OVERSEERS,
  arriveOrder: STAFF,
  startOrder: STAFF,
  completeOrder: STAFF,
  cancelOrder: OF_TRIP,
  listTaxiDrivers: OVERSEERS,
  driverOffers: DRIVERS,
  setShift: DRIVERS,
  nearbyCars: ANYONE,
  taxiSettings: ANYONE,
  putTaxiSettings: ADMINS,
  ...forAll(ANYONE, 'postObservations', 'roadSegments', 'roadTile', 'roadSegment', 'segmentAnalytics'),
  ...forAll(ANYONE, 'postHazard', 'listHazards', 'confirmHazard', 'dismissHazard', 'region'),
  ...forAll(OVERSEERS, 'importSegments', 'recomputeRoads'),
  demoToken: 'open',
  version: 'open',
  health: 'open',
  healthRealtime: 'open',
  healthSocketio: 'open',
  healthLive: 'open',
  healthReady: 'open',
  stats: 'open',
  metrics: 'open',
  openapi: 'open',
  asyncapi: 'open',
  docs: 'open',
};

function forAll<N extends RouteName>(table: Table, ...names: readonly N[]): Record<N, Table> {
  return Object.fromEntries(names.map((name) => [name, table])) as Record<N, Table>;
}
