import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grants } from '../ports/grants.ts';

/** An implementation under test, shared by all tests of the suite: each uses a tenant of its own. */
export interface GrantsSubject {
  readonly grants: Grants;
  close(): Promise<void>;
}

const MINUTE = 60_000;

/** What the port `Grants` promises, bound to an implementation that runs by the machine's clock. */
export function grantsSuite(name: string, open: () => Promise<GrantsSubject>): void {
  describe(`grants: ${name}`, () => {
    let subject: GrantsSubject;
    const now = Date.now();
    const at = (offset: number) => new Date(now + offset).toISOString();
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    it('G1 lists what was put, of the tenant or of one subject, in order', async () => {
      const tenant = newTenant();
      const forAnn = { subject: 'ann', vehicleId: 'bus-1', expiresAt: null };
      const forBob = { subject: 'bob', vehicleId: 'bus-1', expiresAt: at(MINUTE) };
      await subject.grants.put(tenant, forBob);
      await subject.grants.put(tenant, { subject: 'ann', vehicleId: 'bus-1' });
      expect(await subject.grants.list(tenant, undefined, now)).toEqual([forAnn, forBob]);
      expect(await subject.grants.list(tenant, 'bob', now)).toEqual([forBob]);
      expect(await subject.grants.list(tenant, 'eve', now)).toEqual([]);
    });

    it('G2 knows the vehicles of a subject', async () => {
      const tenant = newTenant();
      await subject.grants.put(tenant, { subject: 'ann', vehicleId: 'bus-1' });
      await subject.grants.put(tenant, { subject: 'ann', vehicleId: 'bus-2' });
      await subject.grants.put(tenant, { subject: 'bob', vehicleId: 'bus-3' });
      expect(await subject.grants.vehiclesOf(tenant, 'ann', now)).toEqual(new Set(['bus-1', 'bus-2']));
      expect(await subject.grants.vehiclesOf(tenant, 'eve', now)).toEqual(new Set());
    });

    it('G3 counts a grant as absent from its expiry on', async () => {
      const tenant = newTenant();
      await subject.grants.put(tenant, { subject: 'ann', vehicleId: 'bus-1', expiresAt: at(MINUTE) });
      expect(await subject.grants.vehiclesOf(tenant, 'ann', now + MINUTE - 1)).toEqual(new Set(['bus-1']));
      expect(await subject.grants.vehiclesOf(tenant, 'ann', now + MINUTE)).toEqual(new Set());
      expect(await subject.grants.list(tenant, undefined, now + MINUTE)).toEqual([]);
      await subject.grants.put(tenant, { subject: 'ann', vehicleId: 'bus-1', expiresAt: at(-MINUTE) });
      expect(await subject.grants.remove(tenant, 'ann', 'bus-1')).toBe(false);
    });

    it('G4 changes the expiry of a grant that is put again', async () => {
      const tenant = newTenant();
      for (const expiresAt of [at(MINUTE), null, at(2 * MINUTE)]) {
        await subject.grants.put(tenant, { subject: 'ann', vehicleId: 'bus-1', expiresAt });
        expect(await subject.grants.list(tenant, 'ann', now)).toEqual([
          { subject: 'ann', vehicleId: 'bus-1', expiresAt },
        ]);
      }
    });

    it('G5 removes once', async () => {
      const tenant = newTenant();
      await subject.grants.put(tenant, { subject: 'ann', vehicleId: 'bus-1' });
      expect(await subject.grants.remove(tenant, 'ann', 'bus-2')).toBe(false);
      expect(await subject.grants.remove(tenant, 'ann', 'bus-1')).toBe(true);
      expect(await subject.grants.remove(tenant, 'ann', 'bus-1')).toBe(false);
      expect(await subject.grants.vehiclesOf(tenant, 'ann', now)).toEqual(new Set());
    });

    it('G6 keeps tenants apart', async () => {
      const [one, other] = [newTenant(), newTenant()];
      await subject.grants.put(one, { subject: 'ann', vehicleId: 'bus-1' });
      expect(await subject.grants.vehiclesOf(other, 'ann', now)).toEqual(new Set());
      expect(await subject.grants.list(other, undefined, now)).toEqual([]);
      expect(await subject.grants.remove(other, 'ann', 'bus-1')).toBe(false);
      expect(await subject.grants.vehiclesOf(one, 'ann', now)).toEqual(new Set(['bus-1']));
    });

    it('G7 refuses an expiry that is no time', async () => {
      const grant = { subject: 'ann', vehicleId: 'bus-1', expiresAt: 'tomorrow' };
      await expect(subject.grants.put(newTenant(), grant)).rejects.toMatchObject({ code: 'invalid' });
    });

    it('G8 tells which of many are over, whatever their tenant: revoked, expired or never made', async () => {
      const [one, other] = [newTenant(), newTenant()];
      for (const vehicleId of ['kept', 'revoked', 'expiring']) {
        const expiresAt = vehicleId === 'expiring' ? at(MINUTE) : null;
        for (const tenant of [one, other])
          await subject.grants.put(tenant, { subject: 'ann', vehicleId, expiresAt });
      }
      await subject.grants.remove(one, 'ann', 'revoked');
      const ofAnn = (tenant: string) =>
        ['kept', 'revoked', 'expiring', 'never'].map((vehicleId) => ({ tenant, subject: 'ann', vehicleId }));
      const given = [...ofAnn(one), ...ofAnn(other), { tenant: one, subject: 'bob', vehicleId: 'kept' }];
      const over = async (then: number): Promise<string[]> =>
        (await subject.grants.overOf(given, then))
          .map(({ tenant, subject: who, vehicleId }) => `${tenant === one ? 1 : 2} ${who} ${vehicleId}`)
          .sort();
      expect(await over(now)).toEqual(['1 ann never', '1 ann revoked', '1 bob kept', '2 ann never']);
      const later = ['1 ann expiring', '1 ann never', '1 ann revoked', '1 bob kept'];
      expect(await over(now + MINUTE)).toEqual([...later, '2 ann expiring', '2 ann never']);
      expect(await subject.grants.overOf([], now)).toEqual([]);
    });
  });
}

function newTenant(): string {
  return `t-${randomUUID()}`;
}
