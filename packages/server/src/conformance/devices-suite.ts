import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device, Devices, PutAside } from '../ports/devices.ts';

/** An implementation under test, shared by all tests of the suite: each uses a tenant of its own. */
export interface DevicesSubject {
  readonly devices: Devices;
  close(): Promise<void>;
}

const CREATED_AT = Date.parse('2026-05-04T07:45:50.000Z');

/** What the port `Devices` promises. */
export function devicesSuite(name: string, open: () => Promise<DevicesSubject>): void {
  describe(`devices: ${name}`, () => {
    let subject: DevicesSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    const register = async (tenant: string, deviceId: string, keyHash = newKeyHash()): Promise<string> => {
      expect(await subject.devices.create(tenant, deviceOf(deviceId), keyHash, 10)).toBe('created');
      return keyHash;
    };

    const putAside = (
      tenant: string,
      deviceId: string,
      messages: readonly PutAside[],
      count = messages.length,
    ) => subject.devices.quarantine({ tenant, deviceId, receivedAt: CREATED_AT, messages, count });

    /** Reasons and messages, the latest first. */
    const kept = async (tenant: string, page: { deviceId?: string; before?: number; limit?: number } = {}) =>
      subject.devices.quarantined(tenant, { limit: 2000, ...page });

    it('D1 lists what was registered, in order, of one tenant', async () => {
      const [tenant, other] = [newTenant(), newTenant()];
      await register(tenant, 'b');
      await register(tenant, 'a');
      await register(other, 'c');
      await register(tenant, 'B');
      const listed = (deviceId: string) => ({
        ...deviceOf(deviceId),
        ...{ lastSeenAt: null, accepted: 0, quarantined: 0 },
      });
      expect(await subject.devices.list(tenant, undefined, 10)).toEqual(['B', 'a', 'b'].map(listed));
      expect(await subject.devices.list(tenant, undefined, 2)).toEqual(['B', 'a'].map(listed));
      expect(await subject.devices.list(tenant, 'a', 10)).toEqual([listed('b')]);
      expect(await subject.devices.list(tenant, 'b', 10)).toEqual([]);
    });

    it('D2 keeps a device that is registered again as it was, with its key', async () => {
      const tenant = newTenant();
      const keyHash = await register(tenant, 'phone');
      const again = { ...deviceOf('phone'), vehicleId: 'bus-9' };
      const otherHash = newKeyHash();
      expect(await subject.devices.create(tenant, again, otherHash, 10)).toBe('exists');
      const known = { tenant, deviceId: 'phone', vehicleId: 'bus-7', relay: false };
      expect(await subject.devices.byKey(keyHash)).toEqual(known);
      expect(await subject.devices.byKey(otherHash)).toBeUndefined();
      expect(await subject.devices.create(tenant, deviceOf('second'), otherHash, 1)).toBe('full');
      expect(await subject.devices.create(tenant, deviceOf('phone'), otherHash, 1)).toBe('exists');
      expect(await subject.devices.create(tenant, deviceOf('second'), otherHash, 2)).toBe('created');
    });

    it('D3 knows a device by its key, until it gets another one', async () => {
      const tenant = newTenant();
      const [first, second] = [await register(tenant, 'phone'), newKeyHash()];
      expect(await subject.devices.changeKey(tenant, 'phone', second)).toBe(true);
      expect(await subject.devices.byKey(first)).toBeUndefined();
      expect(await subject.devices.byKey(second)).toMatchObject({ tenant, deviceId: 'phone' });
      expect(await subject.devices.changeKey(tenant, 'none', newKeyHash())).toBe(false);
    });

    it('D3 knows a device by its id, in its own tenant, and which is a relay', async () => {
      const [tenant, other] = [newTenant(), newTenant()];
      await register(tenant, 'phone');
      const server = { ...deviceOf('server'), relay: true };
      await subject.devices.create(tenant, server, newKeyHash(), 10);
      expect(await subject.devices.byId(tenant, 'phone')).toMatchObject({ vehicleId: 'bus-7', relay: false });
      expect(await subject.devices.byId(tenant, 'server')).toMatchObject({ deviceId: 'server', relay: true });
      expect(await subject.devices.byId(other, 'phone')).toBeUndefined();
      expect((await subject.devices.list(tenant, undefined, 10)).map(({ relay }) => relay)).toEqual([
        false,
        true,
      ]);
    });

    it('D4 forgets a removed device with its key and what was put aside', async () => {
      const tenant = newTenant();
      const keyHash = await register(tenant, 'phone');
      await putAside(tenant, 'phone', [messageOf(1)]);
      expect(await subject.devices.remove(tenant, 'phone')).toBe(true);
      expect(await subject.devices.byKey(keyHash)).toBeUndefined();
      expect(await kept(tenant)).toEqual([]);
      expect(await subject.devices.remove(tenant, 'phone')).toBe(false);
    });

    it('D5 remembers when devices were last seen and adds up what they brought', async () => {
      const [tenant, other] = [newTenant(), newTenant()];
      await register(tenant, 'a');
      await register(tenant, 'b');
      await register(other, 'a');
      const seen = (deviceId: string, at: number, accepted: number) => ({ tenant, deviceId, at, accepted });
      await subject.devices.sightings([]);
      await subject.devices.sightings([seen('b', 2000, 0), seen('a', 5000, 3), seen('gone', 1, 1)]);
      await subject.devices.sightings([seen('a', 4000, 2), seen('b', 1000, 1), seen('b', 3000, 4)]);
      const listed = await subject.devices.list(tenant, undefined, 10);
      expect(listed.map(({ lastSeenAt, accepted }) => [lastSeenAt, accepted])).toEqual([
        [5000, 5],
        [3000, 5],
      ]);
      expect(await subject.devices.list(other, undefined, 10)).toMatchObject([
        { lastSeenAt: null, accepted: 0 },
      ]);
    });

    it('D6 lists what was put aside, the latest first, of all devices or one, and counts it', async () => {
      const [tenant, other] = [newTenant(), newTenant()];
      for (const deviceId of ['a', 'b']) await register(tenant, deviceId);
      await register(other, 'a');
      await putAside(tenant, 'a', [messageOf(1), messageOf(2)]);
      await putAside(tenant, 'b', [messageOf(3)]);
      await putAside(tenant, 'a', [messageOf(4)]);
      const all = await kept(tenant);
      const row = (deviceId: string, n: number) => ({ ...messageOf(n), deviceId, receivedAt: CREATED_AT });
      expect(all).toMatchObject([row('a', 4), row('b', 3), row('a', 2), row('a', 1)]);
      expect(await kept(tenant, { deviceId: 'a', limit: 2 })).toEqual([all[0], all[2]]);
      expect(await kept(tenant, { before: all[1]?.number ?? 0 })).toEqual([all[2], all[3]]);
      const counts = (await subject.devices.list(tenant, undefined, 10)).map(
        ({ quarantined }) => quarantined,
      );
      expect(counts).toEqual([3, 1]);
      expect(await kept(other)).toEqual([]);
    });

    it('D7 keeps the latest 1,000 of each device and counts all', async () => {
      const tenant = newTenant();
      for (const deviceId of ['phone', 'other']) await register(tenant, deviceId);
      await putAside(tenant, 'other', [messageOf(0)]);
      const messages = Array.from({ length: 2200 }, (_, n) => messageOf(n));
      await putAside(tenant, 'phone', messages.slice(0, 700));
      await putAside(tenant, 'phone', messages.slice(700), 5000);
      const reasons = (await kept(tenant, { deviceId: 'phone' })).map(({ reason }) => reason);
      expect(reasons).toEqual(
        messages
          .slice(-1000)
          .map(({ reason }) => reason)
          .toReversed(),
      );
      expect(await kept(tenant, { deviceId: 'other' })).toHaveLength(1);
      const counts = (await subject.devices.list(tenant, undefined, 10)).map(
        ({ quarantined }) => quarantined,
      );
      expect(counts).toEqual([1, 5700]);
    });

    it('D8 keeps a message that no text of a database can hold, and cuts a long one', async () => {
      const tenant = newTenant();
      await register(tenant, 'phone');
      await putAside(tenant, 'phone', [{ reason: 'r\0', message: `\0\ud800${'x'.repeat(5000)}` }]);
      const [only] = await kept(tenant);
      expect(only).toMatchObject({ reason: 'r\ufffd', message: `\ufffd\ufffd${'x'.repeat(3998)}` });
    });

    it('D9 drops what a device sent that was removed meanwhile', async () => {
      const tenant = newTenant();
      await putAside(tenant, 'gone', [messageOf(1)]);
      expect(await kept(tenant)).toEqual([]);
    });

    it('D10 forgets what is older, and counts it still', async () => {
      const tenant = newTenant();
      await register(tenant, 'phone');
      await putAside(tenant, 'phone', [messageOf(1)]);
      await subject.devices.forgetBefore(CREATED_AT);
      expect(await kept(tenant)).toHaveLength(1);
      await subject.devices.forgetBefore(CREATED_AT + 1);
      expect(await kept(tenant)).toEqual([]);
      expect(await subject.devices.list(tenant, undefined, 1)).toMatchObject([{ quarantined: 1 }]);
    });
  });
}

function deviceOf(deviceId: string): Device {
  return { deviceId, vehicleId: 'bus-7', name: 'phone of the driver', relay: false, createdAt: CREATED_AT };
}

function messageOf(n: number): PutAside {
  return { reason: `reason ${n}`, message: `{"n":${n}}` };
}

function newTenant(): string {
  return `tenant-${randomUUID()}`;
}

function newKeyHash(): string {
  return randomUUID().replaceAll('-', '').repeat(2);
}
