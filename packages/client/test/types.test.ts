import type {
  COMMANDS,
  CommandAck,
  CommandArguments,
  CommandName,
  DeviceReportName,
  EventName,
  EventPayload,
  LocationUpdate,
  ROUTES,
  RouteName,
} from '@waycast/contract';
import {
  COMMAND_NAMES,
  DEFAULT_TAXI_SETTINGS,
  EVENT_NAMES,
  ROUTE_NAMES,
  routeDefinition,
  TOPIC_FAMILIES,
} from '@waycast/contract';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { toIncoming } from '../src/frame.ts';
import type { Connection, HttpApi, TopicName, TopicPayload } from '../src/index.ts';
import { isLogTopic } from '../src/topics.ts';
import { connectionTo } from './connected.ts';

/** Compiles only if every command can be called with its input and resolves with its ack. */
type CallOf<N extends CommandName> = (
  connection: Connection,
  input: NonNullable<CommandArguments<N>>,
) => Promise<CommandAck<N>>;

const CALLS: { readonly [N in CommandName]: CallOf<N> } = {
  authenticate: (connection, input) => connection.call('authenticate', input),
  'track:vehicle': (connection, input) => connection.call('track:vehicle', input),
  'untrack:vehicle': (connection, input) => connection.call('untrack:vehicle', input),
  'track:trip': (connection, input) => connection.call('track:trip', input),
  'untrack:trip': (connection, input) => connection.call('untrack:trip', input),
  'order:view': (connection, input) => connection.call('order:view', input),
  'order:unview': (connection, input) => connection.call('order:unview', input),
  'order:accept': (connection, input) => connection.call('order:accept', input),
  'track:fleet': (connection) => connection.call('track:fleet'),
  'untrack:fleet': (connection) => connection.call('untrack:fleet'),
  'location:update': (connection, input) => connection.call('location:update', input),
  heartbeat: (connection) => connection.call('heartbeat'),
  'region:join': (connection, input) => connection.call('region:join', input),
  'join:company': (connection, input) => connection.call('join:company', input),
  'join:conversation': (connection, input) => connection.call('join:conversation', input),
  'leave:conversation': (connection, input) => connection.call('leave:conversation', input),
  'message:list': (connection, input) => connection.call('message:list', input),
  'message:send': (connection, input) => connection.call('message:send', input),
  'message:edit': (connection, input) => connection.call('message:edit', input),
  'message:delete': (connection, input) => connection.call('message:delete', input),
  'message:react': (connection, input) => connection.call('message:react', input),
  'message:read': (connection, input) => connection.call('message:read', input),
  typing: (connection, input) => connection.call('typing', input),
  subscribe: (connection, input) => connection.call('subscribe', input),
  unsubscribe: (connection, input) => connection.call('unsubscribe', input),
};

const FENCE = {
  name: 'Depot',
  shape: { type: 'circle', center: { latitude: 52.66, longitude: -8.63 }, radiusM: 120 },
} as const;
/** What devices send in formats of their own is not for the SDK. */
type CalledRoute = Exclude<RouteName, DeviceReportName>;

/** Compiles only if every route has a call. */
const ROUTE_USES: { readonly [N in CalledRoute]: (http: HttpApi) => Promise<unknown> } = {
  reportFix: (http) => http.reportFix({ vehicleId: 'bus-7', lat: 52.6, lng: -8.6 }),
  reportBatch: (http) => http.reportBatch({ updates: [{ vehicleId: 'bus-7', lat: 52.6, lng: -8.6 }] }),
  listVehicles: (http) => http.listVehicles(),
  lastLocation: (http) => http.lastLocation({ id: 'bus-7' }),
  history: (http) => http.history({ id: 'bus-7' }),
  ride: (http) => http.ride({ id: 'bus-7' }, { from: '2026-05-04T00:00:00Z', to: '2026-05-05T00:00:00Z' }),
  reportTrips: (http) => http.reportTrips({ day: '2026-05-04' }),
  reportStops: (http) => http.reportStops({ day: '2026-05-04' }),
  reportSummary: (http) => http.reportSummary({ day: '2026-05-04' }),
  odometer: (http) => http.odometer({ id: 'bus-7' }),
  vehicleEvents: (http) => http.vehicleEvents({ id: 'bus-7' }, { from: '2026-05-04T07:45:50.000Z' }),
  fixVerdict: (http) => http.fixVerdict({ id: 'bus-7', time: '2026-05-04T07:45:50.000Z' }),
  aggregates: (http) => http.aggregates({ id: 'bus-7' }, { bucket: 'day' }),
  stream: (http) => http.stream({ topics: 'vehicle:bus-7' }),
  me: (http) => http.me(),
  listGrants: (http) => http.listGrants(),
  createGrant: (http) => http.createGrant({ subject: 'anna', vehicleId: 'bus-7' }),
  revokeGrant: (http) => http.revokeGrant({ subject: 'anna', vehicleId: 'bus-7' }),
  createShare: (http) => http.createShare({ kind: 'vehicle', vehicleId: 'bus-7' }),
  listShares: (http) => http.listShares({ vehicleId: 'bus-7' }),
  revokeShare: (http) => http.revokeShare({ shareId: 'Wq3vT0x2Yk8n' }),
  currentShare: (http) => http.currentShare(),
  shareTrail: (http) => http.shareTrail(),
  gtfsVehiclePositions: (http) => http.gtfsVehiclePositions({ maxAge: 60 }),
  gtfsTripUpdates: (http) => http.gtfsTripUpdates(),
  gtfsAlerts: (http) => http.gtfsAlerts({ format: 'json' }),
  vehiclesGeojson: (http) => http.vehiclesGeojson(),
  listDevices: (http) => http.listDevices(),
  createDevice: (http) => http.createDevice({ deviceId: 'phone-7', vehicleId: 'bus-7' }),
  rotateDeviceKey: (http) => http.rotateDeviceKey({ id: 'phone-7' }),
  removeDevice: (http) => http.removeDevice({ id: 'phone-7' }),
  listQuarantine: (http) => http.listQuarantine({ deviceId: 'phone-7' }),
  demoToken: (http) => http.demoToken(),
  listCompanies: (http) => http.listCompanies(),
  company: (http) => http.company({ id: 'office' }),
  putCompany: (http) => http.putCompany({ id: 'office' }, { name: 'Office' }),
  openConversation: (http) => http.openConversation({ title: 'Lost umbrella' }),
  listConversations: (http) => http.listConversations({ state: 'open' }),
  conversation: (http) => http.conversation({ id: 'c-17' }),
  changeConversation: (http) => http.changeConversation({ id: 'c-17' }, { state: 'closed' }),
  addParticipant: (http) => http.addParticipant({ id: 'c-17' }, { participantId: 'driver-3' }),
  removeParticipant: (http) => http.removeParticipant({ id: 'c-17', participantId: 'driver-3' }),
  listMessages: (http) => http.listMessages({ id: 'c-17' }, { before: 17 }),
  sendMessage: (http) => http.sendMessage({ id: 'c-17' }, { body: 'Hello', clientId: 'm-1' }),
  editMessage: (http) => http.editMessage({ id: 'c-17', offset: 2 }, { body: 'Hello' }),
  deleteMessage: (http) => http.deleteMessage({ id: 'c-17', offset: 2 }),
  reactToMessage: (http) => http.reactToMessage({ id: 'c-17', offset: 2 }, { emoji: null }),
  readMessages: (http) => http.readMessages({ id: 'c-17' }, { offset: 2 }),
  searchMessages: (http) => http.searchMessages({ q: 'umbrella' }),
  exportParticipant: (http) => http.exportParticipant({ id: 'rider-12' }),
  eraseParticipant: (http) => http.eraseParticipant({ id: 'rider-12' }),
  openWidget: (http) => http.openWidget({ companyId: 'office' }),
  listAlerts: (http) => http.listAlerts({ vehicleId: 'bus-7' }),
  listAlertRules: (http) => http.listAlertRules(),
  createAlertRule: (http) => http.createAlertRule({ name: 'Fast', on: ['overspeed'] }),
  changeAlertRule: (http) => http.changeAlertRule({ ruleId: 'r' }, { name: 'Fast', on: ['overspeed'] }),
  deleteAlertRule: (http) => http.deleteAlertRule({ ruleId: 'r' }),
  listWebhooks: (http) => http.listWebhooks(),
  createWebhook: (http) => http.createWebhook({ url: 'https://example.com/' }),
  changeWebhook: (http) => http.changeWebhook({ webhookId: 'w' }, { url: 'https://example.com/' }),
  deleteWebhook: (http) => http.deleteWebhook({ webhookId: 'w' }),
  changeWebhookSecret: (http) => http.changeWebhookSecret({ webhookId: 'w' }),
  pingWebhook: (http) => http.pingWebhook({ webhookId: 'w' }),
  replayWebhook: (http) => http.replayWebhook({ webhookId: 'w' }),
  listDeliveries: (http) => http.listDeliveries({ state: 'dead' }),
  replayDelivery: (http) => http.replayDelivery({ deliveryId: 'd' }),
  pushState: (http) => http.pushState(),
  subscribePush: (http) =>
    http.subscribePush({ endpoint: 'https://push.example.com/', keys: { p256dh: 'B', auth: 'a' } }),
  unsubscribePush: (http) => http.unsubscribePush({ subscriptionId: 's' }),
  tenant: (http) => http.tenant(),
  changeTenant: (http) => http.changeTenant({ timeZone: 'UTC' }),
  listRegisteredVehicles: (http) => http.listRegisteredVehicles({ q: 'bus' }),
  registeredVehicle: (http) => http.registeredVehicle({ id: 'bus-7' }),
  putVehicle: (http) => http.putVehicle({ id: 'bus-7' }, { name: 'Seven' }),
  changeVehicle: (http) => http.changeVehicle({ id: 'bus-7' }, { name: 'Seven' }),
  removeVehicle: (http) => http.removeVehicle({ id: 'bus-7' }),
  listDrivers: (http) => http.listDrivers({ q: 'bus' }),
  registeredDriver: (http) => http.registeredDriver({ id: 'bus-7' }),
  putDriver: (http) => http.putDriver({ id: 'bus-7' }, { name: 'Seven' }),
  changeDriver: (http) => http.changeDriver({ id: 'bus-7' }, { name: 'Seven' }),
  removeDriver: (http) => http.removeDriver({ id: 'bus-7' }),
  listGroups: (http) => http.listGroups({ q: 'bus' }),
  group: (http) => http.group({ id: 'bus-7' }),
  putGroup: (http) => http.putGroup({ id: 'bus-7' }, { name: 'Seven' }),
  changeGroup: (http) => http.changeGroup({ id: 'bus-7' }, { name: 'Seven' }),
  removeGroup: (http) => http.removeGroup({ id: 'bus-7' }),
  importRegistry: (http) => http.importRegistry({ kind: 'vehicles' }, 'vehicleId\nbus-7\n'),
  exportRegistry: (http) => http.exportRegistry({ kind: 'groups' }),
  tripEtas: (http) => http.tripEtas({ id: 'north-0730~2026-05-04' }),
  etaAccuracy: (http) => http.etaAccuracy({ from: '2026-05-04', to: '2026-05-08' }),
  listTrips: (http) => http.listTrips({ date: '2026-05-04' }),
  createTrip: (http) => http.createTrip({ scheduleId: 'north-0730', date: '2026-05-04' }),
  trip: (http) => http.trip({ id: 'north-0730~2026-05-04' }),
  startTrip: (http) => http.startTrip({ id: 'north-0730~2026-05-04' }, {}),
  completeTrip: (http) => http.completeTrip({ id: 'north-0730~2026-05-04' }, {}),
  cancelTrip: (http) => http.cancelTrip({ id: 'north-0730~2026-05-04' }, { reason: 'Snow' }),
  substituteTrip: (http) => http.substituteTrip({ id: 'north-0730~2026-05-04' }, { vehicleId: 'bus-8' }),
  listSchoolStops: (http) => http.listSchoolStops({ q: 'seven' }),
  schoolStop: (http) => http.schoolStop({ id: 's' }),
  putSchoolStop: (http) =>
    http.putSchoolStop({ id: 's' }, { name: 'School', latitude: 52.66, longitude: -8.63 }),
  removeSchoolStop: (http) => http.removeSchoolStop({ id: 's' }),
  listSchoolRoutes: (http) => http.listSchoolRoutes({ q: 'seven' }),
  schoolRoute: (http) => http.schoolRoute({ id: 's' }),
  putSchoolRoute: (http) =>
    http.putSchoolRoute({ id: 's' }, { name: 'Seven', stops: [{ stopId: 'a' }, { stopId: 'b' }] }),
  removeSchoolRoute: (http) => http.removeSchoolRoute({ id: 's' }),
  listSchoolCalendars: (http) => http.listSchoolCalendars({ q: 'seven' }),
  schoolCalendar: (http) => http.schoolCalendar({ id: 's' }),
  putSchoolCalendar: (http) =>
    http.putSchoolCalendar({ id: 's' }, { weekdays: [1], startsOn: '2026-05-04', endsOn: '2026-06-26' }),
  removeSchoolCalendar: (http) => http.removeSchoolCalendar({ id: 's' }),
  listSchoolSchedules: (http) => http.listSchoolSchedules({ q: 'seven' }),
  schoolSchedule: (http) => http.schoolSchedule({ id: 's' }),
  putSchoolSchedule: (http) =>
    http.putSchoolSchedule(
      { id: 's' },
      { routeId: 'r', calendarId: 'c', times: [{ arrival: '07:45' }, { arrival: '07:58' }] },
    ),
  removeSchoolSchedule: (http) => http.removeSchoolSchedule({ id: 's' }),
  importGtfs: (http) => http.importGtfs({ dryRun: 'true' }, new Uint8Array()),
  exportGtfs: (http) => http.exportGtfs(),
  listGeofences: (http) => http.listGeofences({ limit: 10 }),
  createGeofence: (http) => http.createGeofence(FENCE),
  exportGeofences: (http) => http.exportGeofences(),
  importGeofences: (http) => http.importGeofences({ type: 'FeatureCollection', features: [] }),
  geofence: (http) => http.geofence({ fenceId: 'depot' }),
  putGeofence: (http) => http.putGeofence({ fenceId: 'depot' }, FENCE),
  removeGeofence: (http) => http.removeGeofence({ fenceId: 'depot' }),
  listStudents: (http) => http.listStudents({ q: 'ann' }),
  exportStudents: (http) => http.exportStudents(),
  importStudents: (http) => http.importStudents({ dryRun: 'true' }, 'student_id,name\ns-12,Ann\n'),
  student: (http) => http.student({ id: 's-12' }),
  putStudent: (http) => http.putStudent({ id: 's-12' }, { name: 'Ann' }),
  removeStudent: (http) => http.removeStudent({ id: 's-12' }),
  exportStudent: (http) => http.exportStudent({ id: 's-12' }),
  tripPassengers: (http) => http.tripPassengers({ id: '7A-2026-05-04' }),
  reportBoardings: (http) => http.reportBoardings({ id: '7A-2026-05-04' }, { boardings: [{}] }),
  schoolNotices: (http) => http.schoolNotices({ studentId: 's-12' }),
  followLog: (http) => http.followLog({ subjectId: 'parent-12' }),
  guardianChildren: (http) => http.guardianChildren(),
  setGuardianNotice: (http) => http.setGuardianNotice({ id: 's-12' }, { seconds: 300, metres: null }),
  guardianNotices: (http) => http.guardianNotices({ tripId: '7A-2026-05-04' }),
  createOrder: (http) =>
    http.createOrder({ pickup: { latitude: 52.66, longitude: -8.63 } }, { idempotencyKey: 'k-1' }),
  listOrders: (http) => http.listOrders({ status: 'open' }),
  order: (http) => http.order({ id: 'o-81' }),
  orderTimeline: (http) => http.orderTimeline({ id: 'o-81' }),
  orderEta: (http) => http.orderEta({ id: 'o-81' }),
  acceptOrder: (http) => http.acceptOrder({ id: 'o-81' }),
  declineOrder: (http) => http.declineOrder({ id: 'o-81' }),
  releaseOrder: (http) => http.releaseOrder({ id: 'o-81' }, { reason: 'A flat tyre' }),
  assignOrder: (http) => http.assignOrder({ id: 'o-81' }, { driverId: 'driver-3' }),
  arriveOrder: (http) => http.arriveOrder({ id: 'o-81' }),
  startOrder: (http) => http.startOrder({ id: 'o-81' }),
  completeOrder: (http) => http.completeOrder({ id: 'o-81' }),
  cancelOrder: (http) => http.cancelOrder({ id: 'o-81' }, { reason: 'My plans changed' }),
  listTaxiDrivers: (http) => http.listTaxiDrivers(),
  driverOffers: (http) => http.driverOffers(),
  setShift: (http) => http.setShift({ state: 'online' }),
  nearbyCars: (http) => http.nearbyCars({ latitude: 52.66, longitude: -8.63 }),
  taxiSettings: (http) => http.taxiSettings(),
  putTaxiSettings: (http) => http.putTaxiSettings(DEFAULT_TAXI_SETTINGS),
  version: (http) => http.version(),
  health: (http) => http.health(),
  healthRealtime: (http) => http.healthRealtime(),
  healthSocketio: (http) => http.healthSocketio(),
  healthLive: (http) => http.healthLive(),
  healthReady: (http) => http.healthReady(),
  stats: (http) => http.stats(),
  metrics: (http) => http.metrics(),
  openapi: (http) => http.openapi(),
  asyncapi: (http) => http.asyncapi(),
  docs: (http) => http.docs(),
};

describe('types derived from the contract', () => {
  it('make every command and route callable', () => {
    expect(Object.keys(CALLS).sort()).toEqual([...COMMAND_NAMES].sort());
    const called = ROUTE_NAMES.filter((name) => routeDefinition(name).access !== 'device').sort();
    expect(Object.keys(ROUTE_USES).sort()).toEqual(called);
    const { http } = connectionTo('http://127.0.0.1:1');
    expect(Object.keys(http).sort()).toEqual(called);
    expectTypeOf<keyof typeof COMMANDS>().toEqualTypeOf<keyof typeof CALLS>();
    expectTypeOf<Exclude<keyof typeof ROUTES, DeviceReportName>>().toEqualTypeOf<keyof HttpApi>();
  });

  it('know every event', () => {
    for (const event of EVENT_NAMES) expect(toIncoming({ type: event }).event).toBe(event);
    expectTypeOf<Parameters<Connection['on']>[0]>().toEqualTypeOf<EventName>();
  });

  it('know every topic family, and what its events carry', () => {
    for (const family of TOPIC_FAMILIES) expect(() => isLogTopic(`${family}:x` as TopicName)).not.toThrow();
    expectTypeOf<TopicPayload<'vehicle:bus-7'>>().toEqualTypeOf<LocationUpdate>();
    expectTypeOf<TopicPayload<'geofence:bus-7'>>().toEqualTypeOf<
      EventPayload<'geofence:alert'> | EventPayload<'geofence:dwell'>
    >();
    expectTypeOf<TopicPayload<'drivers'>>().toEqualTypeOf<EventPayload<'message'>>();
    expectTypeOf<TopicName<'fleet' | 'geofence'>>().toEqualTypeOf<'fleet' | `geofence:${string}`>();
  });

  it('refuse wrong input, seen by the compiler', () => {
    const misuses = (connection: Connection) => [
      // @ts-expect-error an unknown command
      connection.call('teleport'),
      // @ts-expect-error a command without its input
      connection.call('track:vehicle'),
      // @ts-expect-error a wrong field
      connection.call('track:vehicle', { vehicle: 'bus-7' }),
      // @ts-expect-error an unknown topic
      connection.subscribe('weather', () => undefined),
      // @ts-expect-error a family that needs an id
      connection.subscribe('geofence', () => undefined),
      // @ts-expect-error a route without its parameters
      connection.http.lastLocation(),
    ];
    expect(misuses).toBeTypeOf('function');
  });

  it('let history be JSON or a file', () => {
    expectTypeOf<HttpApi['history']>().toBeCallableWith({ id: 'bus-7' }, { format: 'gpx' });
    const page = (http: HttpApi) => http.history({ id: 'bus-7' }, { from: '2026-05-04' });
    const file = (http: HttpApi) => http.history({ id: 'bus-7' }, { format: 'csv' });
    expectTypeOf(page).returns.resolves.toHaveProperty('nextCursor');
    expectTypeOf(file).returns.resolves.toEqualTypeOf<Response>();
  });
});
