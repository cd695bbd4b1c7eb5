import type { OrderEvent } from '@waycast/contract';
import { describe, expect, test } from 'vitest';
import { rideWords } from '../../src/taxi/rider/ride-words.ts';
import { changeWords } from '../../src/taxi/words/change-words.ts';
import { candidatesFor, driverLook, nearnessText } from '../../src/taxi/words/driver-words.ts';
import { etaLines } from '../../src/taxi/words/eta-words.ts';
import { countdownText, endWords, lifeLeft, wayText } from '../../src/taxi/words/order-words.ts';
import { at, driverOf, NOW, north, orderOf } from './taxi-facts.ts';

const context = { nowMs: NOW, timeZone: 'Europe/Dublin' };

test('an order says where from, where to, and how long it may still wait', () => {
  expect(wayText(orderOf())).toBe('Colbert Station → King’s Island');
  expect(wayText(orderOf({ dropoff: null }))).toBe('Colbert Station → told on the way');
  expect([4, 0.5, -1].map((minutes) => countdownText(at(minutes), NOW))).toEqual([
    '4 min 00 s left',
    '30 s left',
    'time is up',
  ]);
  expect([lifeLeft(at(-1), at(3), NOW), lifeLeft(at(-2), at(-1), NOW), lifeLeft(at(1), at(1), NOW)]).toEqual([
    0.75, 0, 0,
  ]);
});

test('what ended is told with who ended it and why', () => {
  const cancelled = orderOf({ status: 'CANCELLED', cancelledBy: 'rider', reason: 'My plans changed' });
  expect(endWords(cancelled)).toBe('Cancelled by the rider: My plans changed');
  expect(endWords(orderOf({ status: 'EXPIRED' }))).toBe('No driver accepted in time.');
});

describe('a change in words', () => {
  const event = { offset: 1, at: at(0), status: 'OFFERED', by: 'system', detail: {} } as const;
  test.each<[Partial<OrderEvent>, string]>([
    [{ change: 'created', by: 'rider:mary' }, 'Ordered by the rider (mary)'],
    [
      { change: 'offered', detail: { to: 'all', round: 1, drivers: [], radiusM: null } },
      'Offered to all drivers',
    ],
    [
      { change: 'offered', detail: { drivers: ['a', 'b'], round: 2, radiusM: 4000 } },
      'Offered to 2 drivers, round 2, within 4.0 km',
    ],
    [
      { change: 'released', by: 'driver:d', detail: { reason: 'flat' } },
      'Given back by the driver (d): flat',
    ],
    [{ change: 'assigned', by: 'dispatcher:olga', detail: {} }, 'Given to a driver by the office (olga)'],
  ])('%j', (facts, words) => {
    expect(changeWords({ ...event, change: 'created', ...facts })).toBe(words);
  });
});

test('drivers look as they work, unless nobody knows where they are', () => {
  const look = (state: 'free' | 'busy' | 'paused' | 'off', freshness: 'fresh' | 'stale' = 'fresh') =>
    driverLook(driverOf('d', { state }), freshness, 'moving');
  expect([look('free'), look('busy'), look('paused'), look('off'), look('busy', 'stale')]).toEqual([
    'moving',
    'late',
    'stale',
    null,
    'offline',
  ]);
  expect(driverLook(undefined, 'fresh', 'moving')).toBeNull();
});

test('free drivers come first, the nearest before others; those who are off do not come', () => {
  const drivers = [
    driverOf('far', { location: { ...north(3000), timestamp: at(0) } }),
    driverOf('busy', { state: 'busy' }),
    driverOf('lost', { location: null }),
    driverOf('near', { location: { ...north(400), timestamp: at(0) } }),
    driverOf('off', { state: 'off' }),
  ];
  const found = candidatesFor(orderOf().pickup, drivers);
  expect(found.map(({ driver }) => driver.driverId)).toEqual(['near', 'far', 'lost', 'busy']);
  expect(nearnessText(found[0]?.distanceM ?? null)).toBe('400 m, about 1 min');
  expect(nearnessText(null)).toBe('place not known');
  expect(nearnessText(1200, 41)).toBe('1.2 km, about 40 s');
});

describe('when a driver is there', () => {
  const eta = {
    orderId: 'o-1',
    to: 'pickup',
    eta: at(4.2),
    earliest: at(3.1),
    latest: at(6),
    distanceM: 1200,
    method: 'straight-line',
    positionAt: at(-0.1),
  } as const;
  test('counts down with its range, and says what it rests on', () => {
    expect(etaLines(eta, context)).toEqual({
      headline: 'in 4 min (3–6)',
      detail: '1.2 km away · in a straight line · position 6 s ago',
    });
  });
  test('names a time of day once the position is old', () => {
    expect(etaLines({ ...eta, positionAt: at(-5) }, context)).toMatchObject({
      headline: 'about 07:44 (07:43–07:46)',
      detail: expect.stringContaining('position 5 min ago'),
    });
  });
  test('is unknown while nobody is on the way', () => {
    expect(etaLines({ ...eta, to: null, eta: null }, context)).toBeNull();
  });
  test('is what a rider reads first', () => {
    const coming = orderOf({ status: 'ACCEPTED', driverId: 'dave', vehicleId: 'cab-7' });
    expect(rideWords(coming, eta, context)).toMatchObject({
      headline: 'Your driver · in 4 min (3–6)',
      detail: expect.stringMatching(/^dave · cab-7 · 1.2 km away/),
    });
    expect(rideWords(orderOf({ round: 3 }), undefined, context).detail).toBe(
      'Asking further away, for the 3rd time. Until 07:44 at the latest.',
    );
  });
});
