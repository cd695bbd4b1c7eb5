import { randomUUID } from 'node:crypto';
import type { TenantLimits } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tenants } from '../ports/tenants.ts';

/** An implementation under test, shared by all tests of the suite: each uses a tenant of its own. */
export interface TenantsSubject {
  /** A server's own, by the machine's clock, with `SUITE_LIMITS`. */
  tenants(): Tenants;
  close(): Promise<void>;
}

/** Limits of a tenant without any of its own. */
export const SUITE_LIMITS: TenantLimits = {
  maxVehicles: 11,
  maxDrivers: 12,
  maxGroups: 13,
  maxDevices: 14,
  maxGeofences: 15,
  maxWebhooks: 16,
};

const DEFAULTS = { timeZone: 'UTC', speedLimitMps: null, ...SUITE_LIMITS };

/** What the port `Tenants` promises. */
export function tenantsSuite(name: string, open: () => Promise<TenantsSubject>): void {
  describe(`tenants: ${name}`, () => {
    let subject: TenantsSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    it('T0 gives a tenant that nobody changed the defaults', async () => {
      expect(await subject.tenants().settings(newTenant())).toEqual(DEFAULTS);
    });

    it('T1 changes what is named and nothing else', async () => {
      const [tenants, tenant] = [subject.tenants(), newTenant()];
      const first = { ...DEFAULTS, timeZone: 'Europe/Dublin' };
      expect(await tenants.change(tenant, { timeZone: 'Europe/Dublin' })).toEqual(first);
      const second = { ...first, speedLimitMps: 27.75 };
      expect(await tenants.change(tenant, { speedLimitMps: 27.75 })).toEqual(second);
      expect(await tenants.change(tenant, {})).toEqual(second);
      expect(await tenants.change(tenant, { speedLimitMps: null })).toEqual(first);
    });

    it('T1 begins with a speed limit alone', async () => {
      const changed = await subject.tenants().change(newTenant(), { speedLimitMps: 10 });
      expect(changed).toEqual({ ...DEFAULTS, speedLimitMps: 10 });
    });

    it('T2 tells a change at once, also to those that asked before, and another server what is stored', async () => {
      const [tenants, tenant] = [subject.tenants(), newTenant()];
      const before = tenants.settings(tenant);
      await tenants.change(tenant, { timeZone: 'Asia/Tokyo' });
      await before;
      expect(await tenants.settings(tenant)).toMatchObject({ timeZone: 'Asia/Tokyo' });
      expect(await subject.tenants().settings(tenant)).toMatchObject({ timeZone: 'Asia/Tokyo' });
    });

    it('keeps tenants apart', async () => {
      const [tenants, one, other] = [subject.tenants(), newTenant(), newTenant()];
      await tenants.change(one, { timeZone: 'Asia/Tokyo' });
      expect(await tenants.settings(other)).toEqual(DEFAULTS);
    });
  });
}

function newTenant(): string {
  return `t-${randomUUID()}`;
}
