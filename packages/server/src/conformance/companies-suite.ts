import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Companies } from '../ports/companies.ts';
import { newTenant } from './order-samples.ts';

const SHOP = {
  ...{ name: 'Shop', agents: ['olga'], allowedOrigins: ['https://shop.example'], greeting: 'Hello' },
  ...{ retentionDays: 30, messagesPerMinute: 10 },
};

/** Two servers on one database, and a clock that both go by. */
export interface CompaniesSubject {
  readonly companies: Companies;
  readonly other: Companies;
  /** So many milliseconds pass. */
  pass(ms: number): void;
  close(): Promise<void>;
}

/** What the port `Companies` promises. */
export function companiesSuite(name: string, open: () => Promise<CompaniesSubject>): void {
  describe(`companies: ${name}`, () => {
    let subject: CompaniesSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    it('gives back what was described, to every server within 2 s', async () => {
      const tenant = newTenant();
      const { companies, other } = subject;
      expect(await other.get(tenant, 'shop')).toBeUndefined();
      const made = await companies.put(tenant, 'shop', SHOP);
      expect(made).toEqual({
        ...SHOP,
        ...{ tenant, companyId: 'shop', createdAt: expect.any(Number), updatedAt: made.createdAt },
      });
      expect(await companies.get(tenant, 'shop')).toEqual(made);
      subject.pass(2_000);
      expect(await other.get(tenant, 'shop')).toEqual(made);
      const changed = await other.put(tenant, 'shop', { ...SHOP, greeting: null, agents: [] });
      expect(changed).toMatchObject({ greeting: null, agents: [], createdAt: made.createdAt });
      subject.pass(2_000);
      expect(await companies.get(tenant, 'shop')).toEqual(changed);
    });

    it('knows the origins that any company of any tenant allows', async () => {
      const origins = [`https://${newTenant()}.example`, `https://${newTenant()}.example`];
      for (const [index, origin] of origins.entries())
        await subject.companies.put(newTenant(), `c-${index}`, { ...SHOP, allowedOrigins: [origin] });
      const known = await subject.other.origins();
      expect(origins.filter((origin) => known.has(origin))).toEqual(origins);
    });

    it('every tenant has an office, described or not', async () => {
      const tenant = newTenant();
      const { companies } = subject;
      const office = await companies.get(tenant, 'office');
      expect(office).toMatchObject({
        ...{ tenant, companyId: 'office', name: 'Office', agents: [], allowedOrigins: [], greeting: null },
        ...{ retentionDays: null, messagesPerMinute: 60 },
      });
      await companies.put(tenant, 'shop', SHOP);
      const names = async () => (await companies.list(tenant)).map((one) => `${one.companyId} ${one.name}`);
      expect(await names()).toEqual(['office Office', 'shop Shop']);
      await companies.put(tenant, 'office', { ...SHOP, name: 'Depot' });
      expect(await names()).toEqual(['office Depot', 'shop Shop']);
      expect(await companies.get(tenant, 'office')).toMatchObject({ name: 'Depot' });
      expect((await companies.list(newTenant())).map(({ companyId }) => companyId)).toEqual(['office']);
    });
  });
}
