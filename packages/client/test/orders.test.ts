import type { DriverOffers, Order } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { connected, reaches, Told } from './connected.ts';

const NEW = { orderId: 'o-1', status: 'NEW', driverId: null, revision: 1 };
const TAKEN = { ...NEW, status: 'ACCEPTED', driverId: 'ann', revision: 3 };
const CHANGED = { change: 'accepted', by: 'driver:ann', at: '2026-05-04T07:45:58.000Z' };

/** A server whose HTTP answers are these, one after the other; the last again and again. */
function answering(...answers: (object | Error)[]): { fetch: typeof globalThis.fetch; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async fetch(input) {
      asked.push(new URL(String(input)).pathname);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Error) throw answer;
      return Response.json(answer);
    },
  };
}

describe('trackOrder', () => {
  it('reads the order once its news come, then takes only what is newer', async () => {
    const { fetch } = answering(NEW);
    const { peer, connection } = await connected({ fetch });
    const where = { topic: 'order:o-1', epoch: 'e1' };
    peer.answers.set('subscribe', () => ({ epoch: 'e1', offset: 1, recovered: false }));
    const [orders, viewers] = [new Told<Order>(), new Told<number>()];
    const tracked = connection.trackOrder('o-1', orders.tell, { onViewers: viewers.tell });
    expect(await orders.first(1)).toEqual([NEW]);
    peer.socket.send({ type: 'order:update', ...where, ...NEW, ...CHANGED, revision: 1, offset: 1 });
    peer.socket.send({ type: 'order:update', ...where, ...TAKEN, ...CHANGED, offset: 3 });
    peer.socket.send({ type: 'order_viewers', topic: 'order:o-1', orderId: 'o-1', count: 4 });
    expect(await orders.first(2)).toEqual([NEW, TAKEN]);
    expect(await viewers.first(1)).toEqual([4]);
    expect(tracked.order).toEqual(TAKEN);
    const open = reaches(connection, 'open');
    peer.socket.cut();
    await open;
    expect(await peer.command('subscribe', 2)).toMatchObject({ since: { epoch: 'e1', offset: 3 } });
  });

  it('says why an order is not followed', async () => {
    const { peer, connection } = await connected();
    peer.answers.set('subscribe', () => ({
      ok: false,
      error: { code: 'not_found', message: 'no order o-9' },
    }));
    const errors = new Told<{ code: string }>();
    const tracked = connection.trackOrder('o-9', undefined, { onError: errors.tell });
    expect(await errors.first(1)).toMatchObject([{ code: 'not_found' }]);
    expect(tracked.closed).toBe(true);
  });
});

describe('viewOrder', () => {
  it('is said again on a new link, and ends with order:unview', async () => {
    const { peer, connection } = await connected();
    peer.answers.set('order:view', () => ({ count: 2 }));
    peer.answers.set('order:unview', () => ({ count: 1 }));
    const counts = new Told<number>();
    const view = connection.viewOrder('o-1', counts.tell);
    expect(await counts.first(1)).toEqual([2]);
    const open = reaches(connection, 'open');
    peer.socket.cut();
    await open;
    await peer.command('order:view', 2);
    await counts.first(2);
    view.close();
    expect(await peer.command('order:unview')).toMatchObject({ orderId: 'o-1' });
    expect([view.closed, view.count]).toEqual([true, 2]);
  });

  it('is over when it is refused', async () => {
    const { peer, connection } = await connected();
    peer.answers.set('order:view', () => ({
      ok: false,
      error: { code: 'forbidden', message: 'not for you' },
    }));
    const errors = new Told<{ code: string }>();
    const view = connection.viewOrder('o-1', undefined, { onError: errors.tell });
    expect(await errors.first(1)).toMatchObject([{ code: 'forbidden' }]);
    expect(view.closed).toBe(true);
  });
});

describe('acceptOrder', () => {
  it('asks again by HTTP when the answer was lost', async () => {
    const { fetch, asked } = answering(TAKEN);
    const { peer, connection } = await connected({ fetch, ackTimeoutMs: 20 });
    peer.silent.add('order:accept');
    await expect(connection.acceptOrder('o-1')).resolves.toEqual(TAKEN);
    expect(asked).toEqual(['/api/orders/o-1/accept']);
  });

  it('rejects with what the server says, and does not ask again', async () => {
    const { fetch, asked } = answering(TAKEN);
    const { peer, connection } = await connected({ fetch });
    peer.answers.set('order:accept', () => ({
      ok: false,
      error: { code: 'conflict', message: 'bob has it' },
    }));
    await expect(connection.acceptOrder('o-1')).rejects.toMatchObject({ code: 'conflict' });
    expect(asked).toEqual([]);
  });
});

describe('followOffers', () => {
  it('reads what there is, then takes news, and nothing older', async () => {
    const at = (second: number) =>
      ({
        driverId: 'ann',
        state: 'free',
        offers: [],
        order: null,
        timestamp: `2026-05-04T07:45:0${second}.000Z`,
      }) as const;
    const { fetch } = answering(at(2));
    const { peer, connection } = await connected({ fetch });
    const told = new Told<DriverOffers>();
    const offers = connection.followOffers(told.tell);
    await told.first(1);
    peer.socket.send({ type: 'offers:update', ...at(1) });
    peer.socket.send({ type: 'offers:update', ...at(3) });
    expect(await told.first(2)).toEqual([at(2), at(3)]);
    offers.close();
    expect(offers.closed).toBe(true);
  });
});
