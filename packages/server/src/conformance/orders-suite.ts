import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderStep, StoredOrder } from '../ports/orders.ts';
import { newTenant, sampleOrder, type TaxiSubject } from './order-samples.ts';

const idsOf = (found: readonly StoredOrder[]) => found.map(({ orderId }) => orderId);

const step = (change: OrderStep['change'], set: OrderStep['set'], by = 'driver:dora') => ({
  change,
  by,
  set,
});

/** What the port `Orders` promises of one order after another; see also `order-races-suite.ts`. */
export function ordersSuite(name: string, open: () => Promise<TaxiSubject>): void {
  describe(`orders: ${name}`, () => {
    let subject: TaxiSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    it('gives back what was stored, with its event', async () => {
      const tenant = newTenant();
      const { by, idempotency: _none, ...facts } = sampleOrder(tenant);
      const made = await subject.orders.create(sampleOrder(tenant, { expiresAt: facts.expiresAt }));
      expect(made).toMatchObject({
        outcome: 'created',
        order: { ...facts, status: 'NEW', revision: 1, round: 0 },
      });
      const order = await subject.orders.get(tenant, 'o-1');
      expect({ outcome: 'created', order }).toEqual(made);
      expect(await subject.orders.timeline(tenant, 'o-1')).toEqual([
        {
          ...{ offset: 1, change: 'created', by, status: 'NEW', detail: {} },
          at: new Date(order?.createdAt ?? 0).toISOString(),
        },
      ]);
    });

    it('O1 answers a key that is used again with the order of then, or that it meant something else', async () => {
      const tenant = newTenant();
      const idempotency = { subject: 'rita', key: 'k', digest: 'a' };
      await subject.orders.create(sampleOrder(tenant, { idempotency }));
      const create = async (orderId: string, used: typeof idempotency | null) =>
        subject.orders.create(sampleOrder(tenant, { orderId, idempotency: used }));
      expect(await create('o-2', idempotency)).toMatchObject({ outcome: 'again', order: { orderId: 'o-1' } });
      expect(await create('o-2', { ...idempotency, digest: 'b' })).toEqual({ outcome: 'key-reused' });
      expect(await create('o-1', null)).toEqual({ outcome: 'id-taken' });
      expect(await create('o-1', { ...idempotency, key: 'l' })).toEqual({ outcome: 'id-taken' });
      expect(await create('o-2', { ...idempotency, subject: 'rob' })).toMatchObject({ outcome: 'created' });
      expect(idsOf(await subject.orders.page(tenant, {}, 9))).toEqual(['o-2', 'o-1']);
    });

    it('O2 gives it to whoever asks first, and the same answer again to the winner', async () => {
      const tenant = newTenant();
      await subject.orders.create(sampleOrder(tenant));
      const accept = (driverId: string) => subject.orders.accept(tenant, 'o-1', driverId, 'cab-7');
      const won = await accept('dora');
      expect(won).toMatchObject({
        outcome: 'won',
        order: { status: 'ACCEPTED', driverId: 'dora', vehicleId: 'cab-7', revision: 2 },
      });
      expect(await accept('dora')).toEqual({ ...won, outcome: 'again' });
      expect(await accept('dan')).toEqual({ ...won, outcome: 'taken' });
      expect(await subject.orders.accept(tenant, 'none', 'dora', null)).toEqual({ outcome: 'absent' });
      await subject.orders.change(tenant, 'o-1', () => step('cancelled', { status: 'CANCELLED' }));
      expect(await accept('dora')).toMatchObject({ outcome: 'ended', order: { status: 'CANCELLED' } });
    });

    it('O3 lets a driver have one order, and names it', async () => {
      const tenant = newTenant();
      for (const orderId of ['o-1', 'o-2']) await subject.orders.create(sampleOrder(tenant, { orderId }));
      await subject.orders.accept(tenant, 'o-1', 'dora', null);
      const active = { outcome: 'busy', order: { orderId: 'o-1', driverId: 'dora' } };
      expect(await subject.orders.accept(tenant, 'o-2', 'dora', null)).toMatchObject(active);
      const assign = () =>
        subject.orders.change(tenant, 'o-2', () =>
          step('assigned', { status: 'ACCEPTED', driverId: 'dora' }, 'dispatcher:olga'),
        );
      await expect(assign()).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('driver dora has order o-1, which is ACCEPTED'),
      });
      expect(await subject.orders.get(tenant, 'o-2')).toMatchObject({ status: 'NEW', revision: 1 });
      await subject.orders.change(tenant, 'o-1', () => step('completed', { status: 'COMPLETED' }));
      expect(await subject.orders.activeOf(tenant, 'dora')).toBeUndefined();
      expect(await assign()).toMatchObject({ driverId: 'dora', status: 'ACCEPTED' });
      expect(await subject.orders.activeOf(tenant, 'dora')).toMatchObject({ orderId: 'o-2' });
    });

    it('O4 is not to be had once its time is over', async () => {
      const tenant = newTenant();
      await subject.orders.create(sampleOrder(tenant, { expiresAt: Date.now() - 1 }));
      const late = await subject.orders.accept(tenant, 'o-1', 'dora', null);
      expect(late).toMatchObject({ outcome: 'ended', order: { status: 'NEW', driverId: null } });
    });

    it('O5 goes through its states with the time of each, and back when it is given back', async () => {
      const tenant = newTenant();
      const told: string[] = [];
      const end = subject.orders.onChanged(
        (order, change) => order.tenant === tenant && told.push(`${change} ${order.revision}`),
      );
      await subject.orders.create(sampleOrder(tenant));
      await subject.orders.accept(tenant, 'o-1', 'dora', 'cab-7');
      const change = (...one: Parameters<typeof step>) =>
        subject.orders.change(tenant, 'o-1', () => step(...one));
      const arrived = await change('arriving', { status: 'ARRIVING' });
      expect(arrived).toMatchObject({ arrivedAt: arrived?.updatedAt, startedAt: null });
      const back = await change('released', { status: 'NEW', driverId: null, vehicleId: null });
      expect(back).toMatchObject({ status: 'NEW', driverId: null, acceptedAt: null, arrivedAt: null });
      expect(await subject.offers.driversOf(tenant, 'o-1')).toEqual({ open: [], declined: ['dora'] });
      await subject.orders.accept(tenant, 'o-1', 'dan', null);
      await change('arriving', { status: 'ARRIVING' });
      await change('started', { status: 'IN_PROGRESS' });
      const done = await change('completed', { status: 'COMPLETED' });
      end();
      const times = [done?.createdAt, done?.acceptedAt, done?.arrivedAt, done?.startedAt, done?.endedAt].map(
        Number,
      );
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(done).toMatchObject({ driverId: 'dan', endedAt: done?.updatedAt, revision: 8 });
      expect(await subject.orders.get(tenant, 'o-1')).toEqual(done);
      const changes = [
        'created',
        'accepted',
        'arriving',
        'released',
        'accepted',
        'arriving',
        'started',
        'completed',
      ];
      expect(told).toEqual(changes.map((one, index) => `${one} ${index + 1}`));
      const timeline = await subject.orders.timeline(tenant, 'o-1');
      expect(timeline.map((event) => `${event.change} ${event.offset}`)).toEqual(told);
    });

    it('O5 changes nothing when the decision is none or throws', async () => {
      const tenant = newTenant();
      await subject.orders.create(sampleOrder(tenant));
      const before = await subject.orders.get(tenant, 'o-1');
      const refuse = () => {
        throw new RangeError('no');
      };
      await expect(subject.orders.change(tenant, 'o-1', refuse)).rejects.toThrow('no');
      expect(await subject.orders.change(tenant, 'o-1', () => undefined)).toEqual(before);
      expect(await subject.orders.change(tenant, 'none', refuse)).toBeUndefined();
      const cancelled = await subject.orders.change(tenant, 'o-1', () => ({
        ...step(
          'cancelled',
          { status: 'CANCELLED', cancelledBy: 'rider', reason: 'Found a bus' },
          'rider:rita',
        ),
        detail: { reason: 'Found a bus' },
      }));
      expect(cancelled).toMatchObject({ cancelledBy: 'rider', reason: 'Found a bus', acceptedAt: null });
      expect((await subject.orders.timeline(tenant, 'o-1'))[1]).toMatchObject({
        ...{ offset: 2, by: 'rider:rita', detail: { reason: 'Found a bus' } },
      });
    });

    it('pages newest first, by status, driver and rider, and what a driver may see', async () => {
      const tenant = newTenant();
      for (const orderId of ['a', 'b', 'c', 'd']) {
        await subject.orders.create(
          sampleOrder(tenant, { orderId, riderId: orderId === 'a' ? 'rob' : 'rita' }),
        );
      }
      await subject.orders.accept(tenant, 'a', 'dora', null);
      await subject.orders.accept(tenant, 'b', 'dan', null);
      const page = async (...[filter, limit = 9, after]: [object, number?, StoredOrder?]) =>
        idsOf(await subject.orders.page(tenant, filter, limit, after));
      const all = await subject.orders.page(tenant, {}, 9);
      expect(idsOf(all)).toEqual(['d', 'c', 'b', 'a']);
      expect(await page({}, 2, all[0])).toEqual(['c', 'b']);
      expect(await page({ statuses: ['ACCEPTED'] })).toEqual(['b', 'a']);
      expect(await page({ statuses: [] })).toEqual([]);
      expect(await page({ driverId: 'dan', riderId: 'rita' })).toEqual(['b']);
      expect(await page({ visibleToDriver: 'dora' })).toEqual(['d', 'c', 'a']);
      expect(await page({ visibleToDriver: 'dora' }, 2)).toEqual(['d', 'c']);
      expect(await page({ visibleToDriver: 'dora' }, 2, all[1])).toEqual(['a']);
    });

    it('O6 keeps tenants apart', async () => {
      const [mine, theirs] = [newTenant(), newTenant()];
      for (const tenant of [mine, theirs]) await subject.orders.create(sampleOrder(tenant));
      expect(await subject.orders.accept(mine, 'o-1', 'dora', null)).toMatchObject({ outcome: 'won' });
      expect(await subject.orders.accept(theirs, 'o-1', 'dora', null)).toMatchObject({ outcome: 'won' });
      expect(await subject.orders.page(newTenant(), {}, 9)).toEqual([]);
      expect(await subject.orders.get(newTenant(), 'o-1')).toBeUndefined();
      expect(await subject.orders.timeline(newTenant(), 'o-1')).toEqual([]);
    });
  });
}
