import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Acceptance } from '../ports/orders.ts';
import { newTenant, sampleOrder, type TaxiSubject } from './order-samples.ts';

const RIVALS = 20;
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

const count = (answers: readonly { readonly outcome: string }[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { outcome } of answers) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

/** What the port `Orders` promises when many ask at the same moment, of two servers. */
export function orderRacesSuite(name: string, open: () => Promise<TaxiSubject>): void {
  describe(`races for orders: ${name}`, () => {
    let subject: TaxiSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    const server = (index: number) => (index % 2 === 0 ? subject : subject.other);

    it('O2 of drivers who accept an order at once one wins, and the others learn who', async () => {
      const tenant = newTenant();
      for (const orderId of ['a', 'b', 'c']) {
        await subject.orders.create(sampleOrder(tenant, { orderId }));
        const answers = await Promise.all(
          many(RIVALS, (n) =>
            server(n).orders.accept(tenant, orderId, `${orderId}-${n % (RIVALS - 1)}`, null),
          ),
        );
        const { won, again = 0, taken } = count(answers);
        expect([won, again + Number(taken)]).toEqual([1, RIVALS - 1]);
        const row = await subject.orders.get(tenant, orderId);
        for (const answer of answers) expect(answer).toMatchObject({ order: row });
        expect(row?.revision).toBe(2);
      }
    });

    it('O3 a driver who accepts two orders at once gets one, and learns which', async () => {
      const tenant = newTenant();
      const orders = many(6, (n) => `o-${n}`);
      for (const orderId of orders) await subject.orders.create(sampleOrder(tenant, { orderId }));
      const answers = await Promise.all(
        orders.map((orderId, n) => server(n).orders.accept(tenant, orderId, 'dora', null)),
      );
      expect(count(answers)).toEqual({ won: 1, busy: 5 });
      const active = await subject.orders.activeOf(tenant, 'dora');
      for (const answer of answers) expect(answer).toMatchObject({ order: { orderId: active?.orderId } });
      expect(await subject.orders.page(tenant, { statuses: ['NEW'] }, 9)).toHaveLength(5);
    });

    it('O1 a key that is sent twice at once makes one order', async () => {
      const tenant = newTenant();
      const idempotency = { subject: 'rita', key: 'k', digest: 'a' };
      const answers = await Promise.all(
        many(10, (n) => server(n).orders.create(sampleOrder(tenant, { orderId: `o-${n}`, idempotency }))),
      );
      expect(count(answers)).toEqual({ created: 1, again: 9 });
      const [made, ...more] = await subject.orders.page(tenant, {}, 9);
      expect(more).toEqual([]);
      for (const answer of answers) expect(answer).toMatchObject({ order: made });
    });

    it('O4 F4 what is accepted while it expires is one or the other', async () => {
      const tenant = newTenant();
      const expiresAt = Date.now() + 100;
      const orders = many(30, (n) => `o-${n}`);
      await Promise.all(
        orders.map((orderId) => subject.orders.create(sampleOrder(tenant, { orderId, expiresAt }))),
      );
      const accepts: Promise<Acceptance>[] = [];
      for (const [n, orderId] of orders.entries()) {
        // One after another while time runs out, and some of them after it has.
        await server(n).offers.expire(3);
        accepts.push(server(n).orders.accept(tenant, orderId, `d-${n}`, null));
      }
      const answers = await Promise.all(accepts);
      while ((await subject.orders.page(tenant, { statuses: ['NEW'] }, 1)).length > 0)
        await subject.offers.expire(100);
      for (const [n, answer] of answers.entries()) {
        const row = await subject.orders.get(tenant, `o-${n}`);
        expect(row?.status).toBe(answer.outcome === 'won' ? 'ACCEPTED' : 'EXPIRED');
        if (answer.outcome === 'won') expect(row?.acceptedAt).toBeLessThan(expiresAt);
        else expect(row?.endedAt).toBeGreaterThanOrEqual(expiresAt);
      }
    });

    it('O5 a cancellation and an acceptance at once follow one another', async () => {
      const tenant = newTenant();
      const orders = many(8, (n) => `o-${n}`);
      for (const orderId of orders) await subject.orders.create(sampleOrder(tenant, { orderId }));
      const cancel = (orderId: string) =>
        subject.other.orders.change(tenant, orderId, ({ status }) =>
          status === 'NEW'
            ? { change: 'cancelled', by: 'rider:rita', set: { status: 'CANCELLED' } }
            : undefined,
        );
      await Promise.all(
        orders.map(async (orderId, n) => {
          const [accepted, then] = await Promise.all([
            subject.orders.accept(tenant, orderId, `d-${n}`, null),
            cancel(orderId),
          ]);
          const won = accepted.outcome === 'won';
          expect(then).toMatchObject({ revision: 2, status: won ? 'ACCEPTED' : 'CANCELLED' });
        }),
      );
    });
  });
}
