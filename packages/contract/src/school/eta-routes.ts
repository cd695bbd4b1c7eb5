import type { RouteDefinition } from '../route-definition.ts';
import { AccuracyQuery, EtaAccuracy, TripEtas, TripParams } from './trip-schemas.ts';

/** When trips arrive, and how right that was. */
export const SCHOOL_ETA_ROUTES = {
  tripEtas: {
    method: 'GET',
    path: '/api/school/trips/:id/etas',
    access: 'token',
    params: TripParams,
    status: 200,
    response: TripEtas,
    summary:
      'When a trip will be at each stop that remains, with how sure that is; of one to come, by its schedule.',
  },
  etaAccuracy: {
    method: 'GET',
    path: '/api/school/eta-accuracy',
    access: 'token',
    query: AccuracyQuery,
    status: 200,
    response: EtaAccuracy,
    summary: 'What was predicted beside what came of it, by route and day: the ETA Accuracy Benchmark.',
  },
} as const satisfies Record<string, RouteDefinition>;

const BUCKETS = [
  { horizon: '0-3', predictions: 40, accurate: 36, percent: 90 },
  { horizon: '3-6', predictions: 30, accurate: 27, percent: 90 },
  { horizon: '6-10', predictions: 20, accurate: 16, percent: 80 },
  { horizon: '10-15', predictions: 10, accurate: 8, percent: 80 },
];

const SCORE = { predictions: 100, percent: 85, coverage: 81, buckets: BUCKETS };

export const SCHOOL_ETA_ANSWERS = {
  tripEtas: {
    tripId: 'north-0730~2026-05-04',
    status: 'IN_PROGRESS' as const,
    madeAt: '2026-05-04T07:41:10.000Z',
    etas: [
      {
        stopId: 'mill-lane',
        stopSequence: 4,
        name: 'Mill Lane',
        scheduledAt: '2026-05-04T07:44:00.000Z',
        eta: '2026-05-04T07:44:20.000Z',
        p10: '2026-05-04T07:43:40.000Z',
        p50: '2026-05-04T07:44:35.000Z',
        p90: '2026-05-04T07:46:05.000Z',
      },
    ],
  },
  etaAccuracy: { overall: SCORE, routes: [{ routeId: 'north', date: '2026-05-04', ...SCORE }] },
};
