import type { RouteCalls } from './route-call.ts';

/** The routes about trips of school buses. */
export const SCHOOL_TRIP_CALLS = {
  listTrips: { method: 'GET', path: '/api/school/trips', takes: ['query'], answers: 'json', token: true },
  createTrip: { method: 'POST', path: '/api/school/trips', takes: ['body'], answers: 'json', token: true },
  trip: { method: 'GET', path: '/api/school/trips/:id', takes: ['params'], answers: 'json', token: true },
  startTrip: {
    method: 'POST',
    path: '/api/school/trips/:id/start',
    takes: ['params', 'body'],
    answers: 'json',
    token: true,
  },
  completeTrip: {
    method: 'POST',
    path: '/api/school/trips/:id/complete',
    takes: ['params', 'body'],
    answers: 'json',
    token: true,
  },
  cancelTrip: {
    method: 'POST',
    path: '/api/school/trips/:id/cancel',
    takes: ['params', 'body'],
    answers: 'json',
    token: true,
  },
  substituteTrip: {
    method: 'POST',
    path: '/api/school/trips/:id/substitute',
    takes: ['params', 'body'],
    answers: 'json',
    token: true,
  },
} satisfies Partial<RouteCalls>;
