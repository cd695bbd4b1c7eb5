import { ALERT_CALLS } from './alert-calls.ts';
import { CONVERSATION_CALLS } from './conversation-calls.ts';
import { GEOFENCE_CALLS } from './geofence-calls.ts';
import { PEOPLE_CALLS } from './people-calls.ts';
import { REGISTRY_CALLS } from './registry-calls.ts';
import type { RouteCalls } from './route-call.ts';
import { SCHOOL_PLAN_CALLS } from './school-plan-calls.ts';
import { SCHOOL_TRIP_CALLS } from './school-trip-calls.ts';
import { TAXI_CALLS } from './taxi-calls.ts';

/**
 * Every route that the client calls. The contract's own table holds its schemas too, and would bring the schema
 * library into every browser; the literal types make a difference between the two a compile error.
 */
export const ROUTE_CALLS: RouteCalls = {
  reportFix: {
    method: 'POST',
    path: '/api/tracking/location',
    takes: ['body'],
    answers: 'json',
    token: true,
  },
  reportBatch: { method: 'POST', path: '/api/tracking/batch', takes: ['body'], answers: 'json', token: true },
  listVehicles: { method: 'GET', path: '/api/tracking/vehicles', takes: [], answers: 'json', token: true },
  lastLocation: {
    method: 'GET',
    path: '/api/tracking/vehicles/:id/location',
    takes: ['params'],
    answers: 'json',
    token: true,
  },
  history: {
    method: 'GET',
    path: '/api/tracking/vehicles/:id/history',
    takes: ['params', 'query'],
    answers: 'json',
    token: true,
  },
  ride: {
    method: 'GET',
    path: '/api/tracking/vehicles/:id/ride',
    takes: ['params', 'query'],
    answers: 'json',
    token: true,
  },
  reportTrips: {
    method: 'GET',
    path: '/api/reports/trips',
    takes: ['query'],
    answers: 'json',
    token: true,
  },
  reportStops: {
    method: 'GET',
    path: '/api/reports/stops',
    takes: ['query'],
    answers: 'json',
    token: true,
  },
  reportSummary: {
    method: 'GET',
    path: '/api/reports/summary',
    takes: ['query'],
    answers: 'json',
    token: true,
  },
  vehicleEvents: {
    method: 'GET',
    path: '/api/tracking/vehicles/:id/events',
    takes: ['params', 'query'],
    answers: 'json',
    token: true,
  },
  odometer: {
    method: 'GET',
    path: '/api/tracking/vehicles/:id/odometer',
    takes: ['params'],
    answers: 'json',
    token: true,
  },
  fixVerdict: {
    method: 'GET',
    path: '/api/tracking/vehicles/:id/fixes/:time/verdict',
    takes: ['params'],
    answers: 'json',
    token: true,
  },
  aggregates: {
    method: 'GET',
    path: '/api/tracking/vehicles/:id/aggregates',
    takes: ['params', 'query'],
    answers: 'json',
    token: true,
  },
  stream: { method: 'GET', path: '/api/stream', takes: ['query'], answers: 'response', token: true },
  me: { method: 'GET', path: '/api/me', takes: [], answers: 'json', token: true },
  listGrants: { method: 'GET', path: '/api/grants', takes: ['query'], answers: 'json', token: true },
  createGrant: { method: 'POST', path: '/api/grants', takes: ['body'], answers: 'json', token: true },
  revokeGrant: {
    method: 'DELETE',
    path: '/api/grants/:subject/:vehicleId',
    takes: ['params'],
    answers: 'nothing',
    token: true,
  },
  createShare: { method: 'POST', path: '/api/shares', takes: ['body'], answers: 'json', token: true },
  listShares: { method: 'GET', path: '/api/shares', takes: ['query'], answers: 'json', token: true },
  revokeShare: {
    method: 'DELETE',
    path: '/api/shares/:shareId',
    takes: ['params'],
    answers: 'nothing',
    token: true,
  },
  listQuarantine: {
    method: 'GET',
    path: '/api/devices/quarantine',
    takes: ['query'],
    answers: 'json',
    token: true,
  },
  listDevices: { method: 'GET', path: '/api/devices', takes: ['query'], answers: 'json', token: true },
  createDevice: { method: 'POST', path: '/api/devices', takes: ['body'], answers: 'json', token: true },
  rotateDeviceKey: {
    method: 'POST',
    path: '/api/devices/:id/key',
    takes: ['params'],
    answers: 'json',
    token: true,
  },
  removeDevice: {
    method: 'DELETE',
    path: '/api/devices/:id',
    takes: ['params'],
    answers: 'nothing',
    token: true,
  },
  currentShare: { method: 'GET', path: '/api/shares/current', takes: [], answers: 'json', token: true },
  shareTrail: { method: 'GET', path: '/api/shares/current/trail', takes: [], answers: 'json', token: true },
  gtfsVehiclePositions: {
    method: 'GET',
    path: '/api/gtfs-realtime/vehicle-positions',
    takes: ['query'],
    answers: 'response',
    token: true,
  },
  gtfsTripUpdates: {
    method: 'GET',
    path: '/api/gtfs-realtime/trip-updates',
    takes: ['query'],
    answers: 'response',
    token: true,
  },
  gtfsAlerts: {
    method: 'GET',
    path: '/api/gtfs-realtime/alerts',
    takes: ['query'],
    answers: 'response',
    token: true,
  },
  vehiclesGeojson: {
    method: 'GET',
    path: '/api/tracking/vehicles.geojson',
    takes: ['query'],
    answers: 'response',
    token: true,
  },
  demoToken: { method: 'POST', path: '/api/demo/token', takes: ['body'], answers: 'json', token: false },
  ...REGISTRY_CALLS,
  ...ALERT_CALLS,
  ...GEOFENCE_CALLS,
  ...SCHOOL_PLAN_CALLS,
  ...SCHOOL_TRIP_CALLS,
  tripEtas: {
    method: 'GET',
    path: '/api/school/trips/:id/etas',
    takes: ['params'],
    answers: 'json',
    token: true,
  },
  etaAccuracy: {
    method: 'GET',
    path: '/api/school/eta-accuracy',
    takes: ['query'],
    answers: 'json',
    token: true,
  },
  ...PEOPLE_CALLS,
  ...TAXI_CALLS,
  ...CONVERSATION_CALLS,
  version: { method: 'GET', path: '/api/version', takes: [], answers: 'json', token: false },
  health: { method: 'GET', path: '/health', takes: [], answers: 'json', token: false },
  healthRealtime: { method: 'GET', path: '/health/realtime', takes: [], answers: 'json', token: false },
  healthSocketio: { method: 'GET', path: '/api/health/socketio', takes: [], answers: 'json', token: false },
  healthLive: { method: 'GET', path: '/health/live', takes: [], answers: 'json', token: false },
  healthReady: { method: 'GET', path: '/health/ready', takes: [], answers: 'json', token: false },
  stats: { method: 'GET', path: '/ws/stats', takes: [], answers: 'json', token: false },
  metrics: { method: 'GET', path: '/metrics', takes: [], answers: 'response', token: false },
  openapi: { method: 'GET', path: '/api/openapi.json', takes: [], answers: 'response', token: false },
  asyncapi: { method: 'GET', path: '/api/asyncapi.json', takes: [], answers: 'response', token: false },
  docs: { method: 'GET', path: '/api/docs', takes: [], answers: 'response', token: false },
};

/** A route's path with its parameters filled in and its query appended. */
export function routePath(
  path: string,
  params: Record<string, unknown>,
  query: Record<string, unknown>,
): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === '' ? filled : `${filled}?${text}`;
}
