/** A phone or tracker that reports for a vehicle. */
export interface Device {
  readonly deviceId: string;
  readonly vehicleId: string;
  readonly name: string | null;
  /** Its key may bring what other devices of the tenant report. */
  readonly relay: boolean;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** A device as it is listed, with what became of its messages. */
export interface ListedDevice extends Device {
  /** Of its latest request, epoch ms; null: none yet. */
  readonly lastSeenAt: number | null;
  /** Positions that were taken, repeats included, since it was registered. */
  readonly accepted: number;
  /** Messages that were put aside, since it was registered. */
  readonly quarantined: number;
}

/** A device whose key was right, or that a relay with such a key speaks for. */
export interface KnownDevice {
  readonly tenant: string;
  readonly deviceId: string;
  readonly vehicleId: string;
  readonly relay: boolean;
}

/** A device that was heard, and how many positions it brought. */
export interface Sighting {
  readonly tenant: string;
  readonly deviceId: string;
  /** Epoch ms. */
  readonly at: number;
  readonly accepted: number;
}

/** A message of a device that could not be used. */
export interface PutAside {
  readonly reason: string;
  /** As it came; cut at 4,000 characters. */
  readonly message: string;
}

/** Messages of one request of a device that could not be used. */
export interface PutAsideMessages {
  readonly tenant: string;
  readonly deviceId: string;
  /** Epoch ms. */
  readonly receivedAt: number;
  /** The latest last. Only the latest 1,000 need to be given. */
  readonly messages: readonly PutAside[];
  /** How many there were in all. */
  readonly count: number;
}

export interface QuarantinedMessage extends PutAside {
  readonly deviceId: string;
  readonly receivedAt: number;
  /** Its place in the order of all: a later one has a larger. */
  readonly number: number;
}

/** A part of a list. */
export interface QuarantinePage {
  /** Of one device only. */
  readonly deviceId?: string | undefined;
  /** Only those put aside before the one with this number. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Messages kept of each device, the latest. */
export const KEPT_MESSAGES = 1000;
/** Characters kept of a message. */
export const KEPT_MESSAGE_LENGTH = 4000;

/**
 * Registered devices of all tenants. Durable; rejects with WaycastError `unavailable` when it is not certain that
 * something was done. Keys are known by their SHA-256 only, as 64 hexadecimal digits. Promises:
 * - D1 `list` gives the tenant's devices in order of their ids, from behind `after` on.
 * - D2 `create` leaves a device that is there as it is, and makes none beyond `max` of the tenant.
 * - D3 `byKey` finds a device by the key that it got last, in any tenant; `byId` in its own.
 * - D4 `remove` forgets the device, its key and what was put aside of it.
 * - D5 `sightings` moves the time of a device only ahead and adds up what it brought; unknown devices are left out.
 * - D6 `quarantined` gives the latest first.
 * - D7 The latest 1,000 messages of each device are kept, all are counted.
 * - D8 Messages that no text of a database can hold are kept all the same, what cannot be stored replaced.
 * - D9 What a device that was removed meanwhile sent is not kept.
 * - D10 `forgetBefore` drops what is older, of all tenants.
 */
export interface Devices {
  create(
    tenant: string,
    device: Device,
    keyHash: string,
    max: number,
  ): Promise<'created' | 'exists' | 'full'>;
  /** Gives it another key, which ends the former. False when there is no such device. */
  changeKey(tenant: string, deviceId: string, keyHash: string): Promise<boolean>;
  list(tenant: string, after: string | undefined, limit: number): Promise<ListedDevice[]>;
  /** False when there was none. */
  remove(tenant: string, deviceId: string): Promise<boolean>;
  byKey(keyHash: string): Promise<KnownDevice | undefined>;
  byId(tenant: string, deviceId: string): Promise<KnownDevice | undefined>;
  sightings(sightings: readonly Sighting[]): Promise<void>;
  quarantine(messages: PutAsideMessages): Promise<void>;
  quarantined(tenant: string, page: QuarantinePage): Promise<QuarantinedMessage[]>;
  /** `time` is epoch ms. */
  forgetBefore(time: number): Promise<void>;
}
