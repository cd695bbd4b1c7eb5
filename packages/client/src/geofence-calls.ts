import type { RouteCalls } from './route-call.ts';

/** The routes about geofences. */
export const GEOFENCE_CALLS = {
  listGeofences: { method: 'GET', path: '/api/geofences', takes: ['query'], answers: 'json', token: true },
  createGeofence: { method: 'POST', path: '/api/geofences', takes: ['body'], answers: 'json', token: true },
  exportGeofences: {
    method: 'GET',
    path: '/api/geofences.geojson',
    takes: [],
    answers: 'response',
    token: true,
  },
  importGeofences: {
    method: 'POST',
    path: '/api/geofences.geojson',
    takes: ['body'],
    answers: 'json',
    token: true,
  },
  geofence: {
    method: 'GET',
    path: '/api/geofences/:fenceId',
    takes: ['params'],
    answers: 'json',
    token: true,
  },
  putGeofence: {
    method: 'PUT',
    path: '/api/geofences/:fenceId',
    takes: ['params', 'body'],
    answers: 'json',
    token: true,
  },
  removeGeofence: {
    method: 'DELETE',
    path: '/api/geofences/:fenceId',
    takes: ['params'],
    answers: 'nothing',
    token: true,
  },
} satisfies Partial<RouteCalls>;
