import { WaycastError } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { createDeviceCache } from '../../src/kernel/device-cache.ts';
import type { KnownDevice } from '../../src/ports/devices.ts';
import { createManualClock } from '../manual-clock.ts';

const PHONE: KnownDevice = { tenant: 'default', deviceId: 'phone', vehicleId: 'bus-7', relay: false };

/** A database that answers when it is told to. */
function slow() {
  const waiting: ((device: KnownDevice | undefined) => void)[] = [];
  return {
    waiting,
    ask: () => new Promise<KnownDevice | undefined>((resolve) => waiting.push(resolve)),
  };
}

const away = (): Promise<never> => Promise.reject(new WaycastError('unavailable', 'the database is away'));

describe('devices as they were found', () => {
  it('are asked for once, however many want the same meanwhile', async () => {
    const cache = createDeviceCache(createManualClock());
    const { waiting, ask } = slow();
    const both = Promise.all([cache.find('key', ask), cache.find('key', ask)]);
    expect(waiting).toHaveLength(1);
    waiting[0]?.(PHONE);
    expect(await both).toEqual([PHONE, PHONE]);
    expect(await cache.find('key', away)).toEqual(PHONE);
  });

  it('are asked for again after a change, though an older answer is under way', async () => {
    const cache = createDeviceCache(createManualClock());
    const { waiting, ask } = slow();
    const before = cache.find('key', ask);
    cache.forget('default', 'phone');
    const after = cache.find('key', ask);
    expect(waiting).toHaveLength(2);
    waiting[0]?.(PHONE);
    expect(await before).toEqual(PHONE);
    const meanwhile = cache.find('key', ask);
    waiting[1]?.(undefined);
    expect(await Promise.all([after, meanwhile])).toEqual([undefined, undefined]);
  });

  it('go on for an hour while the database is away', async () => {
    const clock = createManualClock();
    const cache = createDeviceCache(clock);
    await cache.find('key', async () => PHONE);
    clock.advance(3_599_999);
    expect(await cache.find('key', away)).toEqual(PHONE);
    clock.advance(1);
    await expect(cache.find('key', away)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('are not kept waiting by guesses, of which a thousand are asked for at a time', async () => {
    const clock = createManualClock();
    const cache = createDeviceCache(clock);
    await cache.find('key', async () => PHONE);
    clock.advance(10_000);
    const { waiting, ask } = slow();
    const guesses = Array.from({ length: 1000 }, (_, i) => cache.find(`guess ${i}`, ask));
    await expect(cache.find('one more', ask)).rejects.toMatchObject({
      ...{ code: 'unavailable', message: 'too many devices are looked up', retryAfterMs: 1000 },
    });
    expect(waiting).toHaveLength(1000);
    expect(await cache.find('key', async () => ({ ...PHONE, vehicleId: 'bus-8' }))).toMatchObject({
      vehicleId: 'bus-8',
    });
    for (const answer of waiting) answer(undefined);
    await Promise.all(guesses);
    expect(await cache.find('one more', async () => PHONE)).toEqual(PHONE);
  });
});
