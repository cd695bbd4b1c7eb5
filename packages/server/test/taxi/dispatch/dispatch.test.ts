import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../../../test/fixtures/until.ts';
import { north, openTown, type Town } from './taxi-town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const offered = (orderId: string, round = 1) =>
  until(`round ${round} of ${orderId}`, async () => {
    const order = await town.get(orderId);
    return order.status === 'OFFERED' && order.round === round && order;
  });

/** Seconds of a window that began just before `at`: the database's time meets no end of one while a test waits. */
function windowBegunAt(at: number): number {
  for (let ms = 30_000; ms > 25_000; ms -= 1) if (at % ms < 200) return ms / 1000;
  throw new Error(`no window of 25 to 30 s begins at ${at}`);
}

describe('broadcast', () => {
  test('a new order goes to all at once, in one round until it expires', async () => {
    await town.begin();
    const { expiresAt } = await town.order('o-1');
    expect(await offered('o-1')).toMatchObject({ round: 1, expiresAt });
    const [, event] = await town.one.store.orders.timeline(town.tenant, 'o-1');
    expect(event?.detail).toMatchObject({ to: 'all', radiusM: null });
    const due = await town.sql.query('select due_at = expires_at as same from orders where tenant_id = $1', [
      town.tenant,
    ]);
    expect(due.rows).toEqual([{ same: true }]);
  });

  test('what a driver gives back is offered at once', async () => {
    await town.begin();
    await town.order('o-1');
    await offered('o-1');
    const { orders } = town.one.store;
    expect(await orders.accept(town.tenant, 'o-1', 'd-1', null)).toMatchObject({ outcome: 'won' });
    const set = { status: 'NEW', driverId: null, vehicleId: null } as const;
    await orders.change(town.tenant, 'o-1', () => ({ change: 'released', by: 'driver:d-1', set }));
    await offered('o-1', 2);
  });
});

describe('rounds to the nearest', () => {
  test('the nearest free ones are asked, told what they have before them, and the first who accepts has it', async () => {
    await town.begin({ offers: 'nearest', driversPerRound: 2 });
    for (const [id, metres] of [
      ['a', 300],
      ['b', 600],
      ['c', 900],
    ] as const)
      await town.driver(id, north(metres));
    await town.driver('stale', north(10), town.clock.now() - 61_000);
    await town.driver('paused', north(20));
    await town.one.store.taxiDrivers.put(town.tenant, 'paused', 'paused', undefined);
    await town.order('o-1');
    const order = await offered('o-1');
    expect(await town.asked('o-1')).toEqual(['a', 'b']);
    const told = await until('a is told', async () => (await town.told('a'))?.offers[0]);
    expect(told).toMatchObject({ orderId: 'o-1', round: 1, distanceM: 300, pickupS: 60 });
    expect(Date.parse(told.expiresAt)).toBeLessThanOrEqual(order.expiresAt);
    await town.one.store.orders.accept(town.tenant, 'o-1', 'a', null);
    await until('b is told that it is gone', async () => (await town.told('b'))?.offers.length === 0);
    const mine = await until('a is told that it has it', async () => {
      const now = await town.told('a');
      return now?.state === 'busy' && now;
    });
    expect(mine).toMatchObject({
      offers: [],
      order: { orderId: 'o-1', status: 'ACCEPTED', vehicleId: 'car-a' },
    });
  });

  test('when all have declined, the next round begins at once, wider and without them', async () => {
    await town.begin({ offers: 'nearest', driversPerRound: 1, radiusM: 500, maxRadiusM: 4000 });
    await town.driver('near', north(100));
    await town.driver('far', north(3000));
    await town.order('o-1');
    await offered('o-1');
    expect(await town.asked('o-1')).toEqual(['near']);
    expect(await town.one.store.offers.close(town.tenant, 'o-1', 'near', 'declined')).toBe(true);
    await offered('o-1', 2);
    expect(await town.asked('o-1')).toEqual(['far']);
    const timeline = await town.one.store.orders.timeline(town.tenant, 'o-1');
    expect(timeline.map(({ detail }) => detail['radiusM'])).toEqual([undefined, 500, 4000]);
  });

  test('who lets a round pass comes after those who were not asked', async () => {
    await town.begin({ offers: 'nearest', driversPerRound: 1 });
    await town.driver('near', north(100));
    await town.driver('next', north(1500));
    await town.order('o-1');
    for (const [round, id] of [
      [1, 'near'],
      [2, 'next'],
      [3, 'near'],
    ] as const) {
      if (round > 1) await town.endRound('o-1');
      await town.meanwhile(`round ${round}`, async () => (await town.get('o-1')).round === round);
      expect(await town.asked('o-1')).toEqual([id]);
    }
  });

  test('while nobody is free the order is put off, and offered when somebody is', async () => {
    await town.begin({ offers: 'nearest' });
    await town.order('o-1');
    // By a second, which may be over when this asks again.
    const putOff = 'select due_at > created_at as later from orders where tenant_id = $1';
    await until(
      'it is put off',
      async () => (await town.sql.query(putOff, [town.tenant])).rows[0]?.later === true,
    );
    expect(await town.get('o-1')).toMatchObject({ status: 'NEW', round: 0 });
    await town.driver('late', north(100));
    await town.endRound('o-1');
    await town.meanwhile('it is offered', async () => (await town.asked('o-1')).includes('late'));
  });

  test('of a driver who vanishes, or wins another order, the offer passes on before the round ends', async () => {
    await town.begin({ offers: 'nearest', driversPerRound: 1 });
    await town.driver('gone', north(100));
    await town.driver('busy', north(200));
    await town.driver('left', north(300));
    await town.order('o-1');
    await offered('o-1');
    await town.presence.close(`${town.tenant}-gone`);
    await town.meanwhile('it goes to the next', async () => (await town.asked('o-1')).includes('busy'));
    await town.order('o-2', north(50_000));
    await town.one.store.orders.accept(town.tenant, 'o-2', 'busy', null);
    await town.meanwhile('it goes to the last', async () => (await town.asked('o-1')).includes('left'));
  });
});

describe('batches', () => {
  // `meanwhile` moves the clock on, and by more where the machine is slow: what the servers take for the database's time
  // then runs ahead of it, and a window seems over before it begins. Nobody has moved the clock of this town.
  let quiet: Town;
  beforeAll(async () => {
    quiet = await openTown();
  });
  afterAll(() => quiet.close());

  test('orders of a window share the drivers at the least total; who gets nobody waits', async () => {
    const windowS = windowBegunAt(Date.now());
    await quiet.begin({ offers: 'batch', windowS, idleWeight: 0, driversPerRound: 1 });
    // Nearest first would send b to o-1, and a 900 m to o-2: 1,000 m rather than 600.
    await quiet.driver('a', north(-300));
    await quiet.driver('b', north(200));
    await quiet.order('o-1', north(0));
    await quiet.order('o-2', north(500));
    await quiet.order('o-3', north(9000));
    await until('they wait for the end of one window', async () => {
      // One that was just taken is due in 5 s, and is put off after that.
      const { rows } = await quiet.sql.query(
        `select count(distinct due_at)::int as windows, count(*)::int as waiting from orders
         where tenant_id = $1 and due_at > now() + interval '6 seconds'`,
        [quiet.tenant],
      );
      return rows[0]?.waiting === 3 && rows[0]?.windows === 1;
    });
    await quiet.sql.query('update orders set due_at = now() where tenant_id = $1', [quiet.tenant]);
    const asked = () => Promise.all(['o-1', 'o-2', 'o-3'].map((orderId) => quiet.asked(orderId)));
    await quiet.meanwhile('two are offered', async () => (await asked()).flat().length === 2);
    expect(await asked()).toEqual([['a'], ['b'], []]);
    expect(await quiet.get('o-3')).toMatchObject({ status: 'NEW' });
    expect(quiet.lines.filter((line) => !line.startsWith('info'))).toEqual([]);
  });
});

describe('whoever made an order', () => {
  test('what nobody accepts expires at its time, also of a server that died', async () => {
    await town.begin({ offers: 'nearest' });
    await Promise.all(Array.from({ length: 200 }, (_, n) => town.order(`o-${n}`)));
    await town.sql.query('update orders set expires_at = now() where tenant_id = $1', [town.tenant]);
    await town.meanwhile('all are expired', async () => {
      const { rows } = await town.sql.query(
        `select count(*)::int as open from orders where tenant_id = $1 and status <> 'EXPIRED'`,
        [town.tenant],
      );
      return rows[0]?.open === 0;
    });
  });

  test('of a server that died too, the offer of a driver who vanishes passes on before the round ends', async () => {
    const dying = await town.openServer();
    await town.begin({ offers: 'nearest', driversPerRound: 1 });
    await town.driver('gone', north(100));
    await town.driver('next', north(200));
    await town.order('o-1', north(0), 300, dying.store);
    await offered('o-1');
    expect(await town.asked('o-1')).toEqual(['gone']);
    await town.end(dying);
    await town.presence.close(`${town.tenant}-gone`);
    await town.meanwhile('it goes to the next', async () => (await town.asked('o-1')).includes('next'));
    expect(await town.get('o-1')).toMatchObject({ status: 'OFFERED', round: 2 });
  });

  test('two servers over one database never make two rounds of an order at once', async () => {
    const other = await town.openServer();
    await town.begin({ offers: 'nearest', driversPerRound: 2 });
    for (let n = 0; n < 4; n += 1) await town.driver(`d-${n}`, north(100 * n));
    const stores = [town.one.store, other.store];
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => town.order(`o-${n}`, north(n), 300, stores[n % 2])),
    );
    await town.meanwhile('all are offered', async () => {
      const { rows } = await town.sql.query(
        `select count(*)::int as offered from orders where tenant_id = $1 and status = 'OFFERED'`,
        [town.tenant],
      );
      return rows[0]?.offered === 40;
    });
    const { rows } = await town.sql.query(
      `select max(round)::int as rounds, max(revision)::int as revisions from orders where tenant_id = $1`,
      [town.tenant],
    );
    expect(rows).toEqual([{ rounds: 1, revisions: 2 }]);
  });

  test('nothing went wrong unseen', () =>
    expect(town.lines.filter((line) => !line.startsWith('info'))).toEqual([]));
});
