import type { z } from 'zod';
import { ALERT_ANSWERS, ALERT_BODIES } from './alert-examples.ts';
import type { COMMANDS, CommandArguments, CommandName } from './commands.ts';
import {
  CONVERSATION_ACK_EXAMPLES,
  CONVERSATION_ANSWERS,
  CONVERSATION_BODIES,
  CONVERSATION_COMMAND_EXAMPLES,
} from './conversations/conversation-examples.ts';
import { CONVERSATION_EVENTS } from './conversations/event-examples.ts';
import { DEVICE_ANSWERS, DEVICE_BODIES } from './device-examples.ts';
import type { EVENTS, EventName } from './events.ts';
import { GEOFENCE_ANSWERS, GEOFENCE_BODIES } from './geofence-examples.ts';
import { REGISTRY_ANSWERS, REGISTRY_BODIES } from './registry-examples.ts';
import { REPORT_EXAMPLES } from './report-examples.ts';
import { ROAD_ANSWERS, ROAD_BODIES } from './roads/road-examples.ts';
import type { RouteBody, RouteName, RouteResponse } from './routes.ts';
import { SCHOOL_ETA_ANSWERS } from './school/eta-routes.ts';
import { PEOPLE_ANSWERS, PEOPLE_BODIES } from './school/people-examples.ts';
import { SCHOOL_PLAN_ANSWERS, SCHOOL_PLAN_BODIES } from './school/plan-examples.ts';
import { SCHOOL_TRIP_ANSWERS, SCHOOL_TRIP_BODIES, TRIP_UPDATE } from './school/trip-examples.ts';
import { SHARE, SHARE_INPUT, SHARE_TOKEN } from './share-examples.ts';
import { ACCEPTED_ORDER, DRIVER_OFFERS, ORDER_UPDATE } from './taxi/event-examples.ts';
import { TAXI_ANSWERS, TAXI_BODIES } from './taxi/taxi-examples.ts';

// What the generated references and the page of the API show. A test decodes each by its schema.

type With<Key extends 'body' | 'response', N extends RouteName = RouteName> = N extends RouteName
  ? [Key extends 'body' ? RouteBody<N> : RouteResponse<N>] extends [never]
    ? never
    : N
  : never;

const FIX = {
  vehicleId: 'bus-7',
  latitude: 52.6638,
  longitude: -8.6267,
  accuracy: 6,
  speed: 8.4,
  heading: 214,
  timestamp: '2026-05-04T07:45:50.000Z',
};
const LOCATION = { ...FIX, status: 'ONLINE' as const };
const NEXT_FIX = { vehicleId: 'bus-7', lat: 52.6629, lng: -8.6274, time: '2026-05-04T07:46:05.000Z' };
const GRANT = { subject: 'parent-12', vehicleId: 'bus-7', expiresAt: '2026-07-01T00:00:00.000Z' };

const DAY = {
  start: '2026-05-03T23:00:00.000Z',
  end: '2026-05-04T23:00:00.000Z',
  fixes: 2412,
  distanceM: 81_234.5,
  movingS: 14_520,
  standingS: 21_480,
  maxSpeed: 22.4,
  avgSpeed: 6.1,
  first: { time: '2026-05-04T06:31:05.000Z', latitude: 52.6638, longitude: -8.6267 },
  last: { time: '2026-05-04T17:02:40.000Z', latitude: 52.6629, longitude: -8.6274 },
};

/** A body that each route with one takes. */
export const BODY_EXAMPLES: { readonly [N in With<'body'>]: RouteBody<N> } = {
  reportFix: FIX,
  reportBatch: { updates: [FIX, NEXT_FIX] },
  createGrant: GRANT,
  createShare: SHARE_INPUT,
  demoToken: { role: 'driver', vehicles: ['bus-7'] },
  ...REGISTRY_BODIES,
  ...ALERT_BODIES,
  ...PEOPLE_BODIES,
  ...GEOFENCE_BODIES,
  ...SCHOOL_PLAN_BODIES,
  ...SCHOOL_TRIP_BODIES,
  ...TAXI_BODIES,
  ...ROAD_BODIES,
  ...CONVERSATION_BODIES,
  ...DEVICE_BODIES,
};

/** An answer of each route with a JSON answer. */
export const RESPONSE_EXAMPLES: { readonly [N in With<'response'>]: RouteResponse<N> } = {
  reportFix: { accepted: true, broadcast: true },
  reportBatch: {
    accepted: 1,
    rejected: [
      {
        index: 1,
        code: 'forbidden',
        message: 'the token (roles: driver) does not allow to report for vehicle bus-9',
      },
    ],
  },
  listVehicles: { vehicles: [LOCATION] },
  lastLocation: LOCATION,
  aggregates: { bucket: 'day', timeZone: 'Europe/Dublin', items: [DAY], nextCursor: null },
  history: {
    items: [
      {
        time: '2026-05-04T07:45:50.000Z',
        receivedAt: '2026-05-04T07:45:50.412Z',
        latitude: 52.6638,
        longitude: -8.6267,
        accuracy: 6,
        speed: 8.4,
        heading: 214,
        altitude: null,
      },
    ],
    nextCursor: 'djE6MTc3Nzg4MDc1MDAwMQ',
  },
  ride: {
    vehicleId: 'bus-7',
    fixes: 3,
    toleranceM: 5,
    silences: [],
    times: [1_777_880_750_000, 1_777_880_752_000],
    latitudes: [52.6638, 52.6641],
    longitudes: [-8.6267, -8.6271],
    speeds: [8.4, null],
    ignored: [{ time: 1_777_880_751_000, latitude: 52.6749, longitude: -8.6312 }],
  },
  ...REPORT_EXAMPLES,
  me: {
    subject: 'driver-3',
    tenant: 'default',
    roles: ['driver'],
    vehicles: ['bus-7'],
    expiresAt: '2026-05-04T19:00:00.000Z',
    reportIntervalMs: 15_000,
    minReportIntervalMs: 500,
    profile: 'fleet',
  },
  listGrants: { grants: [GRANT] },
  createGrant: GRANT,
  createShare: {
    ...SHARE,
    token: SHARE_TOKEN,
    url: `https://waycast.example.com/share#${SHARE_TOKEN}`,
  },
  listShares: { shares: [{ ...SHARE, lastUsedAt: '2026-05-04T07:44:00.000Z', uses: 2 }] },
  currentShare: {
    state: 'active',
    kind: 'vehicle',
    vehicleId: 'bus-7',
    label: SHARE_INPUT.label,
    destination: SHARE_INPUT.destination,
    trailFrom: SHARE_INPUT.trailFrom,
    expiresAt: SHARE_INPUT.until.time,
    serverTime: '2026-05-04T07:46:00.000Z',
    reportIntervalMs: 15_000,
    location: LOCATION,
    eta: {
      kind: 'between',
      earliest: '2026-05-04T07:46:45.000Z',
      latest: '2026-05-04T07:47:30.000Z',
      distanceM: 369,
      method: 'straight-line',
    },
  },
  shareTrail: {
    points: [{ latitude: 52.6638, longitude: -8.6267, time: '2026-05-04T07:45:50.000Z' }],
  },
  ...DEVICE_ANSWERS,
  demoToken: { token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZW1vIn0.signature' },
  ...REGISTRY_ANSWERS,
  ...ALERT_ANSWERS,
  ...PEOPLE_ANSWERS,
  ...GEOFENCE_ANSWERS,
  ...SCHOOL_PLAN_ANSWERS,
  ...SCHOOL_TRIP_ANSWERS,
  ...SCHOOL_ETA_ANSWERS,
  ...TAXI_ANSWERS,
  ...ROAD_ANSWERS,
  ...CONVERSATION_ANSWERS,
  version: { name: 'waycast', version: '0.1.0', protocol: 1 },
  health: {
    status: 'ok',
    timestamp: '2026-05-04T07:46:00.000Z',
    services: { database: 'connected', redis: 'disabled', socketio: 'active' },
  },
  healthRealtime: { status: 'ok', connections: 214, rooms: 37, redis: 'disabled' },
  healthSocketio: {
    status: 'healthy',
    redis: { pub: 'disabled', sub: 'disabled' },
    timestamp: '2026-05-04T07:46:00.000Z',
  },
  healthLive: { status: 'live' },
  healthReady: { status: 'ready' },
  stats: {
    connections: 214,
    drivers: 40,
    users: 160,
    viewers: 120,
    servers: [{ id: 'b4c1', connections: 214, drivers: 40, users: 160, viewers: 120 }],
  },
};

/** Input of each command. */
export const COMMAND_EXAMPLES: { readonly [N in CommandName]: CommandArguments<N> } = {
  authenticate: { token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkcml2ZXItMyJ9.signature' },
  'track:vehicle': { vehicleId: 'bus-7' },
  'untrack:vehicle': { vehicleId: 'bus-7' },
  'track:trip': { tripId: 'north-0730~2026-05-04' },
  'untrack:trip': { tripId: 'north-0730~2026-05-04' },
  'order:view': { orderId: 'o-81' },
  'order:unview': { orderId: 'o-81' },
  'order:accept': { orderId: 'o-81' },
  'track:fleet': { bbox: [-8.7, 52.6, -8.5, 52.7], tickMs: 100 },
  'untrack:fleet': {},
  'location:update': FIX,
  heartbeat: { latitude: 52.6638, longitude: -8.6267 },
  'region:join': { geohash: 'gc3gee' },
  'join:company': { companyId: 'acme-support' },
  ...CONVERSATION_COMMAND_EXAMPLES,
  subscribe: { topic: 'geofence:bus-7', since: { epoch: 'b4c1', offset: 17 } },
  unsubscribe: { topic: 'geofence:bus-7' },
};

/** Fields of each command's positive ack, beside `ok` and `requestId`. */
export const ACK_EXAMPLES: { readonly [N in CommandName]: z.input<(typeof COMMANDS)[N]['ack']> } = {
  authenticate: { subject: 'driver-3', expiresAt: '2026-05-04T19:00:00.000Z' },
  'track:vehicle': { location: LOCATION },
  'untrack:vehicle': {},
  'track:trip': { trip: TRIP_UPDATE },
  'untrack:trip': {},
  'order:view': { count: 4 },
  'order:unview': { count: 3 },
  'order:accept': { order: ACCEPTED_ORDER },
  'track:fleet': { vehicles: 48 },
  'untrack:fleet': {},
  'location:update': { accepted: true, broadcast: true },
  heartbeat: { serverTime: '2026-05-04T07:46:00.000Z' },
  'region:join': { members: 3 },
  'join:company': {},
  ...CONVERSATION_ACK_EXAMPLES,
  subscribe: { epoch: 'b4c1', offset: 19, recovered: true },
  unsubscribe: {},
};

/** A payload of each event. */
export const EVENT_EXAMPLES: { readonly [N in EventName]: z.input<(typeof EVENTS)[N]['payload']> } = {
  'location:update': LOCATION,
  'geofence:alert': {
    vehicleId: 'bus-7',
    stopId: 'stop-4',
    stopName: 'Colbert Station',
    action: 'ARRIVED',
    distance: 18,
    timestamp: '2026-05-04T07:46:20.000Z',
    topic: 'geofence:bus-7',
    offset: 18,
    epoch: 'b4c1',
  },
  'geofence:dwell': {
    vehicleId: 'bus-7',
    stopId: 'depot',
    stopName: 'Roxboro depot',
    action: 'DWELL',
    dwellS: 600,
    since: '2026-05-04T07:46:20.000Z',
    timestamp: '2026-05-04T07:56:20.000Z',
    topic: 'geofence:bus-7',
    offset: 19,
    epoch: 'b4c1',
  },
  'trip:update': TRIP_UPDATE,
  'locations:batch': { updates: [LOCATION] },
  message: { type: 'new_order', order: { orderId: 'o-81' }, topic: 'drivers', offset: 5, epoch: 'b4c1' },
  'order:update': { ...ORDER_UPDATE, topic: 'order:o-81', offset: 3, epoch: 'b4c1' },
  order_viewers: { orderId: 'o-81', count: 4, topic: 'order:o-81' },
  'offers:update': DRIVER_OFFERS,
  ...CONVERSATION_EVENTS,
  'region:update': { geohash: 'gc3gee', members: 3 },
  'token:expiring': { expiresAt: '2026-05-04T19:00:00.000Z' },
  'server:moving': { delayMs: 350 },
  resync: { topic: 'geofence:bus-7', recovered: false, epoch: 'b4c1', offset: 18 },
  error: { code: 'not_found', message: 'no vehicle bus-9 that you may see', requestId: 'k3x9-12' },
};
