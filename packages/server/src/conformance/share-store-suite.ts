import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShareStore, StoredShare } from '../ports/share-store.ts';

/** An implementation under test, shared by all tests of the suite: each uses a tenant of its own. */
export interface ShareStoreSubject {
  shares(): ShareStore;
  reopen(): Promise<void>;
  close(): Promise<void>;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ROOM = { perVehicle: 3, perTenant: 5 };

/** What the port `ShareStore` promises, bound to an implementation. */
export function shareStoreSuite(name: string, open: () => Promise<ShareStoreSubject>): void {
  describe(`share store: ${name}`, () => {
    let subject: ShareStoreSubject;
    const now = Date.parse('2026-05-04T08:00:00.000Z');
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    const shareOf = (tenant: string, more: Partial<StoredShare> = {}): StoredShare => ({
      tenant,
      shareId: randomUUID(),
      vehicleId: 'van-1',
      orderId: null,
      tripId: null,
      label: null,
      destination: null,
      trailFrom: null,
      expiresAt: now + HOUR,
      endsOn: null,
      createdBy: 'olga',
      createdAt: now,
      revokedAt: null,
      endedAt: null,
      lastUsedAt: null,
      uses: 0,
      ...more,
    });
    const added = async (share: StoredShare, secret: string = randomUUID()): Promise<StoredShare> => {
      expect(await subject.shares().add(share, secret, ROOM)).toBe('added');
      return share;
    };

    it('S1 gives back what was stored, in full, also after it was closed and opened again', async () => {
      const full = shareOf(newTenant(), {
        label: 'Das Päckchen "eins"',
        destination: { latitude: 52.66, longitude: -8.63, name: '12 William Street' },
        trailFrom: now - HOUR,
        expiresAt: now + 123_456,
        endsOn: { event: 'geofence_enter', fenceId: 'home' },
      });
      await added(full);
      await subject.reopen();
      expect(await subject.shares().byId(full.tenant, full.shareId)).toEqual(full);
      const plain = await added(shareOf(full.tenant, { destination: { latitude: 0, longitude: 0 } }));
      expect(await subject.shares().byId(full.tenant, plain.shareId)).toEqual(plain);
    });

    it('S1 keeps a link for a month after its end, and no longer', async () => {
      const tenant = newTenant();
      const old = await added(shareOf(tenant, { createdAt: now - 40 * DAY, expiresAt: now - 30 * DAY }));
      const older = await added(shareOf(tenant, { createdAt: now - 50 * DAY, expiresAt: now - 32 * DAY }));
      await added(shareOf(tenant));
      expect(await subject.shares().byId(tenant, old.shareId)).toEqual(old);
      expect(await subject.shares().byId(tenant, older.shareId)).toBeUndefined();
    });

    it('S2 finds the one link of a secret', async () => {
      const [secret, other] = [randomUUID(), randomUUID()];
      const share = await added(shareOf(newTenant()), secret);
      await added(shareOf(newTenant()), other);
      expect(await subject.shares().bySecret(secret)).toEqual(share);
      expect(await subject.shares().bySecret(randomUUID())).toBeUndefined();
      await expect(subject.shares().add(shareOf(newTenant()), secret, ROOM)).rejects.toThrow();
    });

    it('S3 has room for so many good links of a vehicle, and of a tenant', async () => {
      const tenant = newTenant();
      const add = (more: Partial<StoredShare>) =>
        subject.shares().add(shareOf(tenant, more), randomUUID(), ROOM);
      const racing = await Promise.all(Array.from({ length: 5 }, () => add({})));
      expect(racing.toSorted()).toEqual(['added', 'added', 'added', 'vehicle full', 'vehicle full']);
      expect(await add({ vehicleId: 'van-2' })).toBe('added');
      expect(await add({ vehicleId: 'van-3' })).toBe('added');
      expect(await add({ vehicleId: 'van-4' })).toBe('tenant full');
      const [first] = await subject.shares().list(tenant, { vehicleIds: ['van-1'], limit: 1 });
      await subject.shares().revoke(tenant, first?.shareId ?? '', now);
      expect(await add({})).toBe('added');
      expect(await add({ createdAt: now + HOUR, expiresAt: now + 2 * HOUR })).toBe('added');
    });

    it('S4 ends a link once', async () => {
      const tenant = newTenant();
      const share = await added(shareOf(tenant));
      expect(await subject.shares().revoke(tenant, share.shareId, now + 1)).toBe(true);
      expect(await subject.shares().revoke(tenant, share.shareId, now + 2)).toBe(false);
      expect(await subject.shares().byId(tenant, share.shareId)).toEqual({ ...share, revokedAt: now + 1 });
      const expired = await added(shareOf(tenant));
      expect(await subject.shares().revoke(tenant, expired.shareId, now + HOUR)).toBe(false);
      expect(await subject.shares().byId(tenant, expired.shareId)).toEqual(expired);
    });

    it('S4 ends what waits for an event, once, and nothing that was made after it', async () => {
      const tenant = newTenant();
      const home = { event: 'geofence_enter', fenceId: 'home' } as const;
      const trip = { event: 'trip_ended' } as const;
      const waiting = await added(shareOf(tenant, { endsOn: home }));
      const other = await added(shareOf(tenant, { endsOn: { event: 'geofence_enter', fenceId: 'depot' } }));
      await added(shareOf(tenant, { endsOn: home, createdAt: now + 60_000 }));
      const elsewhere = await added(shareOf(newTenant(), { endsOn: home }));
      const entered = { tenant, vehicleId: 'van-1', end: home, at: now + 30_000 };
      const { shares } = subject;
      expect(await shares().endOn({ ...entered, end: trip }, now + 40_000)).toEqual([]);
      expect(await shares().endOn({ ...entered, vehicleId: 'van-2' }, now + 40_000)).toEqual([]);
      expect(await shares().endOn(entered, now + 40_000)).toEqual([waiting.shareId]);
      expect(await shares().endOn(entered, now + 50_000)).toEqual([]);
      expect(await shares().byId(tenant, waiting.shareId)).toMatchObject({ endedAt: now + 40_000 });
      expect(await shares().revoke(tenant, waiting.shareId, now + 60_000)).toBe(false);
      const asked = [waiting.shareId, other.shareId, elsewhere.shareId];
      expect(await shares().overOf(asked, now + 60_000)).toEqual([waiting.shareId]);
    });

    it('S4 knows which of many are over', async () => {
      const tenant = newTenant();
      const [good, revoked, expired] = [
        await added(shareOf(tenant)),
        await added(shareOf(tenant)),
        await added(shareOf(tenant, { expiresAt: now + 1 })),
      ];
      await subject.shares().revoke(tenant, revoked.shareId, now);
      const asked = [good.shareId, revoked.shareId, expired.shareId, 'never-was'];
      const over = await subject.shares().overOf(asked, now + 1);
      expect(over.toSorted()).toEqual([revoked.shareId, expired.shareId, 'never-was'].toSorted());
      expect(await subject.shares().overOf([], now)).toEqual([]);
    });

    it('S5 lists by vehicle and state, newest first, and keeps tenants apart', async () => {
      const [one, other] = [newTenant(), newTenant()];
      const older = await added(shareOf(one, { createdAt: now - 2 }));
      const newer = await added(shareOf(one, { createdAt: now - 1, vehicleId: 'van-2' }));
      const ended = await added(shareOf(one, { createdAt: now - 3, expiresAt: now }));
      const list = (tenant: string, listing: object) =>
        subject.shares().list(tenant, { vehicleIds: undefined, limit: 10, ...listing });
      expect(await list(one, {})).toEqual([newer, older, ended]);
      expect(await list(one, { goodAt: now })).toEqual([newer, older]);
      expect(await list(one, { limit: 1 })).toEqual([newer]);
      expect(await list(one, { vehicleIds: ['van-1', 'x'] })).toEqual([older, ended]);
      expect(await list(one, { vehicleIds: [] })).toEqual([]);
      expect(await list(other, {})).toEqual([]);
      expect(await subject.shares().byId(other, older.shareId)).toBeUndefined();
      expect(await subject.shares().revoke(other, older.shareId, now)).toBe(false);
      expect(await subject.shares().overOf([older.shareId], now)).toEqual([]);
    });

    it('notes uses to the minute, and counts visits', async () => {
      const { tenant, shareId } = await added(shareOf(newTenant()));
      const noted = async (at: number) => {
        await subject.shares().used(shareId, at);
        const share = await subject.shares().byId(tenant, shareId);
        return [share?.uses, (share?.lastUsedAt ?? 0) - now];
      };
      expect(await noted(now)).toEqual([1, 0]);
      expect(await noted(now + 59_999)).toEqual([1, 0]);
      expect(await noted(now + 300_000)).toEqual([1, 300_000]);
      expect(await noted(now + 900_001)).toEqual([2, 900_001]);
    });
  });
}

function newTenant(): string {
  return `t-${randomUUID()}`;
}
