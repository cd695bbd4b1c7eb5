import type { Subject } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { createMemoryLive } from '../../../src/adapters/memory/live.ts';
import { createMemoryOrderDesk } from '../../../src/adapters/memory/order-desk.ts';
import { createLog } from '../../../src/adapters/pino/log.ts';
import { openPostgres, type PostgresStore } from '../../../src/adapters/postgres/open-postgres.ts';
import { createAccess } from '../../../src/kernel/access.ts';
import { createAcceptOrder } from '../../../src/modules/taxi/orders/accept-order.ts';
import { DecidedOrders } from '../../../src/modules/taxi/orders/decided-orders.ts';
import { HearAcceptances } from '../../../src/modules/taxi/orders/hear-acceptances.ts';
import { systemClock as clock } from '../../../src/ports/clock.ts';

const log = createLog('silent');
let store: PostgresStore;
beforeAll(async () => {
  store = await openPostgres({ url: await freshDatabase(), log, clock });
  await store.migrate();
});
afterAll(() => store?.close());

const driver = (id: string, vehicles: string[] = []): Subject => ({
  ...{ id, tenant: 'acme', roles: new Set(['driver'] as const), vehicles: new Set(vehicles) },
  expiresAt: Number.MAX_SAFE_INTEGER,
});

let orders = 0;
async function newOrder(): Promise<string> {
  const orderId = `o-${++orders}`;
  await store.orders.create({
    ...{ tenant: 'acme', orderId, riderId: null, pickup: { latitude: 1, longitude: 1 }, dropoff: null },
    ...{ note: null, passengers: 1, expiresAt: clock.now() + 60_000, by: 'dispatcher:olga' },
    idempotency: null,
  });
  return orderId;
}

/** What one server has in front of the database. */
function server(lock: 'lock' | 'no lock' = 'lock') {
  const desk = createMemoryOrderDesk({ clock, lockTtlS: 5 });
  const live = createMemoryLive();
  const decided = new DecidedOrders(clock);
  const accept = createAcceptOrder({
    ...{ orders: store.orders, taxiDrivers: store.taxiDrivers, decided, clock },
    desk: lock === 'lock' ? desk : undefined,
    heard: new HearAcceptances({ live, log, decided }),
    access: createAccess(store.grants, clock.now),
  });
  return { desk, live, decided, accept };
}

describe('the lock before the database', () => {
  it('held by another who decides nothing, it says so, and when to ask again', async () => {
    const { desk, accept } = server();
    const orderId = await newOrder();
    await desk.tryLock('acme', orderId, 'ghost');
    await expect(accept(driver('a'), orderId)).rejects.toMatchObject({
      code: 'conflict',
      message: `order ${orderId} is being taken by another driver just now`,
      retryAfterMs: 250,
    });
  });

  it('released undecided, those who waited try again; held by oneself, it is no hindrance, and is released', async () => {
    const { desk, accept } = server();
    const orderId = await newOrder();
    await desk.tryLock('acme', orderId, 'ghost');
    const waiting = accept(driver('b'), orderId);
    await desk.releaseLock('acme', orderId, 'ghost');
    expect((await waiting).driverId).toBe('b');
    const other = await newOrder();
    await desk.tryLock('acme', other, 'c');
    expect((await accept(driver('c'), other)).driverId).toBe('c');
    expect(await desk.tryLock('acme', other, 'ghost')).toBe(true);
  });

  it('held by another, the winner of before gets its order all the same', async () => {
    const orderId = await newOrder();
    await server().accept(driver('d'), orderId);
    const elsewhere = server();
    await elsewhere.desk.tryLock('acme', orderId, 'ghost');
    expect((await elsewhere.accept(driver('d'), orderId)).driverId).toBe('d');
    await elsewhere.desk.tryLock('acme', orderId, 'ghost');
    await expect(elsewhere.accept(driver('e'), orderId)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('order is taken by driver d'),
    });
  });

  it('away or switched off, one of twenty wins', async () => {
    const { accept } = server('no lock');
    const orderId = await newOrder();
    const drivers = Array.from({ length: 20 }, (_, index) => driver(`f-${index}`));
    const answers = await Promise.allSettled(drivers.map((one) => accept(one, orderId)));
    const { driverId } = (await store.orders.get('acme', orderId)) ?? {};
    expect(answers.filter(({ status }) => status === 'fulfilled')).toMatchObject([{ value: { driverId } }]);
    for (const answer of answers)
      if (answer.status === 'rejected')
        expect(answer.reason.message).toContain(`order is taken by driver ${driverId}`);
  });
});

describe('what is remembered', () => {
  it('comes from what other servers tell all drivers, and not from what a script says', async () => {
    const { live, decided, accept } = server();
    const [orderId, other] = [await newOrder(), await newOrder()];
    // Whoever accepts makes the server listen.
    await expect(accept(driver('g'), 'none')).rejects.toMatchObject({ code: 'not_found' });
    const topic = { tenant: 'acme', family: 'drivers', id: '' } as const;
    const accepted = (id: string) => ({ type: 'order_accepted', order_id: id, orderId: id, driverId: 'far' });
    await live.append(topic, 'message', accepted(orderId));
    await live.aside(topic, 'message', accepted(other));
    expect(decided.of('acme', orderId)).toEqual({ kind: 'taken', driverId: 'far' });
    expect(decided.of('acme', other)).toBeUndefined();
    await expect(accept(driver('g'), orderId)).rejects.toThrow('order is taken by driver far');
  });

  it('is told to those who wait for it, ends when the order is open again, and stays when it is over', async () => {
    const { decided, accept } = server();
    const order = await accept(driver('h'), await newOrder());
    const { orderId } = order;
    decided.note({ ...order, status: 'NEW', driverId: null });
    const waiting = decided.within('acme', orderId, 60_000);
    decided.note(order);
    expect(await waiting).toEqual({ kind: 'taken', driverId: 'h' });
    decided.note({ ...order, status: 'NEW', driverId: null });
    expect(decided.of('acme', orderId)).toBeUndefined();
    decided.note({ ...order, status: 'CANCELLED', cancelledBy: 'rider', endedAt: 0 });
    await expect(accept(driver('i'), orderId)).rejects.toThrow(
      `order ${orderId} was CANCELLED by its rider at 1970-01-01T00:00:00.000Z; nobody can accept it any more`,
    );
  });
});

describe('the vehicle', () => {
  it('is the one that is named, else that of the shift, else the only one of the token, else none', async () => {
    const { accept } = server();
    const vehicleOf = async (subject: Subject, given?: string) =>
      (await accept(subject, await newOrder(), given)).vehicleId;
    await store.taxiDrivers.put('acme', 'v-1', 'online', 'cab-2');
    expect(await vehicleOf(driver('v-1', ['cab-1']))).toBe('cab-2');
    expect(await vehicleOf(driver('v-2', ['cab-1', 'cab-3']), 'cab-3')).toBe('cab-3');
    expect(await vehicleOf(driver('v-3', ['cab-1']))).toBe('cab-1');
    expect(await vehicleOf(driver('v-4', ['cab-1', 'cab-3']))).toBeNull();
    await expect(vehicleOf(driver('v-5', ['cab-1']), 'cab-3')).rejects.toMatchObject({ code: 'forbidden' });
  });
});
