import type { RouteCalls } from './route-call.ts';

/** The routes about roads, hazards and regions. */
export const ROAD_CALLS = {
  postObservations: {
    method: 'POST',
    path: '/api/roads/observations',
    takes: ['body'],
    answers: 'json',
    token: true,
  },
  roadSegments: {
    method: 'GET',
    path: '/api/roads/segments',
    takes: ['query'],
    answers: 'json',
    token: true,
  },
  roadTile: {
    method: 'GET',
    path: '/api/roads/tiles/:z/:x/:y',
    takes: ['params', 'query'],
    answers: 'response',
    token: true,
  },
  roadSegment: {
    method: 'GET',
    path: '/api/roads/segments/:id',
    takes: ['params'],
    answers: 'json',
    token: true,
  },
  segmentAnalytics: {
    method: 'GET',
    path: '/api/roads/segments/:id/analytics',
    takes: ['params', 'query'],
    answers: 'json',
    token: true,
  },
  importSegments: {
    method: 'POST',
    path: '/api/roads/segments/import',
    takes: ['query', 'body'],
    answers: 'json',
    token: true,
  },
  recomputeRoads: { method: 'POST', path: '/api/roads/recompute', takes: [], answers: 'json', token: true },
  postHazard: { method: 'POST', path: '/api/roads/hazards', takes: ['body'], answers: 'json', token: true },
  listHazards: { method: 'GET', path: '/api/roads/hazards', takes: ['query'], answers: 'json', token: true },
  confirmHazard: {
    method: 'POST',
    path: '/api/roads/hazards/:id/confirm',
    takes: ['params'],
    answers: 'json',
    token: true,
  },
  dismissHazard: {
    method: 'POST',
    path: '/api/roads/hazards/:id/dismiss',
    takes: ['params'],
    answers: 'json',
    token: true,
  },
  region: { method: 'GET', path: '/api/regions/:geohash', takes: ['params'], answers: 'json', token: true },
} satisfies Partial<RouteCalls>;
