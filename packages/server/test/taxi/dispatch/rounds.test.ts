import type { OrderEvent } from '@waycast/contract';
import { describe, expect, test } from 'vitest';
import { pickDrivers, scoreOf } from '../../../src/modules/taxi/dispatch/candidates.ts';
import { pastOf, reachOf, wider } from '../../../src/modules/taxi/dispatch/rounds.ts';

const MINUTE_MS = 60_000;
const candidate = (driverId: string, pickupS: number | undefined, idleMinutes = 0, distanceM = 100) => ({
  driverId,
  distanceM,
  pickupS,
  idleMs: idleMinutes * MINUTE_MS,
});
const event = (offset: number, change: OrderEvent['change'], by: string, detail = {}): OrderEvent => ({
  ...{ offset, change, by, detail },
  at: '2026-05-04T07:45:50.000Z',
  status: 'OFFERED',
});

describe('whom a round asks', () => {
  const settings = { driversPerRound: 2, idleWeight: 5 };
  const ids = (candidates: Parameters<typeof pickDrivers>[0], asked: string[] = [], idleWeight = 5) =>
    pickDrivers(candidates, new Set(asked), { ...settings, idleWeight }).map(({ driverId }) => driverId);

  test.each([
    ['the quickest', [candidate('a', 300), candidate('b', 100), candidate('c', 200)], [], ['b', 'c']],
    [
      'who waits long before who is a little nearer',
      [candidate('a', 100), candidate('b', 140, 10)],
      [],
      ['b', 'a'],
    ],
    ['who is much nearer all the same', [candidate('a', 100), candidate('b', 400, 10)], [], ['a', 'b']],
    [
      'those not yet asked first',
      [candidate('a', 100), candidate('b', 900), candidate('c', 950)],
      ['a'],
      ['b', 'c'],
    ],
    ['those asked before when there is nobody else', [candidate('a', 100)], ['a'], ['a']],
    ['nobody without a way', [candidate('a', undefined), candidate('b', 900)], [], ['b']],
    ['of equals the nearer', [candidate('a', 60, 0, 500), candidate('b', 60, 0, 400)], [], ['b', 'a']],
  ])('%s', (_, candidates, asked, expected) => expect(ids(candidates, asked)).toEqual(expected));

  test('with weight 0 only nearness counts', () =>
    expect(ids([candidate('a', 100), candidate('b', 101, 600)], [], 0)).toEqual(['a', 'b']));

  test('a minute of waiting is worth the weight in seconds', () =>
    expect(scoreOf({ pickupS: 100, idleMs: 4 * MINUTE_MS }, 5)).toBe(80));
});

describe('how far a round reaches', () => {
  const settings = { radiusM: 2000, maxRadiusM: 15_000 };
  test('twice as far each time, up to the limit', () =>
    expect([0, 1, 2, 3, 4, 400].map((rounds) => reachOf(rounds, settings))).toEqual([
      2000, 4000, 8000, 15_000, 15_000, 15_000,
    ]));
  test('it widens until the limit', () => {
    expect(wider(8000, settings)).toBe(15_000);
    expect(wider(15_000, settings)).toBeUndefined();
  });
});

test('the past of an order: who was asked, and how many rounds there were since a driver gave it back', () => {
  const past = pastOf([
    event(1, 'created', 'rider:r'),
    event(2, 'offered', 'system', { drivers: ['a', 'b'] }),
    event(3, 'accepted', 'driver:a'),
    event(4, 'released', 'driver:a', { reason: 'a flat tyre' }),
    event(5, 'offered', 'system', { drivers: [{ driverId: 'c', distanceM: 12 }] }),
  ]);
  expect(past).toEqual({ rounds: 1, asked: new Set(['a', 'b', 'c']) });
});
