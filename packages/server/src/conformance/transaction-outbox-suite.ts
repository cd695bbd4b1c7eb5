import type { Topic } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutboxMessage } from '../ports/transaction-outbox.ts';
import { newTenant, sampleOrder, type TaxiSubject } from './order-samples.ts';

/** What the port `TransactionOutbox` promises, and the log of orders. */
export function transactionOutboxSuite(name: string, open: () => Promise<TaxiSubject>): void {
  describe(`transaction outbox: ${name}`, () => {
    let subject: TaxiSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    const take = async (tenant: string, ports: Pick<TaxiSubject, 'transactionOutbox'> = subject) =>
      (await ports.transactionOutbox.take(1000)).filter(({ topic }) => topic.tenant === tenant);
    /** What this server is told while `work` goes on. */
    const written = async (tenant: string, work: () => Promise<unknown>): Promise<OutboxMessage[]> => {
      const told: OutboxMessage[] = [];
      const end = subject.transactionOutbox.onWritten(
        (messages) => void told.push(...messages.filter(({ topic }) => topic.tenant === tenant)),
      );
      await work();
      end();
      return told;
    };
    const orderTopic = (tenant: string): Topic => ({ tenant, family: 'order', id: 'o-1' });

    const ride = async (tenant: string) => {
      await subject.orders.create(sampleOrder(tenant));
      const round = { tenant, orderId: 'o-1', revision: 1, to: 'all', radiusM: null } as const;
      await subject.offers.offer([{ ...round, until: Date.now() + 15_000 }]);
      await subject.orders.accept(tenant, 'o-1', 'dora', 'cab-7');
    };

    it('X1 tells the server that wrote it what it has committed: updates in their log, and what drivers get', async () => {
      const tenant = newTenant();
      const told = await written(tenant, () => ride(tenant));
      const drivers = { tenant, family: 'drivers', id: '' };
      const order = orderTopic(tenant);
      expect(told.map(({ topic, event, position }) => [topic, event, position?.offset])).toEqual([
        [order, 'order:update', 1],
        [order, 'order:update', 2],
        [drivers, 'message', undefined],
        [order, 'order:update', 3],
        [drivers, 'message', undefined],
      ]);
      expect(told[4]?.data).toEqual({
        ...{ type: 'order_accepted', order_id: 'o-1', orderId: 'o-1', driverId: 'dora' },
      });
      const {
        change: _change,
        by: _by,
        at: _at,
        ...offered
      } = { ...told[1]?.data } as Record<string, unknown>;
      expect(told[2]?.data).toEqual({ type: 'new_order', order: offered });
    });

    it('an update is the order as the contract has it', async () => {
      const tenant = newTenant();
      const told = await written(tenant, () => ride(tenant));
      const row = await subject.orders.get(tenant, 'o-1');
      const { tenant: _tenant, ...facts } = { ...row };
      const iso = (value: unknown) => (typeof value === 'number' ? new Date(value).toISOString() : value);
      const order = Object.entries(facts).map(([key, value]) => [
        key,
        key.endsWith('At') ? iso(value) : value,
      ]);
      expect(told[3]?.data).toEqual({
        ...Object.fromEntries(order),
        ...{ change: 'accepted', by: 'driver:dora', at: iso(row?.acceptedAt) },
      });
    });

    it('X1 that an order has expired is told, kept in its log, and taken by another, as any change', async () => {
      const tenant = newTenant();
      const topic = orderTopic(tenant);
      await subject.orders.create(sampleOrder(tenant, { note: 'At the back' }));
      await subject.age(60);
      const [told, more] = await written(tenant, async () => {
        while ((await subject.offers.expire(100)) === 100);
      });
      const row = await subject.orders.get(tenant, 'o-1');
      const at = new Date(row?.endedAt ?? 0).toISOString();
      expect([told?.topic, told?.position?.offset, more]).toEqual([topic, 2, undefined]);
      expect(told?.data).toMatchObject({
        ...{ orderId: 'o-1', status: 'EXPIRED', note: 'At the back', revision: 2 },
        ...{ updatedAt: at, endedAt: at, change: 'expired', by: 'system', at },
      });
      const [made, ended] = await subject.orderLog.after(topic, 0, 9);
      expect(ended).toEqual({ offset: 2, event: 'order:update', data: told?.data });
      expect(Object.keys(ended?.data ?? {}).sort()).toEqual(Object.keys(made?.data ?? {}).sort());
      expect((await subject.orders.timeline(tenant, 'o-1')).at(-1)).toEqual({
        ...{ offset: 2, change: 'expired', by: 'system', at, status: 'EXPIRED', detail: {} },
      });
      await subject.age(6);
      expect((await take(tenant, subject.other)).at(-1)).toEqual(told);
    });

    it('X1 what was refused is not told', async () => {
      const tenant = newTenant();
      await ride(tenant);
      const told = await written(tenant, async () => {
        await subject.orders.accept(tenant, 'o-1', 'dan', null);
        await subject.orders.accept(tenant, 'o-1', 'dora', null);
        await subject.orders.create(sampleOrder(tenant));
        await expect(
          subject.orders.change(tenant, 'o-1', () => {
            throw new RangeError('no');
          }),
        ).rejects.toThrow('no');
      });
      expect(told).toEqual([]);
      expect(await subject.orders.timeline(tenant, 'o-1')).toHaveLength(3);
    });

    it('X1 X2 what its server does not tell another takes after 5 s, in the order written, and nobody else', async () => {
      const tenant = newTenant();
      const told = await written(tenant, () => ride(tenant));
      expect(await take(tenant, subject.other)).toEqual([]);
      await subject.transactionOutbox.told(told.slice(0, 2).map(({ id }) => id));
      await subject.age(6);
      const both = await Promise.all([take(tenant), take(tenant, subject.other)]);
      expect(both.flat().sort((one, other) => one.id - other.id)).toEqual(told.slice(2));
      expect(await take(tenant)).toEqual([]);
      await subject.age(6);
      expect(await take(tenant, subject.other)).toEqual(told.slice(2));
      await subject.transactionOutbox.told(told.map(({ id }) => id));
      await subject.transactionOutbox.told([]);
      await subject.age(6);
      expect(await take(tenant)).toEqual([]);
    });

    it('the log of an order is what was told, in one epoch for all servers', async () => {
      const tenant = newTenant();
      const topic = orderTopic(tenant);
      const { epoch, offset } = await subject.orderLog.position(topic);
      expect([epoch, offset]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), 0]);
      const told = (await written(tenant, () => ride(tenant))).filter(({ position }) => position !== null);
      expect(await subject.other.orderLog.position(topic)).toEqual({ epoch, offset: 3 });
      expect(told.map(({ position }) => position?.epoch)).toEqual([epoch, epoch, epoch]);
      const events = told.map(({ event, data }, index) => ({ offset: index + 1, event, data }));
      expect(await subject.other.orderLog.after(topic, 0, 9)).toEqual(events);
      expect(await subject.orderLog.after(topic, 1, 1)).toEqual(events.slice(1, 2));
      expect(await subject.orderLog.after({ ...topic, tenant: newTenant() }, 0, 9)).toEqual([]);
    });
  });
}
