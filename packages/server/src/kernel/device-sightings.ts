import type { Clock } from '../ports/clock.ts';
import type { Devices, KnownDevice, Sighting } from '../ports/devices.ts';
import type { Log } from '../ports/log.ts';

const WRITE_EVERY_MS = 30_000;
/** Devices that wait to be written; beyond it they are written at once, or not taken when that has failed. */
const MAX_WAITING = 10_000;
const PER_STATEMENT = 1_000;

/** When devices were last heard and how much they brought, gathered so that not every report is written down. */
export interface DeviceSightings {
  note(device: KnownDevice, at: number, accepted: number): void;
  /** Writes what waits. What cannot be written is tried again later. */
  flush(): Promise<void>;
  /** Writes what waits, for the last time. */
  close(): Promise<void>;
}

export function createDeviceSightings(
  devices: Pick<Devices, 'sightings'>,
  clock: Clock,
  log: Log,
): DeviceSightings {
  let waiting = new Map<string, Sighting>();
  let cancel: (() => void) | undefined;
  let closed = false;
  /** Since the last try: the next is that of the timer, or of somebody who asks for the list. */
  let failed = false;

  function add(sighting: Sighting): void {
    const key = `${sighting.tenant} ${sighting.deviceId}`;
    const before = waiting.get(key);
    if (failed && before === undefined && waiting.size >= MAX_WAITING) return;
    waiting.set(key, {
      ...sighting,
      at: Math.max(sighting.at, before?.at ?? 0),
      accepted: sighting.accepted + (before?.accepted ?? 0),
    });
    if (!closed) cancel ??= clock.after(WRITE_EVERY_MS, () => void flush());
  }

  async function flush(): Promise<void> {
    cancel?.();
    cancel = undefined;
    const all = [...waiting.values()];
    waiting = new Map();
    for (let at = 0; at < all.length; at += PER_STATEMENT) {
      try {
        await devices.sightings(all.slice(at, at + PER_STATEMENT));
        failed = false;
      } catch (err) {
        failed = true;
        log.debug(
          { err, devices: all.length - at },
          'when devices were seen could not be written; tried again',
        );
        for (const sighting of all.slice(at)) add(sighting);
        return;
      }
    }
  }

  return {
    note(device, at, accepted) {
      add({ tenant: device.tenant, deviceId: device.deviceId, at, accepted });
      if (waiting.size >= MAX_WAITING && !failed) void flush();
    },
    flush,
    async close() {
      closed = true;
      await flush();
    },
  };
}
