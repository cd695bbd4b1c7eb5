import { expect, it } from 'vitest';
import { createDeviceSightings } from '../../src/kernel/device-sightings.ts';
import type { KnownDevice, Sighting } from '../../src/ports/devices.ts';
import { quiet } from '../adapters/postgres/stores.ts';
import { createManualClock } from '../manual-clock.ts';

const MAX_WAITING = 10_000;

function device(n: number): KnownDevice {
  return { tenant: 'default', deviceId: `d-${n}`, vehicleId: `bus-${n}`, relay: false };
}

it('asks a database that is away once in 30 seconds, however many devices wait, and writes all when it is back', async () => {
  let isAway = true;
  const asked: number[] = [];
  const written = new Map<string, number>();
  async function write(sightings: readonly Sighting[]): Promise<void> {
    asked.push(sightings.length);
    if (isAway) throw new Error('planted');
    for (const { deviceId, accepted } of sightings)
      written.set(deviceId, (written.get(deviceId) ?? 0) + accepted);
  }
  const clock = createManualClock();
  const sightings = createDeviceSightings({ sightings: write }, clock, quiet);
  for (let n = 0; n < MAX_WAITING; n++) sightings.note(device(n), clock.now(), 1);
  await new Promise((resolve) => setImmediate(resolve));
  for (let n = 0; n < 100; n++) {
    sightings.note(device(n), clock.now(), 1);
    await Promise.resolve();
  }
  sightings.note(device(MAX_WAITING), clock.now(), 1);
  expect(asked).toEqual([1000]);
  isAway = false;
  clock.advance(30_000);
  await expect.poll(() => written.size).toBe(MAX_WAITING);
  expect(written.get('d-0')).toBe(2);
  expect(written.get('d-9999')).toBe(1);
  await sightings.close();
});
