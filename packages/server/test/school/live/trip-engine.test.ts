import type { Fix } from '@waycast/contract';
import { expect, it } from 'vitest';
import { KeptMoment, TripEngine, type TripToFollow } from '../../../src/trip-engine.ts';

const START = Date.UTC(2026, 0, 6, 8);

/** A trip due north with a stop every 500 m, a minute apart. */
const TRIP: TripToFollow = {
  ...{ tripId: 'trip', routeId: 'route', vehicleId: 'bus' },
  scheduledStart: START,
  scheduledEnd: START + 240_000,
  plan: {
    name: 'North',
    direction: 'to_school',
    line: [
      [-8.6, 52.6],
      [-8.6, 52.6 + 2000 / 111_195],
    ],
    stops: [1, 2, 3, 4, 5].map((sequence) => ({
      ...{ stopId: `stop-${sequence}`, name: `Stop ${sequence}`, sequence, longitude: -8.6, radiusM: 50 },
      latitude: 52.6 + ((sequence - 1) * 500) / 111_195,
      alongM: (sequence - 1) * 500,
      ...{ approachM: null, approachS: null, departure: null },
      arrival: START + (sequence - 1) * 60_000,
    })),
  },
};

function fixAt(second: number): Fix {
  const time = START + second * 1000;
  return {
    ...{ vehicleId: 'bus', longitude: -8.6, accuracy: 5, time, receivedAt: time },
    latitude: 52.6 + (second * 8) / 111_195,
  };
}

it('a trip is followed without a server, goes on from its state as JSON, and predicts the stops that are left', () => {
  const engine = new TripEngine('Europe/Dublin');
  let trip = engine.follow(TRIP);
  const found: string[] = [];
  for (let second = 0; second <= 150; second += 10) {
    for (const { kind, key, endsAt } of trip.judge(fixAt(second)))
      if (kind === 'visit') found.push(`${key} ${endsAt === null ? 'came' : 'left'}`);
    trip = engine.follow(TRIP, JSON.parse(JSON.stringify(trip.state)));
  }
  expect(found).toEqual([
    ...['trip~1 came', 'trip~1 left', 'trip~2 came', 'trip~2 left', 'trip~3 came', 'trip~3 left'],
  ]);
  const moment = trip.moment();
  expect(moment?.stops.map(({ sequence }) => sequence)).toEqual([4, 5]);
  expect(moment?.state.nextStop?.name).toBe('Stop 4');
  expect(moment && new KeptMoment(moment).unpacked()).toEqual(moment);
  expect(() => engine.follow(TRIP, { runs: 'none' })).toThrow(/runs/);
});
