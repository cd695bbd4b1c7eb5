import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresVehicleEvents } from '../../src/adapters/postgres/settling/postgres-vehicle-events.ts';
import type { VehicleEvent } from '../../src/ports/vehicle-events.ts';
import { T0 } from './run-of.ts';
import { DATABASES, newTenant, openRig, type Rig } from './settling-rig.ts';

describe.each(DATABASES)('vehicle events: $name', ({ open }) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig(await open());
  });
  afterAll(() => rig?.database.close());

  /** Writes events of one vehicle, as settling it does. */
  async function write(tenant: string, keys: readonly string[]): Promise<void> {
    await rig.settlements.settle([{ tenant, vehicleId: 'bus-1' }], async (desk) =>
      desk.write([
        {
          vehicle: { tenant, vehicleId: 'bus-1' },
          settled: { time: T0, silent: true, fixes: 0, state: {} },
          checkpoints: [],
          kept: [],
          removed: [],
          cited: [],
          events: keys.map((key) => ({
            action: 'opened',
            at: T0,
            late: false,
            finding: { kind: 'trip', key, startsAt: T0, endsAt: null, data: { metres: 1.5 } },
          })),
        },
      ]),
    );
  }

  async function newReader(): Promise<string> {
    const reader = `reader-${randomUUID()}`;
    await rig.vehicleEvents.read(reader, 1, async () => undefined);
    return reader;
  }

  it('E1 gives every reader every event from its first read on, in order, and tells that there are some', async () => {
    const tenant = newTenant();
    await write(tenant, ['before']);
    const [one, other] = [await newReader(), await newReader()];
    let told = 0;
    const forget = rig.vehicleEvents.onWritten(() => {
      told += 1;
    });
    await write(tenant, ['a', 'b']);
    await write(tenant, ['c']);
    forget();
    expect(told).toBe(2);
    const events: VehicleEvent[] = [];
    const take = async (some: readonly VehicleEvent[]) => void events.push(...some);
    expect(await rig.vehicleEvents.read(one, 2, take)).toBe(2);
    expect(await rig.vehicleEvents.read(one, 2, take)).toBe(1);
    expect(await rig.vehicleEvents.read(one, 2, take)).toBe(0);
    expect(events.map(({ finding }) => finding.key)).toEqual(['a', 'b', 'c']);
    expect(events[0]).toEqual({
      id: expect.any(Number),
      tenant,
      vehicleId: 'bus-1',
      action: 'opened',
      at: T0,
      late: false,
      finding: { kind: 'trip', key: 'a', startsAt: T0, endsAt: null, data: { metres: 1.5 } },
    });
    expect(await rig.vehicleEvents.read(other, 10, take)).toBe(3);
  });

  it('E2 gives them to one server at a time, and again when handling failed', async () => {
    const tenant = newTenant();
    const reader = await newReader();
    await write(tenant, ['a', 'b']);
    const failing = async () => {
      throw new Error('the webhook is away');
    };
    await expect(rig.vehicleEvents.read(reader, 10, failing)).rejects.toThrow('the webhook is away');
    const another = new PostgresVehicleEvents(rig.database);
    let seenMeanwhile = -1;
    const keys: string[] = [];
    const handled = await rig.vehicleEvents.read(reader, 10, async (events) => {
      // E3: the database may be used, and nobody else gets the same.
      seenMeanwhile = await another.read(reader, 10, failing);
      keys.push(...events.map(({ finding }) => finding.key));
    });
    expect({ handled, seenMeanwhile, keys }).toEqual({ handled: 2, seenMeanwhile: 0, keys: ['a', 'b'] });
    expect(await another.read(reader, 10, failing)).toBe(0);
  });

  it('E2 gives them to another server when the one that has them is dead', async () => {
    const tenant = newTenant();
    const reader = await newReader();
    await write(tenant, ['a']);
    const text = `update event_cursors set held_by = 'dead', held_until = now() - interval '1 second' where reader = $1`;
    await rig.database.query({ text }, [reader]);
    expect(await rig.vehicleEvents.read(reader, 10, async () => undefined)).toBe(1);
  });

  it('E1 passes over no event that is committed after one with a higher id', async () => {
    const tenant = newTenant();
    const reader = await newReader();
    const keys: string[] = [];
    const take = async (events: readonly VehicleEvent[]) =>
      void keys.push(...events.flatMap((event) => (event.tenant === tenant ? [event.finding.key] : [])));
    let isWriting = true;
    const reading = (async () => {
      while (isWriting) await rig.vehicleEvents.read(reader, 7, take);
    })();
    const wanted = Array.from({ length: 60 }, (_, index) => `k${index}`);
    const vehicles = wanted.map((key, index) =>
      rig.settlements.settle([{ tenant, vehicleId: `bus-${index}` }], async (desk) =>
        desk.write([
          {
            vehicle: { tenant, vehicleId: `bus-${index}` },
            settled: { time: T0, silent: true, fixes: 0, state: {} },
            checkpoints: [],
            kept: [],
            removed: [],
            cited: [],
            events: [
              {
                action: 'opened',
                at: T0,
                late: false,
                finding: { kind: 'trip', key, startsAt: T0, endsAt: null, data: {} },
              },
            ],
          },
        ]),
      ),
    );
    await Promise.all(vehicles);
    isWriting = false;
    await reading;
    while ((await rig.vehicleEvents.read(reader, 100, take)) > 0);
    expect(keys.toSorted()).toEqual(wanted.toSorted());
    expect(new Set(keys).size).toBe(keys.length);
  });
});
