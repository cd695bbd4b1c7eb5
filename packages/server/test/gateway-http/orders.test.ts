import { DEFAULT_TAXI_SETTINGS, type Order, type OrderEvent, type Role } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../../test/fixtures/until.ts';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const PICKUP = { latitude: 52.6638, longitude: -8.6267, name: 'Colbert Station' };
const RIDE = { pickup: PICKUP, dropoff: { latitude: 52.6702, longitude: -8.6301 } };

async function as(tenant: string, subject: string, role: Role, vehicles: string[] = []) {
  const token = await tokenOf({ tenant, subject, roles: [role], vehicles });
  return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const init = { token, headers, ...(body === undefined ? {} : { body }) };
    const { status, json } = await call(server, method, `/api${path}`, init);
    return { status, order: json as Order, detail: (json as { detail?: string }).detail, json };
  };
}

/** A company with a dispatcher, two riders and two drivers, and an order of the first rider. */
async function company(tenant: string) {
  const olga = await as(tenant, 'olga', 'dispatcher');
  const [rita, rob] = [await as(tenant, 'rita', 'customer'), await as(tenant, 'rob', 'customer')];
  const [dora, dan] = [await as(tenant, 'dora', 'driver', ['cab-1']), await as(tenant, 'dan', 'driver')];
  const { order } = await rita('POST', '/orders', RIDE);
  return { olga, rita, rob, dora, dan, id: order.orderId, at: `/orders/${order.orderId}` };
}

describe('ordering', () => {
  it('makes an order that its rider and dispatchers read, and nobody else', async () => {
    const { rita, rob, olga, dora, id, at } = await company('making');
    const { status, order } = await rita('GET', at);
    expect([status, order]).toMatchObject([
      200,
      { orderId: id, riderId: 'rita', driverId: null, ...RIDE, passengers: 1, note: null, cancelledBy: null },
    ]);
    expect((await olga('GET', at)).order.orderId).toBe(id);
    expect((await dora('GET', at)).order.orderId).toBe(id);
    const stranger = await as('elsewhere', 'olga', 'admin');
    for (const other of [rob, stranger])
      for (const [method, path] of [
        ['GET', at],
        ['GET', `${at}/timeline`],
        ['GET', `${at}/eta`],
        ['POST', `${at}/cancel`],
      ] as const)
        expect(await other(method, path)).toMatchObject({
          status: 404,
          detail: `no order ${id} that you may see`,
        });
    expect((await (await as('elsewhere', 'dan', 'driver'))('POST', `${at}/accept`)).status).toBe(404);
    expect((await (await as('making', 'vera', 'viewer'))('POST', '/orders', RIDE)).status).toBe(403);
    expect((await call(server, 'POST', '/api/orders', { body: RIDE })).status).toBe(401);
  });

  it('with a key makes one, however often and in which order of fields it is sent', async () => {
    const { rita, rob } = await company('keys');
    const key = { 'idempotency-key': 'k 1' };
    const first = await rita('POST', '/orders', { ...RIDE, note: 'Two bags' }, key);
    const again = await rita('POST', '/orders', { note: 'Two bags', ...RIDE }, key);
    expect([first.status, again.status, again.order.orderId]).toEqual([201, 201, first.order.orderId]);
    expect(await rita('POST', '/orders', RIDE, key)).toMatchObject({
      status: 409,
      detail: expect.stringMatching(/Idempotency-Key k 1: was sent with another order; .*another key/),
    });
    // The same key of somebody else is another one.
    expect((await rob('POST', '/orders', RIDE, key)).status).toBe(201);
    const long = { 'idempotency-key': 'k'.repeat(256) };
    expect(await rita('POST', '/orders', RIDE, long)).toMatchObject({
      status: 400,
      detail: expect.stringContaining('Idempotency-Key: takes 1–255 printable characters'),
    });
  });

  it('refuses what is no ride, rides elsewhere or for others, and ids that are taken', async () => {
    const { rita, olga, id } = await company('refusals');
    const order = (body: object) => rita('POST', '/orders', { ...RIDE, ...body });
    expect((await order({ dropoff: { ...PICKUP, latitude: PICKUP.latitude + 0.0001 } })).detail).toMatch(
      /^dropoff: lies 11 m from the pick-up; .*20 m/,
    );
    expect((await order({ pickup: { latitude: 91, longitude: 0 } })).detail).toContain('pickup.latitude');
    expect((await order({ passengers: 0 })).status).toBe(400);
    for (const [wrong, meant] of [
      ['pickUp', 'pickup'],
      ['dropOff', 'dropoff'],
      ['rider_id', 'riderId'],
    ] as const) {
      const { [meant]: value = 'rita', ...others } = { ...RIDE, riderId: 'rita' };
      expect(await rita('POST', '/orders', { ...others, [wrong]: value })).toMatchObject({
        status: 400,
        detail: `${wrong}: is no field here; did you mean ${meant}?`,
      });
    }
    expect((await rita('GET', '/taxi/nearby?latitude=&longitude=')).detail).toBe(
      'latitude: takes a number, got ""; longitude: takes a number, got ""',
    );
    expect(await order({ riderId: 'rob' })).toMatchObject({
      status: 403,
      detail: expect.stringContaining('a customer orders for itself, rita'),
    });
    expect((await order({ orderId: id })).detail).toContain(`there is an order ${id} already`);
    const forRob = await olga('POST', '/orders', { pickup: PICKUP, orderId: 81, riderId: 'rob' });
    expect(forRob.order).toMatchObject({ orderId: '81', riderId: 'rob', dropoff: null });
    const around = (longitude: number): [number, number][] =>
      [[0, 0] as const, [0.1, 0] as const, [0.1, 0.1] as const, [0, 0.1] as const, [0, 0] as const].map(
        ([east, north]) => [longitude + east, 52.6 + north],
      );
    const serviceAreas = [
      { name: 'Shannon', ring: around(-8.95) },
      { name: 'Limerick', ring: around(-8.7) },
    ];
    const admin = await as('refusals', 'ada', 'admin');
    const put = await admin('PUT', '/taxi/settings', { ...DEFAULT_TAXI_SETTINGS, serviceAreas });
    expect(put.status).toBe(200);
    expect((await order({})).status).toBe(201);
    const far = { latitude: 53.35, longitude: -6.26 };
    expect((await order({ pickup: far })).detail).toBe(
      'pickup: 53.35, -6.26 lies outside the service areas; rides begin and end in: Shannon, Limerick',
    );
    expect((await order({ dropoff: far })).detail).toContain('dropoff: 53.35, -6.26 lies outside');
  });
});

describe('a ride', () => {
  it('goes from the acceptance to its end, each step repeated without harm, and its timeline tells it', async () => {
    const { olga, rita, dora, dan, at } = await company('ride');
    const accepted = await dora('POST', `${at}/accept`);
    expect(accepted).toMatchObject({
      status: 200,
      order: { status: 'ACCEPTED', driverId: 'dora', vehicleId: 'cab-1' },
    });
    expect((await dora('POST', `${at}/accept`, {})).order).toEqual(accepted.order);
    expect(await dan('POST', `${at}/accept`)).toMatchObject({
      status: 409,
      detail: expect.stringContaining('order is taken by driver dora'),
    });
    for (const [verb, status] of [
      ['arrive', 'ARRIVING'],
      ['start', 'IN_PROGRESS'],
      ['complete', 'COMPLETED'],
    ] as const) {
      expect(await dan('POST', `${at}/${verb}`)).toMatchObject({
        status: 403,
        detail: expect.stringContaining(`${verb} is for its driver or a dispatcher`),
      });
      const done = await dora('POST', `${at}/${verb}`);
      expect(done).toMatchObject({ status: 200, order: { status } });
      expect((await dora('POST', `${at}/${verb}`, {})).order).toEqual(done.order);
      expect((await rita('POST', `${at}/${verb}`)).status).toBe(403);
    }
    expect((await rita('POST', `${at}/cancel`)).detail).toMatch(/was COMPLETED by driver dora .*it is over/);
    const events = (answer: { json: unknown }) => (answer.json as { items: OrderEvent[] }).items;
    const told = events(await rita('GET', `${at}/timeline`)).filter(({ change }) => change !== 'offered');
    expect(told.map(({ change, by }) => [change, by])).toEqual([
      ['created', 'rider:rita'],
      ...['accepted', 'arriving', 'started', 'completed'].map((change) => [change, 'driver:dora']),
    ]);
    expect(events(await olga('GET', `${at}/timeline`)).map(({ offset }) => offset)).toEqual(
      Array.from({ length: (await olga('GET', at)).order.revision }, (_, index) => index + 1),
    );
    // What is over is its driver's and its rider's, and no other driver's any more.
    expect((await dora('GET', at)).status).toBe(200);
    expect((await dan('GET', at)).status).toBe(404);
  });

  it('takes nothing out of order, and says what is possible', async () => {
    const { dora, olga, at } = await company('in-order');
    expect(await dora('POST', `${at}/start`)).toMatchObject({ status: 403 });
    expect(await olga('POST', `${at}/start`)).toMatchObject({
      status: 409,
      detail: expect.stringMatching(
        /^order .* is (NEW|OFFERED) and no driver's yet; start is not possible now/,
      ),
    });
    await dora('POST', `${at}/accept`);
    expect((await dora('POST', `${at}/complete`)).detail).toMatch(
      /is ACCEPTED with driver dora; complete is not possible now. Possible: .*arrive \(its driver or a dispatcher\)/,
    );
    expect((await dora('POST', `${at}/accept`, [])).status).toBe(400);
  });

  it('is one at a time for a driver, with a vehicle of its own', async () => {
    const { rita, dora, olga, id, at } = await company('busy');
    expect(await dora('POST', `${at}/accept`, { vehicleId: 'cab-9' })).toMatchObject({ status: 403 });
    await dora('POST', `${at}/accept`);
    const second = (await rita('POST', '/orders', RIDE)).order.orderId;
    expect((await dora('POST', `/orders/${second}/accept`)).detail).toMatch(
      new RegExp(`^driver dora is busy with order ${id}, which is ACCEPTED; .*before accepting ${second}`),
    );
    expect((await olga('POST', `/orders/${second}/assign`, { driverId: 'dora' })).detail).toContain(
      `driver dora has order ${id}`,
    );
    expect((await olga('POST', `/orders/${second}/accept`)).status).toBe(403);
    expect((await dora('POST', '/orders/none/accept')).status).toBe(404);
  });
});

describe('what else becomes of an order', () => {
  it('is given back, declined, assigned, and assigned to another', async () => {
    const { olga, dora, dan, at } = await company('passed-on');
    expect((await dan('POST', `${at}/decline`)).status).toBe(200);
    await dora('POST', `${at}/accept`);
    expect((await dora('POST', `${at}/decline`)).status).toBe(403);
    expect((await dan('POST', `${at}/decline`)).status).toBe(409);
    const released = await dora('POST', `${at}/release`, { reason: 'A flat tyre' });
    expect(released).toMatchObject({
      status: 200,
      order: { status: 'NEW', driverId: null, vehicleId: null },
    });
    expect((await olga('POST', `${at}/assign`, { driverId: 'dann' })).detail).toContain(
      'there is no driver dann',
    );
    await until('dan is known', async () => (await olga('GET', '/registry/drivers/dan')).status === 200);
    const assigned = await olga('POST', `${at}/assign`, { driverId: 'dan', vehicleId: 'cab-2' });
    expect(assigned.order).toMatchObject({ status: 'ACCEPTED', driverId: 'dan', vehicleId: 'cab-2' });
    expect((await olga('POST', `${at}/assign`, { driverId: 'dan' })).order).toEqual(assigned.order);
    await dan('POST', `${at}/arrive`);
    const instead = await olga('POST', `${at}/assign`, { driverId: 'dora', vehicleId: 'cab-1' });
    expect(instead.order).toMatchObject({ status: 'ACCEPTED', driverId: 'dora', arrivedAt: null });
    expect((await dora('POST', `${at}/assign`, { driverId: 'dora' })).status).toBe(403);
    const { items } = (await olga('GET', `${at}/timeline`)).json as { items: OrderEvent[] };
    expect(items.filter(({ change }) => change === 'released')).toMatchObject([
      { by: 'driver:dora', detail: { driverId: 'dora', reason: 'A flat tyre' } },
    ]);
    expect(items.at(-1)).toMatchObject({
      by: 'dispatcher:olga',
      detail: { driverId: 'dora', instead: 'dan' },
    });
  });

  it('is cancelled by its rider until the ride begins, by its driver at the pick-up, by dispatchers always', async () => {
    const { olga, rita, dora, at } = await company('cancelling');
    await dora('POST', `${at}/accept`);
    expect((await dora('POST', `${at}/cancel`)).detail).toContain('release (its driver');
    const cancelled = await rita('POST', `${at}/cancel`, { reason: 'My plans changed' });
    expect(cancelled).toMatchObject({
      status: 200,
      order: { status: 'CANCELLED', cancelledBy: 'rider', reason: 'My plans changed' },
    });
    expect((await rita('POST', `${at}/cancel`)).order).toEqual(cancelled.order);
    expect((await olga('POST', `${at}/cancel`)).detail).toMatch(
      /was CANCELLED by its rider at .* \(My plans changed\)/,
    );
    expect((await dora('POST', `${at}/accept`)).detail).toMatch(/CANCELLED .* nobody can accept it any more/);
    const begun = `/orders/${(await rita('POST', '/orders', RIDE)).order.orderId}`;
    for (const verb of ['accept', 'arrive', 'start']) await dora('POST', `${begun}/${verb}`);
    expect((await rita('POST', `${begun}/cancel`)).detail).toContain(
      'Possible: complete (its driver or a dispatcher)',
    );
    expect((await olga('POST', `${begun}/cancel`)).order).toMatchObject({ cancelledBy: 'dispatcher' });
    const missed = `/orders/${(await rita('POST', '/orders', RIDE)).order.orderId}`;
    for (const verb of ['accept', 'arrive']) await dora('POST', `${missed}/${verb}`);
    expect((await dora('POST', `${missed}/cancel`)).order).toMatchObject({ cancelledBy: 'driver' });
  });

  it('is listed to those whom it concerns, in pages, newest first', async () => {
    const { olga, rita, rob, dora, dan, id, at } = await company('lists');
    const later = (await rita('POST', '/orders', RIDE)).order.orderId;
    const robs = (await rob('POST', '/orders', RIDE)).order.orderId;
    await dora('POST', `${at}/accept`);
    const listed = async (who: typeof olga, query = '') => {
      const { items, nextCursor } = (await who('GET', `/orders${query}`)).json as {
        items: Order[];
        nextCursor: string | null;
      };
      return { ids: items.map(({ orderId }) => orderId), nextCursor };
    };
    expect((await listed(olga)).ids).toEqual([robs, later, id]);
    expect((await listed(rita)).ids).toEqual([later, id]);
    expect((await listed(rita, '?riderId=rob')).ids).toEqual([]);
    expect((await listed(dora)).ids).toEqual([robs, later, id]);
    expect((await listed(dan)).ids).toEqual([robs, later]);
    expect((await listed(dora, '?status=active')).ids).toEqual([id]);
    expect((await listed(olga, '?status=open&riderId=rita')).ids).toEqual([later]);
    expect((await listed(olga, '?status=ended')).ids).toEqual([]);
    const first = await listed(olga, '?limit=2');
    expect(first.ids).toEqual([robs, later]);
    expect(await listed(olga, `?limit=2&cursor=${first.nextCursor}`)).toEqual({
      ids: [id],
      nextCursor: null,
    });
    expect((await olga('GET', '/orders?cursor=x')).detail).toContain('cursor takes the nextCursor');
  });
});
