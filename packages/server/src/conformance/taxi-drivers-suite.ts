import { DEFAULT_TAXI_SETTINGS } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTenant, sampleOrder, type TaxiSubject } from './order-samples.ts';

/** What the ports `TaxiDrivers` and `TaxiSettingsStore` promise. */
export function taxiDriversSuite(name: string, open: () => Promise<TaxiSubject>): void {
  describe(`taxi drivers: ${name}`, () => {
    let subject: TaxiSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    const accepted = async (tenant: string, driverId: string, vehicleId: string | null) => {
      await subject.orders.create(sampleOrder(tenant));
      return subject.orders.accept(tenant, 'o-1', driverId, vehicleId);
    };

    it('S1 who accepts an order is online and busy, and free when it ends', async () => {
      const tenant = newTenant();
      const told: string[] = [];
      const end = subject.taxiDrivers.onChanged(
        ({ tenant: of, driverId, orderId }) => of === tenant && told.push(`${driverId} ${orderId}`),
      );
      await subject.taxiDrivers.put(tenant, 'dora', 'off', 'cab-7');
      const won = await accepted(tenant, 'dora', 'cab-8');
      expect(await subject.taxiDrivers.get(tenant, 'dora')).toMatchObject({
        ...{ state: 'online', vehicleId: 'cab-8', orderId: 'o-1' },
        since: won.outcome === 'won' ? won.order.acceptedAt : undefined,
      });
      expect(await subject.taxiDrivers.freeAmong(tenant, ['dora'])).toEqual([]);
      const done = await subject.orders.change(tenant, 'o-1', () => ({
        ...{ change: 'completed', by: 'driver:dora', set: { status: 'COMPLETED' } },
      }));
      const free = { driverId: 'dora', orderId: null, idleSince: done?.endedAt };
      expect(await subject.taxiDrivers.freeAmong(tenant, ['dora', 'dan'])).toMatchObject([free]);
      end();
      expect(told).toEqual(['dora null', 'dora o-1', 'dora null']);
    });

    it('S1 an order in place of another driver frees that one', async () => {
      const tenant = newTenant();
      await subject.taxiDrivers.put(tenant, 'dan', 'paused', 'cab-9');
      await accepted(tenant, 'dora', null);
      const order = await subject.orders.change(tenant, 'o-1', () => ({
        ...{ change: 'assigned', by: 'dispatcher:olga' },
        set: { status: 'ACCEPTED', driverId: 'dan', vehicleId: null },
      }));
      expect(order).toMatchObject({ driverId: 'dan', vehicleId: 'cab-9' });
      const shifts = await subject.taxiDrivers.onShift(tenant);
      expect(shifts.map((shift) => [shift.driverId, shift.state, shift.orderId])).toEqual([
        ['dan', 'online', 'o-1'],
        ['dora', 'online', null],
      ]);
    });

    it('S2 nobody goes off with an order, also at the moment of accepting it', async () => {
      const tenant = newTenant();
      await subject.taxiDrivers.put(tenant, 'dora', 'online', 'cab-7');
      const [won, off] = await Promise.allSettled([
        accepted(tenant, 'dora', null),
        subject.other.taxiDrivers.put(tenant, 'dora', 'off', undefined),
      ]);
      expect(won).toMatchObject({ value: { outcome: 'won' } });
      expect(await subject.taxiDrivers.get(tenant, 'dora')).toMatchObject({
        state: 'online',
        orderId: 'o-1',
      });
      if (off.status === 'rejected') expect(off.reason).toMatchObject({ code: 'conflict' });
      await expect(subject.taxiDrivers.put(tenant, 'dora', 'off', undefined)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('driver dora has order o-1'),
      });
      expect(await subject.taxiDrivers.put(tenant, 'dora', 'paused', undefined)).toMatchObject({
        ...{ state: 'paused', vehicleId: 'cab-7', orderId: 'o-1' },
      });
    });

    it('keeps the begin of a state, and tells who is on shift and drives what', async () => {
      const tenant = newTenant();
      const first = await subject.taxiDrivers.put(tenant, 'dora', 'online', 'cab-7');
      expect(first).toMatchObject({ idleSince: first.since, orderId: null });
      expect(await subject.taxiDrivers.put(tenant, 'dora', 'online', undefined)).toEqual(first);
      expect(await subject.taxiDrivers.get(tenant, 'dora')).toEqual(first);
      await subject.taxiDrivers.put(tenant, 'dan', 'off', 'cab-8');
      await subject.taxiDrivers.put(newTenant(), 'eve', 'online', 'cab-7');
      expect(await subject.taxiDrivers.onShift(tenant)).toEqual([first]);
      expect(await subject.taxiDrivers.ofVehicles(tenant, ['cab-7', 'cab-8', 'cab-9'])).toEqual([first]);
      expect(await subject.taxiDrivers.put(tenant, 'dora', 'online', null)).toMatchObject({
        vehicleId: null,
      });
      expect(await subject.taxiDrivers.get(newTenant(), 'dora')).toBeUndefined();
    });

    it('settings are the defaults until somebody has said otherwise', async () => {
      const tenant = newTenant();
      expect(await subject.taxiSettings.get(tenant)).toEqual(DEFAULT_TAXI_SETTINGS);
      const ring: [number, number][] = [
        [0, 0],
        [0, 1],
        [1, 1],
        [0, 0],
      ];
      const settings = {
        ...DEFAULT_TAXI_SETTINGS,
        offers: 'batch',
        serviceAreas: [{ name: 'Town', ring }],
      } as const;
      await subject.taxiSettings.put(tenant, { ...settings, serviceAreas: [...settings.serviceAreas] });
      expect(await subject.taxiSettings.get(tenant)).toEqual(settings);
      expect(await subject.taxiSettings.get(newTenant())).toEqual(DEFAULT_TAXI_SETTINGS);
    });
  });
}
