import { z } from 'zod';
import {
  Geofence,
  GeofenceCollection,
  GeofenceDescription,
  GeofenceImport,
  GeofenceParams,
  GeofenceQuery,
  NewGeofence,
} from './geofence-schemas.ts';
import type { RouteDefinition } from './route-definition.ts';

/** Routes of geofences. */
export const GEOFENCE_ROUTES = {
  listGeofences: {
    method: 'GET',
    path: '/api/geofences',
    access: 'token',
    query: GeofenceQuery,
    status: 200,
    response: z.object({ items: z.array(Geofence), nextCursor: z.string().nullable() }),
    summary: 'Fences of the tenant in order of ids.',
  },
  createGeofence: {
    method: 'POST',
    path: '/api/geofences',
    access: 'token',
    body: NewGeofence,
    mayConflict: true,
    status: 201,
    response: Geofence,
    summary: 'Draws a fence; 409 when its id is taken.',
  },
  exportGeofences: {
    method: 'GET',
    path: '/api/geofences.geojson',
    access: 'token',
    status: 200,
    mediaTypes: ['application/geo+json'],
    summary: 'All fences as a GeoJSON FeatureCollection.',
  },
  importGeofences: {
    method: 'POST',
    path: '/api/geofences.geojson',
    access: 'token',
    body: GeofenceCollection,
    mayConflict: true,
    status: 200,
    response: GeofenceImport,
    summary:
      'Takes over the features of a GeoJSON FeatureCollection, all or none; those with a known id change.',
  },
  geofence: {
    method: 'GET',
    path: '/api/geofences/:fenceId',
    access: 'token',
    params: GeofenceParams,
    status: 200,
    response: Geofence,
    summary: 'A fence by its id.',
  },
  putGeofence: {
    method: 'PUT',
    path: '/api/geofences/:fenceId',
    access: 'token',
    params: GeofenceParams,
    body: GeofenceDescription,
    mayConflict: true,
    status: 200,
    response: Geofence,
    summary: 'Changes a fence from now on, or draws it; what happened before stays as it was.',
  },
  removeGeofence: {
    method: 'DELETE',
    path: '/api/geofences/:fenceId',
    access: 'token',
    params: GeofenceParams,
    status: 204,
    summary: 'Removes a fence; vehicles that are in it are not told to have left.',
  },
} as const satisfies Record<string, RouteDefinition>;
