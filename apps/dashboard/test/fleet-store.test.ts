import type { LocationUpdate } from '@waycast/contract';
import { describe, expect, test, vi } from 'vitest';
import { FleetStore } from '../src/fleet/fleet-store.ts';
import { arrangeVehicles, sortByName } from '../src/fleet/order.ts';

const NOW = Date.parse('2026-05-04T08:00:00.000Z');
const MOMENT = { nowMs: NOW, reportIntervalMs: 15_000 };

function update(vehicleId: string, ageMs = 0, more: Partial<LocationUpdate> = {}): LocationUpdate {
  const timestamp = new Date(NOW - ageMs).toISOString();
  return { vehicleId, latitude: 52.66, longitude: -8.63, accuracy: 5, status: 'ONLINE', timestamp, ...more };
}

describe('the store', () => {
  test('takes newer fixes only; a status may change with the same fix', () => {
    const store = new FleetStore();
    store.apply([update('bus-7', 1000)], 0);
    const after = store.revision;
    store.apply([update('bus-7', 5000, { latitude: 1 })], 1);
    expect(store.get('bus-7')?.fix.latitude).toBe(52.66);
    expect(store.revision).toBe(after);
    store.apply([update('bus-7', 1000, { status: 'OFFLINE' })], 2);
    expect(store.get('bus-7')?.fix.status).toBe('OFFLINE');
    store.apply([update('bus-7', 0, { latitude: 52.661 })], 3);
    expect(store.get('bus-7')?.glide.to.latitude).toBe(52.661);
    expect(store.size).toBe(1);
  });

  test('calls vehicles by their names, and finds them by name and id', () => {
    const store = new FleetStore();
    store.apply([update('bus-7'), update('bus-8')], 0);
    const { namings } = store;
    store.name([
      { vehicleId: 'bus-7', name: 'Zoo Line' },
      { vehicleId: 'bus-8' },
      { vehicleId: 'bus-9', name: 'x' },
    ]);
    expect(store.namings).toBe(namings + 1);
    const named = sortByName(store.all());
    expect(named.map(({ name }) => name)).toEqual(['bus-8', 'Zoo Line']);
    for (const text of ['zoo', 'BUS-7 line'])
      expect(arrangeVehicles(named, { text, sort: 'name' }, MOMENT).map(({ id }) => id)).toEqual(['bus-7']);
    store.apply([update('bus-7', 0, { latitude: 1 })], 1);
    expect(store.get('bus-7')?.name).toBe('Zoo Line');
    store.name([{ vehicleId: 'bus-7' }]);
    expect(store.get('bus-7')).toMatchObject({ name: 'bus-7', key: 'bus-7' });
  });

  test('ignores a time that is none', () => {
    const store = new FleetStore();
    store.apply([update('bus-7', 0, { timestamp: 'yesterday' })], 0);
    expect(store.size).toBe(0);
    expect(store.revision).toBe(0);
  });

  test('tells watchers at once and listeners once for many changes', () => {
    vi.useFakeTimers();
    try {
      const store = new FleetStore();
      const watcher = vi.fn();
      const listener = vi.fn();
      store.watch(watcher);
      const stop = store.subscribe(listener);
      for (let i = 0; i < 50; i++) store.apply([update(`bus-${i}`)], i);
      expect(watcher).toHaveBeenCalledTimes(50);
      expect(listener).not.toHaveBeenCalled();
      vi.runAllTimers();
      expect(listener).toHaveBeenCalledTimes(1);
      stop();
      store.apply([update('bus-99')], 99);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the list', () => {
  const store = new FleetStore();
  store.apply(
    [
      update('bus-10', 1000, { speed: 3 }),
      update('bus-2', 40_000, { speed: 12 }),
      update('Bus-1', 90_000),
      update('van-3', 0, { status: 'IDLE', speed: 0 }),
      update('van-4', 3000, { status: 'OFFLINE' }),
    ],
    0,
  );
  const named = sortByName(store.all());
  const ids = (text: string, sort: Parameters<typeof arrangeVehicles>[1]['sort'] = 'name'): string[] =>
    arrangeVehicles(named, { text, sort }, MOMENT).map(({ id }) => id);

  test('orders names as people count', () => {
    expect(ids('')).toEqual(['Bus-1', 'bus-2', 'bus-10', 'van-3', 'van-4']);
  });

  test('orders by age and speed', () => {
    expect(ids('', 'newest')).toEqual(['van-3', 'bus-10', 'van-4', 'bus-2', 'Bus-1']);
    expect(ids('', 'oldest')).toEqual(['Bus-1', 'bus-2', 'van-4', 'bus-10', 'van-3']);
    expect(ids('', 'fastest').slice(0, 3)).toEqual(['bus-2', 'bus-10', 'van-3']);
  });

  test('finds by parts of the id, in any case, and by state', () => {
    expect(ids('BUS 1')).toEqual(['Bus-1', 'bus-10']);
    expect(ids('late')).toEqual(['bus-2']);
    expect(ids('stale')).toEqual(['Bus-1']);
    expect(ids('offline')).toEqual(['van-4']);
    expect(ids('idle')).toEqual(['van-3']);
    expect(ids('van fresh')).toEqual(['van-3']);
    expect(ids('tram')).toEqual([]);
  });

  test('does not disturb the order it was given', () => {
    arrangeVehicles(named, { text: '', sort: 'oldest' }, MOMENT);
    expect(named.map(({ id }) => id)).toEqual(['Bus-1', 'bus-2', 'bus-10', 'van-3', 'van-4']);
  });
});
