import { DEFAULT_TAXI_SETTINGS, type Order, type TaxiSettings } from '@waycast/contract';
import { distanceM } from '@waycast/geo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../../../test/fixtures/until.ts';
import { straightLine } from '../../../src/adapters/routing/straight-line.ts';
import { coarse } from '../../../src/modules/taxi/dispatch/nearby-cars.ts';
import { orderEta } from '../../../src/modules/taxi/dispatch/order-eta.ts';
import { checkSettings } from '../../../src/modules/taxi/dispatch/settings-rules.ts';
import type { Routing } from '../../../src/ports/routing.ts';
import { north, openTown, subject, type Town } from './taxi-town.ts';

describe('a shift, drivers at work and free cars', () => {
  let town: Town;
  beforeAll(async () => {
    town = await openTown();
  });
  afterAll(() => town.close());
  const me = (id: string, vehicles: string[] = []) => subject(id, town.tenant, vehicles);

  test('a shift takes the vehicle given, else the last one, else the only one of the token', async () => {
    await town.begin();
    const { desk } = town.one;
    const vehicleOf = async (who: ReturnType<typeof me>, vehicleId?: string) =>
      (await desk.setShift(who, { state: 'online', ...(vehicleId === undefined ? {} : { vehicleId }) }))
        .vehicleId;
    expect(await vehicleOf(me('a', ['v-1']))).toBe('v-1');
    expect(await vehicleOf(me('b', ['v-1', 'v-2']))).toBeNull();
    expect(await vehicleOf(me('b', ['v-1', 'v-2']), 'v-2')).toBe('v-2');
    expect(await vehicleOf(me('b', ['v-1', 'v-2']))).toBe('v-2');
    expect(await vehicleOf(me('b', ['v-3']))).toBe('v-3');
    await expect(vehicleOf(me('b', ['v-3']), 'v-9')).rejects.toMatchObject({
      code: 'forbidden',
      message: 'vehicle v-9 is not yours: the token names v-3',
    });
  });

  test('drivers at work: their state, whether they are connected, where, and with which order', async () => {
    await town.begin();
    const { desk, store } = town.one;
    await town.driver('free', north(100));
    await town.driver('busy', north(200));
    await town.driver('paused', north(300));
    await desk.setShift(me('paused', ['car-paused']), { state: 'paused' });
    await store.taxiDrivers.put(town.tenant, 'away', 'online', null);
    await town.order('o-1');
    await store.orders.accept(town.tenant, 'o-1', 'busy', null);
    const drivers = await desk.drivers(me('boss'));
    expect(
      drivers.map(({ driverId, state, connected, orderId }) => [driverId, state, connected, orderId]),
    ).toEqual([
      ['away', 'free', false, null],
      ['busy', 'busy', true, 'o-1'],
      ['free', 'free', true, null],
      ['paused', 'paused', true, null],
    ]);
    expect(drivers.map(({ location }) => location?.latitude)).toEqual([
      undefined,
      ...[200, 100, 300].map((metres) => north(metres).latitude),
    ]);
    await expect(desk.setShift(me('busy'), { state: 'off' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await desk.setShift(me('free', ['car-free']), { state: 'off' })).toMatchObject({
      state: 'off',
      since: null,
    });
    expect((await desk.drivers(me('boss'))).map(({ driverId }) => driverId)).toEqual([
      'away',
      'busy',
      'paused',
    ]);
  });

  test('free cars are told coarsely, without names, and move with the fleet', async () => {
    await town.begin();
    await town.driver('near', north(130));
    await town.driver('far', north(2500));
    await town.driver('farther', north(3500));
    await town.driver('gone', north(10));
    await town.presence.close(`${town.tenant}-gone`);
    const found = await town.one.desk.nearby(me('rider'), north(0));
    expect(found.cars).toHaveLength(2);
    expect(found.nearestS).toBe(found.cars[0]?.pickupS);
    for (const car of found.cars)
      expect(Object.keys(car).sort()).toEqual(['latitude', 'longitude', 'pickupS']);
    expect(found.cars[0]).toMatchObject(coarse(north(130)));
    await town.report('car-near', north(9000), town.clock.now() + 7_200_000);
    expect((await town.one.desk.nearby(me('rider'), north(0))).cars).toHaveLength(1);
  });

  test('what a driver has before it is put together for one who connects, and the later read is believed', async () => {
    await town.begin();
    const topic = { tenant: town.tenant, family: 'offers', id: 'new' } as const;
    const other = await town.openServer();
    const first = await town.one.dispatcher.newestOffers(topic);
    expect(first).toMatchObject({
      event: 'offers:update',
      data: { driverId: 'new', state: 'off', offers: [], order: null },
    });
    await other.store.taxiDrivers.put(town.tenant, 'new', 'online', null);
    const told = await until('it is told', async () => {
      const state = await town.live.get(topic);
      return state !== undefined && 'state' in state.data && state.data.state === 'free' && state;
    });
    expect(told.version).toBeGreaterThan(first.version);
  });

  test('where an order is coming from, for who may see it', async () => {
    await town.begin();
    await town.driver('d', north(1000), town.clock.now() - 10_000);
    await town.order('o-1');
    const { desk, store } = town.one;
    expect(await desk.eta(me('r-1'), 'o-1')).toMatchObject({ orderId: 'o-1', to: null, eta: null });
    await store.orders.accept(town.tenant, 'o-1', 'd', null);
    expect(await desk.eta(me('r-1'), 'o-1')).toMatchObject({
      to: 'pickup',
      method: 'straight-line',
      distanceM: 1400,
    });
  });

  test('settings are kept, and known at once where they were changed', async () => {
    await town.begin();
    const settings = { ...DEFAULT_TAXI_SETTINGS, offers: 'nearest' as const, radiusM: 700 };
    expect(await town.one.desk.putSettings(me('boss'), settings)).toEqual(settings);
    expect(await town.one.desk.settings(me('boss'))).toEqual(settings);
  });
});

describe('settings', () => {
  const square = [
    [13, 52],
    [14, 52],
    [14, 53],
    [13, 53],
    [13, 52],
  ] as [number, number][];
  const area = (ring: [number, number][]) => ({ serviceAreas: [{ name: 'Town', ring }] });
  test.each<[string, Partial<TaxiSettings>, RegExp]>([
    [
      'a first round beyond the last',
      { radiusM: 5000, maxRadiusM: 4000 },
      /^radiusM \(5000\) takes at most maxRadiusM/,
    ],
    [
      'a round longer than an order lives',
      { offers: 'nearest', roundS: 31, expiresAfterS: 30 },
      /^roundS \(31\) takes at most expiresAfterS \(30\)/,
    ],
    [
      'a window and a round longer than an order lives',
      { offers: 'batch', windowS: 15.5, roundS: 15, expiresAfterS: 30 },
      /^windowS \(15.5\) and roundS \(15\) take at most expiresAfterS \(30\) together/,
    ],
    ['an open ring', area(square.slice(0, 4)), /^serviceAreas\[0\] \("Town"\): ring takes a closed ring/],
    [
      'a ring that crosses itself',
      area([
        [13, 52],
        [14, 53],
        [14, 52],
        [13, 53],
        [13, 52],
      ]),
      /^serviceAreas\[0\]/,
    ],
    [
      'a ring without extent',
      area([
        [13, 52],
        [13, 52],
        [13, 52],
        [13, 52],
      ]),
      /at least 3 different points/,
    ],
  ])('refuse %s', (_, wrong, reason) =>
    expect(() => checkSettings({ ...DEFAULT_TAXI_SETTINGS, ...wrong })).toThrow(reason),
  );
  test.each([
    ['a round as long as an order lives', { offers: 'nearest', roundS: 30, expiresAfterS: 30 }],
    [
      'a window that the round leaves room for',
      { offers: 'batch', windowS: 15, roundS: 15, expiresAfterS: 30 },
    ],
    ['rounds that nobody makes', { offers: 'broadcast', windowS: 30, roundS: 300, expiresAfterS: 5 }],
    ['a window that nobody waits for', { offers: 'nearest', windowS: 30, roundS: 15, expiresAfterS: 15 }],
  ] as const)('take %s', (_, times) => checkSettings({ ...DEFAULT_TAXI_SETTINGS, ...times }));
  test('take a closed ring', () => checkSettings({ ...DEFAULT_TAXI_SETTINGS, ...area(square) }));
});

describe('places of cars', () => {
  test('lie in the middle of squares of some 100 m, the same for all places in one', () => {
    for (const latitude of [-89.9, -33.4, 0, 52.5, 71])
      for (const longitude of [-180, -0.0001, 13.4, 179.9999]) {
        const square = coarse({ latitude, longitude });
        expect(distanceM(square, { latitude, longitude })).toBeLessThan(80);
        expect(coarse(square)).toEqual(square);
      }
  });
});

describe('when a car is there', () => {
  const now = Date.parse('2026-05-04T08:00:00.000Z');
  const order = {
    ...{ orderId: 'o', status: 'ACCEPTED', pickup: north(0), dropoff: north(5000) },
    arrivedAt: '2026-05-04T07:58:00.000Z',
  } as Order;
  const road: Routing = {
    ways: async () => ({ method: 'road', ways: [[{ durationS: 100, distanceM: 1234.5 }]] }),
  };
  const car = { ...north(1000), at: now - 20_000 };

  test('by road, from when it was seen, within a range', async () =>
    expect(await orderEta(road, order, car, now)).toEqual({
      ...{ orderId: 'o', to: 'pickup', method: 'road', distanceM: 1235 },
      eta: '2026-05-04T08:01:20.000Z',
      earliest: '2026-05-04T08:01:05.000Z',
      latest: '2026-05-04T08:02:00.000Z',
      positionAt: '2026-05-04T07:59:40.000Z',
    }));
  test('with the rider, at the drop-off', async () =>
    expect(await orderEta(straightLine, { ...order, status: 'IN_PROGRESS' }, car, now)).toMatchObject({
      to: 'dropoff',
      distanceM: 5600,
    }));
  test('at the pick-up since it said so', async () =>
    expect(await orderEta(road, { ...order, status: 'ARRIVING' }, car, now)).toMatchObject({
      eta: order.arrivedAt,
      latest: order.arrivedAt,
      distanceM: 0,
    }));
  test.each([
    ['the position is old', { ...car, at: now - 181_000 }, road],
    ['there is no way', car, { ways: async () => ({ method: 'road', ways: [[null]] }) } satisfies Routing],
    ['it was never seen', undefined, road],
  ])('is not known when %s', async (_, seen, routing) =>
    expect(await orderEta(routing, order, seen, now)).toMatchObject({
      to: 'pickup',
      eta: null,
      method: null,
    }),
  );
});
