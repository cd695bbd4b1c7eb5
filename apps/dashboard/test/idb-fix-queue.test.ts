import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import { openFixQueue } from '../src/driver/idb-fix-queue.ts';

/** Every test has a database of its own. */
const name = (): string => `test-${crypto.randomUUID()}`;
const fix = (n: number) => ({ vehicleId: 'bus-7', latitude: 52 + n / 1000, longitude: -8.63 });
const latitudes = (items: readonly { fix: { latitude?: number | undefined } }[]) =>
  items.map((item) => item.fix.latitude);

describe('the queue on the phone', () => {
  test('gives the oldest first and removes nothing by looking', async () => {
    const queue = await openFixQueue(name());
    for (const n of [1, 2, 3]) expect(await queue.push(fix(n))).toBe(0);
    expect(latitudes(await queue.peek(2))).toEqual([52.001, 52.002]);
    expect(latitudes(await queue.peek(9))).toEqual([52.001, 52.002, 52.003]);
    expect(await queue.size()).toBe(3);
  });

  test('removes by key; keys that are gone do not matter, and none is used twice', async () => {
    const queue = await openFixQueue(name());
    for (const n of [1, 2, 3]) await queue.push(fix(n));
    const [first, , third] = await queue.peek(3);
    const keys = [first?.key ?? -1, third?.key ?? -1];
    await queue.remove(keys);
    await queue.remove(keys);
    expect(latitudes(await queue.peek(9))).toEqual([52.002]);
    await queue.push(fix(4));
    const [, last] = await queue.peek(9);
    expect(last?.key).toBeGreaterThan(third?.key ?? 0);
  });

  test('keeps what it holds when it is opened again', async () => {
    const database = name();
    await (await openFixQueue(database)).push(fix(1));
    const again = await openFixQueue(database);
    expect(latitudes(await again.peek(9))).toEqual([52.001]);
    expect(await (await openFixQueue(name())).size()).toBe(0);
  });

  test('when full, the oldest give way and are counted', async () => {
    const queue = await openFixQueue(name(), 3);
    const dropped = [];
    for (const n of [1, 2, 3, 4, 5]) dropped.push(await queue.push(fix(n)));
    expect(dropped).toEqual([0, 0, 0, 1, 1]);
    expect(latitudes(await queue.peek(9))).toEqual([52.003, 52.004, 52.005]);
  });

  test('fixes that come at once are all kept', async () => {
    const queue = await openFixQueue(name(), 50);
    const dropped = await Promise.all(Array.from({ length: 80 }, (_, n) => queue.push(fix(n))));
    expect(dropped.reduce((sum, n) => sum + n, 0)).toBe(30);
    expect(await queue.size()).toBe(50);
  });
});
