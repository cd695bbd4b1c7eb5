import { LRUCache } from 'lru-cache';
import type { Clock } from '../ports/clock.ts';
import type { KnownDevice } from '../ports/devices.ts';
import { Lookups } from './lookups.ts';
import { isUnavailable } from './unavailable.ts';

/** A change that another server made is noticed after this. */
const FRESH_MS = 10_000;
/** For this long a device that was known goes on when the database is away, as everything else does. */
const STALE_MS = 3_600_000;
const MAX_KNOWN = 50_000;
const MAX_UNKNOWN = 1_000;
/** Many devices report at once after an outage. */
const MAX_ASKED = 1_000;

interface Answer {
  readonly device: KnownDevice;
  readonly at: number;
}

type Ask = () => Promise<KnownDevice | undefined>;

/** Devices as they were found, by whatever they are asked for. */
export interface DeviceCache {
  /** Rejects as `ask` does, and with `unavailable` while too many devices are asked for that were not known. */
  find(name: string, ask: Ask): Promise<KnownDevice | undefined>;
  forget(tenant: string, deviceId: string): void;
}

export function createDeviceCache(clock: Clock): DeviceCache {
  const known = new LRUCache<string, Answer>({ max: MAX_KNOWN });
  // Apart, so that guesses do not push out the devices that are at work.
  const unknown = new LRUCache<string, number>({ max: MAX_UNKNOWN });
  const lookups = new Lookups<KnownDevice | undefined>(MAX_ASKED, 'devices');
  let changes = 0;

  function remember(name: string, device: KnownDevice | undefined, at: number): void {
    if (device !== undefined) known.set(name, { device, at });
    else {
      known.delete(name);
      unknown.set(name, at);
    }
  }

  async function read(name: string, answer: Answer | undefined, ask: Ask): Promise<KnownDevice | undefined> {
    const [at, changesBefore] = [clock.now(), changes];
    try {
      const device = await ask();
      // An answer that was under way during a change may be older than it.
      if (changes === changesBefore) remember(name, device, at);
      return device;
    } catch (error) {
      const isStale = answer !== undefined && at - answer.at < STALE_MS && known.has(name);
      if (isUnavailable(error) && isStale) return answer.device;
      throw error;
    }
  }

  return {
    async find(name, ask) {
      const at = clock.now();
      const answer = known.get(name);
      if (answer !== undefined && at - answer.at < FRESH_MS) return answer.device;
      if (at - (unknown.get(name) ?? Number.NEGATIVE_INFINITY) < FRESH_MS) return undefined;
      return lookups.find(name, answer === undefined, () => read(name, answer, ask));
    },
    forget(tenant, deviceId) {
      changes += 1;
      lookups.changed();
      unknown.clear();
      for (const [name, { device }] of known)
        if (device.tenant === tenant && device.deviceId === deviceId) known.delete(name);
    },
  };
}
