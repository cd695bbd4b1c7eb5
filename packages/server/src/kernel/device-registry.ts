import { WaycastError } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type {
  Device,
  Devices,
  KnownDevice,
  ListedDevice,
  QuarantinedMessage,
  QuarantinePage,
} from '../ports/devices.ts';
import type { Log } from '../ports/log.ts';
import type { Tenants } from '../ports/tenants.ts';
import { createDeviceKey, createDeviceKeys } from './device-keys.ts';
import { type DeviceReportParts, DeviceReports } from './device-reports.ts';
import { createDeviceSightings } from './device-sightings.ts';

/** Messages that were put aside are of use while somebody looks for a fault. */
const KEEP_QUARANTINE_MS = 30 * 24 * 3_600_000;
const FORGET_EVERY_MS = 3_600_000;

/** Phones and trackers: who they are and what they send. */
export interface DeviceRegistry extends Pick<DeviceReports, 'take'> {
  /** Resolves to its key, which nobody can be told again. Rejects with `conflict` when the tenant has such a device. */
  register(tenant: string, device: Omit<Device, 'createdAt'>): Promise<string>;
  /** Resolves to another key, which ends the former. Rejects with `not_found`. */
  changeKey(tenant: string, deviceId: string): Promise<string>;
  /** Its key is worth nothing from then on: here at once, on other servers within ten seconds. */
  remove(tenant: string, deviceId: string): Promise<void>;
  list(tenant: string, after: string | undefined, limit: number): Promise<ListedDevice[]>;
  quarantined(tenant: string, page: QuarantinePage): Promise<QuarantinedMessage[]>;
  /** The device that has this key; rejects with `unauthenticated` when there is none. */
  deviceOf(key: string): Promise<KnownDevice>;
  /** The device that a request with a device's key is of; rejects with `not_found` when it may not speak for it. */
  speaker(device: KnownDevice, named: string | undefined): Promise<KnownDevice>;
  close(): Promise<void>;
}

export interface DeviceRegistryParts extends Omit<DeviceReportParts, 'sightings'> {
  readonly tenants: Pick<Tenants, 'settings'>;
}

export function createDeviceRegistry(parts: DeviceRegistryParts): DeviceRegistry {
  const { devices, tenants, clock, log } = parts;
  const keys = createDeviceKeys(devices, clock);
  const sightings = createDeviceSightings(devices, clock, log);
  const reports = new DeviceReports({ ...parts, sightings });
  const stopForgetting = forgetNowAndThen(devices, clock, log);
  return {
    take: (device, report) => reports.take(device, report),
    deviceOf: keys.deviceOf,
    speaker: keys.speaker,
    async register(tenant, device) {
      const { key, hash } = createDeviceKey();
      const { maxDevices } = await tenants.settings(tenant);
      const outcome = await devices.create(tenant, { ...device, createdAt: clock.now() }, hash, maxDevices);
      if (outcome === 'exists') throw existing(device.deviceId);
      if (outcome === 'full') throw full(maxDevices);
      // A relay may have asked for it a moment ago.
      keys.forget(tenant, device.deviceId);
      return key;
    },
    async changeKey(tenant, deviceId) {
      const { key, hash } = createDeviceKey();
      const existed = await devices.changeKey(tenant, deviceId, hash);
      keys.forget(tenant, deviceId);
      if (!existed) throw missing(deviceId);
      return key;
    },
    async remove(tenant, deviceId) {
      const existed = await devices.remove(tenant, deviceId);
      keys.forget(tenant, deviceId);
      if (!existed) throw missing(deviceId);
    },
    async list(tenant, after, limit) {
      await sightings.flush();
      return devices.list(tenant, after, limit);
    },
    quarantined: (tenant, page) => devices.quarantined(tenant, page),
    async close() {
      stopForgetting();
      await sightings.close();
    },
  };
}

function forgetNowAndThen(devices: Devices, clock: Clock, log: Log): () => void {
  const forget = (): void => {
    devices
      .forgetBefore(clock.now() - KEEP_QUARANTINE_MS)
      .catch((err: unknown) =>
        log.debug({ err }, 'old messages of devices could not be forgotten; tried again'),
      );
    cancel = clock.after(FORGET_EVERY_MS, forget);
  };
  let cancel = clock.after(FORGET_EVERY_MS, forget);
  return () => cancel();
}

function missing(deviceId: string): WaycastError {
  return new WaycastError('not_found', `there is no device ${deviceId}`);
}

function existing(deviceId: string): WaycastError {
  return new WaycastError(
    'conflict',
    `there is a device ${deviceId} already; give it another key, or remove it to register it anew`,
  );
}

function full(max: number): WaycastError {
  return new WaycastError('conflict', `there are ${max} devices already; remove those that are not used`);
}
