import { WaycastError } from '@waycast/client';
import type { DriverOffers } from '@waycast/contract';
import { describe, expect, test } from 'vitest';
import { repeat } from '../../src/taxi/api/repeat.ts';
import { departureOf, type OfferCard, offerCards } from '../../src/taxi/driver/offer-cards.ts';
import { geoLink } from '../../src/taxi/driver/ride-card.tsx';
import { withOrder } from '../../src/taxi/driver/use-driver-acts.ts';
import { at, NOW, north, orderOf } from './taxi-facts.ts';

const { status: _, ...facts } = orderOf();
const offer = {
  ...{ orderId: 'own', round: 1, pickup: facts.pickup, dropoff: null, note: null, passengers: 2 },
  ...{ distanceM: 640, pickupS: 110, offeredAt: at(-0.1), expiresAt: at(0.2) },
};
const known = {
  offers: [offer],
  open: [
    orderOf({ orderId: 'all' }),
    orderOf({ orderId: 'own' }),
    orderOf({ orderId: 'past', expiresAt: at(-1) }),
  ],
  gone: new Map(),
  declined: new Set<string>(),
  here: north(300),
  nowMs: NOW,
  before: [] as OfferCard[],
};

describe('offer cards', () => {
  test('stand once each, what expires first on top, with what is known of the way', () => {
    expect(offerCards(known)).toMatchObject([
      { orderId: 'own', own: true, distanceM: 640, pickupS: 110 },
      { orderId: 'all', own: false, distanceM: expect.closeTo(300, 0), pickupS: null },
    ]);
  });
  test('say for a moment who took them, also when the server lists them no more', () => {
    const before = offerCards(known);
    const gone = new Map([['all', { why: 'Taken by dave', atMs: NOW }]]);
    const after = { ...known, open: [], gone, before };
    expect(offerCards(after)).toMatchObject([
      { orderId: 'own', gone: null },
      { orderId: 'all', gone: 'Taken by dave' },
    ]);
    expect(offerCards({ ...after, nowMs: NOW + 5000 }).map(({ orderId }) => orderId)).toEqual(['own']);
  });
  test('leave when they are declined', () => {
    expect(offerCards({ ...known, declined: new Set(['own', 'all']) })).toEqual([]);
  });
  test.each([
    [{ status: 'OFFERED', driverId: null }, undefined],
    [{ status: 'ACCEPTED', driverId: 'dave' }, 'Taken by dave'],
    [{ status: 'ACCEPTED', driverId: 'me' }, 'Yours'],
    [{ status: 'CANCELLED', driverId: null }, 'Cancelled'],
    [{ status: 'EXPIRED', driverId: null }, 'Time is up'],
  ] as const)('%j leaves as %s', (order, why) => {
    expect(departureOf(order, 'me')).toBe(why);
  });
});

describe('a call without an answer', () => {
  const waitMs = () => 0;
  const lost = new WaycastError('unavailable', 'the reply was lost');
  test('is made again until there is one', async () => {
    const replies = [lost, new TypeError('Failed to fetch'), 'won'];
    const call = async () => {
      const reply = replies.shift();
      if (reply instanceof Error) throw reply;
      return reply;
    };
    await expect(repeat(call, { waitMs })).resolves.toBe('won');
  });
  test('is not made again after a refusal, nor for ever', async () => {
    let calls = 0;
    const refuse = (error: Error) => async () => {
      calls += 1;
      throw error;
    };
    const taken = new WaycastError('conflict', 'dave has it');
    await expect(repeat(refuse(taken), { waitMs })).rejects.toBe(taken);
    expect(calls).toBe(1);
    await expect(repeat(refuse(lost), { waitMs, attempts: 3 })).rejects.toBe(lost);
    expect(calls).toBe(4);
  });
});

test('an answer shows before the news of it', () => {
  const before: DriverOffers = {
    driverId: 'me',
    state: 'free',
    offers: [offer],
    order: null,
    timestamp: at(0),
  };
  const won = orderOf({ orderId: 'own', status: 'ACCEPTED', driverId: 'me' });
  expect(withOrder(before, won)).toMatchObject({ state: 'busy', offers: [], order: { orderId: 'own' } });
  const done = { ...won, status: 'COMPLETED' } as const;
  expect(withOrder(withOrder(before, won), done)).toMatchObject({ state: 'free', order: null });
});

test('navigation apps get the place with its name', () => {
  expect(geoLink({ latitude: 52.66, longitude: -8.63, name: 'King’s & Co (back)' })).toBe(
    'geo:52.66,-8.63?q=52.66,-8.63(King%E2%80%99s%20%26%20Co%20%20back)',
  );
  expect(geoLink({ latitude: 1, longitude: 2 })).toBe('geo:1,2?q=1,2');
});
