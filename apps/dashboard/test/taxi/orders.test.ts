import { expect, test } from 'vitest';
import { arrangeGroups, countGroups } from '../../src/list/grouped.ts';
import { newestOf } from '../../src/taxi/api/use-orders.ts';
import { ORDER_GROUPING } from '../../src/taxi/board/arrange-orders.ts';
import { toTaxiSearch } from '../../src/taxi/board/board-search.ts';
import { drawingOf, drawnOrder } from '../../src/taxi/map/drawn-orders.ts';
import { again, NEW_RIDE, nearbyText, toNewOrder, withPlace } from '../../src/taxi/rider/ride-draft.ts';
import { fenceOf, ringOf } from '../../src/taxi/settings/areas.ts';
import { at, north, orderOf } from './taxi-facts.ts';

const ORDERS = [
  orderOf({ orderId: 'late', expiresAt: at(9) }),
  orderOf({ orderId: 'soon', expiresAt: at(1), riderId: 'zoe' }),
  orderOf({ orderId: 'ride', status: 'IN_PROGRESS', driverId: 'dave' }),
  orderOf({ orderId: 'old', status: 'COMPLETED', endedAt: at(-30) }),
  orderOf({ orderId: 'new', status: 'EXPIRED', endedAt: at(-2) }),
];

test('orders stand in groups: what expires first on top, what ended last on top', () => {
  expect(countGroups(ORDERS, ORDER_GROUPING)).toEqual({ open: 2, active: 1, ended: 2 });
  const ids = (text: string, group?: 'open') =>
    arrangeGroups(ORDERS, { text, group }, ORDER_GROUPING).map((row) =>
      row.kind === 'head' ? row.group : row.item.orderId,
    );
  expect(ids('')).toEqual(['open', 'soon', 'late', 'active', 'ride', 'ended', 'new', 'old']);
  expect(ids('under way DAVE')).toEqual(['active', 'ride']);
  expect(ids('zoe', 'open')).toEqual(['open', 'soon']);
});

test('10,000 orders are put in order and searched while one types', () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    orderOf({ orderId: `o-${index}`, riderId: `rider-${index}` }),
  );
  const rows = arrangeGroups(many, { text: 'rider-9999', group: undefined }, ORDER_GROUPING);
  expect(rows).toMatchObject([{ count: 1 }, { item: { orderId: 'o-9999' } }]);
});

test('an order read twice while it moves on is there once, as it is by its revision', () => {
  const moved = orderOf({ status: 'ACCEPTED', revision: 5 });
  expect(newestOf([orderOf(), moved])).toEqual([moved]);
  expect(newestOf([moved, orderOf()])).toEqual([moved]);
});

test('the address of the board keeps what makes sense', () => {
  expect(toTaxiSearch({ q: 7, group: 'open', order: 'o-1', open: 'new' })).toEqual({
    q: '7',
    group: 'open',
    order: 'o-1',
    open: 'new',
  });
  expect(toTaxiSearch({ q: '', group: 'none', order: {}, open: 'door' })).toEqual({});
});

test('the map leads a car to the pick-up, then to the drop-off, and leaves out what clutters', () => {
  const car = north(500);
  const coming = drawnOrder(orderOf({ status: 'ACCEPTED', vehicleId: 'cab' }), false, () => car);
  expect(drawingOf([coming]).lines).toMatchObject([{ kind: 'ride' }, { kind: 'coming', line: [car, {}] }]);
  const riding = drawnOrder(orderOf({ status: 'IN_PROGRESS', vehicleId: 'cab' }), false, () => car);
  expect(drawingOf([riding])).toMatchObject({
    points: [{ mark: 'B' }],
    lines: [{ kind: 'coming', line: [car, {}] }],
  });
  const many = Array.from({ length: 100 }, (_, index) =>
    drawnOrder(orderOf({ orderId: `o-${index}` }), index === 7, () => undefined),
  );
  const { points, lines } = drawingOf(many);
  expect([points.filter(({ mark }) => mark === 'B').length, lines.length]).toEqual([1, 1]);
});

test('a ride is asked for place by place, and can be asked for again', () => {
  expect(toNewOrder(NEW_RIDE)).toBeNull();
  const both = withPlace(withPlace({ ...NEW_RIDE, pickupName: ' Door ' }, north(0)), north(900));
  expect(both.step).toBe('order');
  expect(toNewOrder(both)).toEqual({
    pickup: { ...north(0), name: 'Door' },
    dropoff: north(900),
    passengers: 1,
  });
  const order = orderOf({ note: 'two bags', passengers: 2 });
  expect(toNewOrder(again(order))).toMatchObject({
    pickup: order.pickup,
    dropoff: order.dropoff,
    note: 'two bags',
    passengers: 2,
  });
  expect(nearbyText({ cars: [], nearestS: null })).toContain('You can order all the same');
  expect(nearbyText({ cars: [{ ...north(1), pickupS: 90 }], nearestS: 130 })).toBe(
    '1 free car near, the nearest about 2 min away',
  );
});

test('service areas are drawn and stored as the same ring', () => {
  const ring: [number, number][] = [
    [-8.7, 52.6],
    [-8.5, 52.6],
    [-8.5, 52.7],
    [-8.7, 52.6],
  ];
  const fence = fenceOf({ name: 'Town', ring }, 3);
  expect(fence).toMatchObject({ id: '3', shape: { type: 'polygon', outer: { length: 3 } } });
  expect(ringOf(fence.shape)).toEqual(ring);
  expect(ringOf(null)).toBeNull();
});
