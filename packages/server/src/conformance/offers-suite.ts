import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OfferRound } from '../ports/offers.ts';
import { newTenant, sampleOrder, type TaxiSubject } from './order-samples.ts';

/** What the port `Offers` promises. */
export function offersSuite(name: string, open: () => Promise<TaxiSubject>): void {
  describe(`offers: ${name}`, () => {
    let subject: TaxiSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    const drivers = (...ids: string[]) => ids.map((driverId) => ({ driverId, distanceM: 120, pickupS: 30 }));
    const round = (tenant: string, revision: number, more: Partial<OfferRound> = {}): OfferRound => ({
      ...{ tenant, orderId: 'o-1', revision, to: drivers('dora', 'dan'), radiusM: 2000 },
      until: Date.now() + 15_000,
      ...more,
    });
    const openTo = async (tenant: string, driverId: string) =>
      (await subject.offers.openOf(tenant, driverId)).map((offer) => `${offer.order.orderId} ${offer.round}`);
    /** Which of the tenant's orders are due now. */
    const claim = async (tenant: string, ports: Pick<TaxiSubject, 'offers'> = subject) =>
      (await ports.offers.claimDue(1000)).flatMap((order) =>
        order.tenant === tenant ? [order.orderId] : [],
      );

    it('F1 F2 a new order is due at once, to one server at a time', async () => {
      const tenant = newTenant();
      for (const orderId of ['a', 'b', 'c']) await subject.orders.create(sampleOrder(tenant, { orderId }));
      const both = await Promise.all([claim(tenant), claim(tenant, subject.other)]);
      expect(both.flat().sort()).toEqual(['a', 'b', 'c']);
      expect(await claim(tenant)).toEqual([]);
      await subject.age(5);
      expect(await claim(tenant, subject.other)).toEqual(['a', 'b', 'c']);
    });

    it('F1 it is due again when its round ends, when all have declined, or when it was put off until then', async () => {
      const tenant = newTenant();
      await subject.orders.create(sampleOrder(tenant));
      await claim(tenant);
      await subject.offers.offer([round(tenant, 1)]);
      expect(await subject.offers.nextDueMs()).toBeGreaterThan(0);
      expect(await claim(tenant)).toEqual([]);
      await subject.age(15);
      expect(await claim(tenant)).toEqual(['o-1']);
      await subject.offers.offer([round(tenant, 2)]);
      expect(await subject.offers.close(tenant, 'o-1', 'dora', 'vanished')).toBe(true);
      expect(await claim(tenant)).toEqual([]);
      await Promise.all(
        ['dan', 'dora'].map((driver) => subject.offers.close(tenant, 'o-1', driver, 'declined')),
      );
      expect(await claim(tenant)).toEqual(['o-1']);
      await subject.offers.postpone(tenant, 'o-1', Date.now() + 30_000);
      expect(await claim(tenant)).toEqual([]);
      await subject.age(30);
      expect(await claim(tenant)).toEqual(['o-1']);
    });

    it('F1 the last two who decline at once make it due', async () => {
      const tenant = newTenant();
      await subject.orders.create(sampleOrder(tenant));
      await subject.offers.offer([round(tenant, 1)]);
      const closed = await Promise.all([
        subject.offers.close(tenant, 'o-1', 'dora', 'declined'),
        subject.other.offers.close(tenant, 'o-1', 'dan', 'declined'),
      ]);
      expect(closed).toEqual([true, true]);
      expect(await claim(tenant)).toEqual(['o-1']);
    });

    it('F3 offers a driver an order once a round, and none that it has declined', async () => {
      const tenant = newTenant();
      await subject.orders.create(sampleOrder(tenant));
      const until = Date.now() + 15_000;
      const [offered] = await subject.offers.offer([round(tenant, 1, { until })]);
      expect(offered).toMatchObject({ status: 'OFFERED', round: 1, revision: 2 });
      const offer = { driverId: 'dora', distanceM: 120, pickupS: 30 };
      expect(await subject.offers.openOf(tenant, 'dora')).toEqual([
        { ...offer, order: offered, round: 1, offeredAt: offered?.updatedAt, until },
      ]);
      expect(await subject.offers.close(tenant, 'o-1', 'dora', 'declined')).toBe(true);
      expect(await subject.offers.close(tenant, 'o-1', 'dora', 'declined')).toBe(false);
      const told: string[] = [];
      const end = subject.offers.onChanged((of, ids) => of === tenant && told.push(...[...ids].sort()));
      expect(await subject.offers.offer([round(tenant, 1)])).toEqual([]);
      await subject.offers.offer([round(tenant, 2, { to: drivers('dora', 'eve') })]);
      end();
      expect(told).toEqual(['dan', 'eve']);
      expect(await Promise.all(['dora', 'dan', 'eve'].map((id) => openTo(tenant, id)))).toEqual([
        [],
        [],
        ['o-1 2'],
      ]);
      expect(await subject.offers.driversOf(tenant, 'o-1')).toEqual({ open: ['eve'], declined: ['dora'] });
      const timeline = await subject.orders.timeline(tenant, 'o-1');
      expect(timeline.at(-1)).toMatchObject({
        ...{ offset: 3, change: 'offered', by: 'system', status: 'OFFERED' },
        detail: { round: 2, to: 'drivers', radiusM: 2000, drivers: drivers('dora', 'eve') },
      });
    });

    it('F6 knows who is asked, at whichever server, until the offer is closed or the order is had', async () => {
      const tenant = newTenant();
      for (const orderId of ['a', 'b', 'c']) await subject.orders.create(sampleOrder(tenant, { orderId }));
      const asked = async (): Promise<string[]> =>
        (await subject.other.offers.asked(10_000)).flatMap((one) =>
          one.tenant === tenant ? [`${one.orderId} ${one.driverId}`] : [],
        );
      expect(await asked()).toEqual([]);
      const until = Date.now() + 30_000;
      await subject.offers.offer([
        round(tenant, 1, { orderId: 'a', until }),
        round(tenant, 1, { orderId: 'b', to: drivers('eve') }),
        round(tenant, 1, { orderId: 'c', to: 'all', radiusM: null }),
      ]);
      expect((await asked()).sort()).toEqual(['a dan', 'a dora', 'b eve']);
      expect((await subject.other.offers.asked(1)).length).toBe(1);
      await subject.offers.close(tenant, 'a', 'dora', 'vanished');
      expect((await asked()).sort()).toEqual(['a dan', 'b eve']);
      await subject.orders.accept(tenant, 'a', 'dan', null);
      expect(await asked()).toEqual(['b eve']);
      await subject.age(15);
      expect(await asked()).toEqual([]);
    });

    it('F3 makes no round of what was accepted or has changed meanwhile', async () => {
      const tenant = newTenant();
      for (const orderId of ['a', 'b']) await subject.orders.create(sampleOrder(tenant, { orderId }));
      const rounds = ['a', 'b'].map((orderId) => round(tenant, 1, { orderId, to: 'all', radiusM: null }));
      const [made, won] = await Promise.all([
        subject.offers.offer(rounds),
        subject.other.orders.accept(tenant, 'a', 'dora', null),
      ]);
      expect(won.outcome).toBe('won');
      expect(made.map(({ orderId }) => orderId)).toContain('b');
      const wasOffered = made.length === 2;
      expect(await subject.orders.get(tenant, 'a')).toMatchObject({
        ...{ status: 'ACCEPTED', revision: wasOffered ? 3 : 2, round: wasOffered ? 1 : 0 },
      });
    });

    it('F4 F5 ends in pieces what nobody accepted, with its offers', async () => {
      const tenant = newTenant();
      const ids = Array.from({ length: 7 }, (_, n) => `o-${n}`);
      await Promise.all(ids.map((orderId) => subject.orders.create(sampleOrder(tenant, { orderId }))));
      await subject.offers.offer(ids.map((orderId) => round(tenant, 1, { orderId, to: drivers('dora') })));
      await subject.orders.accept(tenant, 'o-0', 'dan', null);
      expect(await openTo(tenant, 'dora')).toHaveLength(6);
      await subject.age(60);
      expect(await subject.offers.nextDueMs()).toBe(0);
      expect(await claim(tenant)).toEqual([]);
      const changed: string[] = [];
      const end = subject.orders.onChanged(
        (order, change) => order.tenant === tenant && changed.push(`${order.orderId} ${change}`),
      );
      let pieces = 0;
      while ((await subject.offers.expire(4)) === 4) pieces++;
      end();
      expect(pieces).toBeGreaterThan(0);
      expect(changed.sort()).toEqual(ids.slice(1).map((orderId) => `${orderId} expired`));
      const [expired] = await subject.orders.page(tenant, { statuses: ['EXPIRED'] }, 9);
      expect(expired).toMatchObject({ endedAt: expired?.updatedAt, driverId: null });
      expect(await subject.orders.get(tenant, 'o-0')).toMatchObject({ status: 'ACCEPTED' });
    });

    it('F5 closes the offers of what is accepted or cancelled, and tells whose they were', async () => {
      const tenant = newTenant();
      const told: string[] = [];
      const end = subject.offers.onChanged((of, ids) => of === tenant && told.push([...ids].sort().join()));
      for (const orderId of ['a', 'b']) await subject.orders.create(sampleOrder(tenant, { orderId }));
      await subject.offers.offer(['a', 'b'].map((orderId) => round(tenant, 1, { orderId })));
      expect(await openTo(tenant, 'dora')).toEqual(['a 1', 'b 1']);
      await subject.orders.accept(tenant, 'a', 'dan', null);
      expect(await openTo(tenant, 'dora')).toEqual(['b 1']);
      await subject.orders.change(tenant, 'b', () => ({
        ...{ change: 'cancelled', by: 'rider:rita', set: { status: 'CANCELLED' } },
      }));
      end();
      expect(await openTo(tenant, 'dora')).toEqual([]);
      expect(told).toEqual(['dan,dora', 'dan,dora', 'dan,dora']);
      expect(await subject.offers.close(tenant, 'b', 'dora', 'declined')).toBe(false);
    });
  });
}
