import { createHash, randomBytes } from 'node:crypto';
import { isId, WaycastError } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { Devices, KnownDevice } from '../ports/devices.ts';
import { createDeviceCache, type DeviceCache } from './device-cache.ts';

const KEY_BYTES = 32;
/** 32 bytes as base64url. */
const KEY = /^[\w-]{43}$/;

export interface NewKey {
  readonly key: string;
  readonly hash: string;
}

/** Who has a key, and for whom it may speak; remembered for a while so that not every report asks the database. */
export interface DeviceKeys {
  /** Rejects with `unauthenticated` when nobody has it. */
  deviceOf(key: string): Promise<KnownDevice>;
  /**
   * The device that a request is of: the key's own, or for a relay the one that the request names. Rejects with
   * `not_found` for any other.
   */
  speaker(device: KnownDevice, named: string | undefined): Promise<KnownDevice>;
  /** What is remembered of a device counts no more. */
  forget(tenant: string, deviceId: string): void;
}

/** A key for a device, and what is kept of it. */
export function createDeviceKey(): NewKey {
  const key = randomBytes(KEY_BYTES).toString('base64url');
  return { key, hash: hashOf(key) };
}

export function createDeviceKeys(devices: Devices, clock: Clock): DeviceKeys {
  const byKey: DeviceCache = createDeviceCache(clock);
  const byId: DeviceCache = createDeviceCache(clock);
  return {
    async deviceOf(key) {
      const hash = KEY.test(key) ? hashOf(key) : undefined;
      const device = hash === undefined ? undefined : await byKey.find(hash, () => devices.byKey(hash));
      if (device !== undefined) return device;
      throw new WaycastError(
        'unauthenticated',
        'no device has this key; an administrator can give the device another one',
      );
    },
    async speaker(device, named) {
      if (named === undefined || named === device.deviceId) return device;
      const { tenant, relay } = device;
      // What is no id is the id of nothing, and may be as long as the body.
      const other =
        relay && isId(named)
          ? await byId.find(`${tenant} ${named}`, () => devices.byId(tenant, named))
          : undefined;
      if (other !== undefined) return other;
      const reason = relay ? 'is not registered' : 'has another key';
      throw new WaycastError('not_found', `device ${named.slice(0, 128)} ${reason}`);
    },
    forget(tenant, deviceId) {
      byKey.forget(tenant, deviceId);
      byId.forget(tenant, deviceId);
    },
  };
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
