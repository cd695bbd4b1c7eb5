import {
  type Device,
  type Devices,
  KEPT_MESSAGE_LENGTH,
  KEPT_MESSAGES,
  type KnownDevice,
  type ListedDevice,
  type PutAsideMessages,
  type QuarantinedMessage,
  type QuarantinePage,
  type Sighting,
} from '../../ports/devices.ts';
import { float8Array, textArray, timestampArray } from './binary-array.ts';
import { readNullableNumber, readNumber, readText } from './cells.ts';
import type { Database, Row } from './database.ts';
import {
  BY_ID,
  BY_KEY,
  CHANGE_KEY,
  CREATE,
  FORGET,
  LIST,
  PRUNE,
  QUARANTINE,
  QUARANTINED,
  REMOVE,
  SIGHTINGS,
} from './device-statements.ts';

/** Devices in the tables `devices` and `device_quarantine`. */
export class PostgresDevices implements Devices {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(
    tenant: string,
    device: Device,
    keyHash: string,
    max: number,
  ): Promise<'created' | 'exists' | 'full'> {
    const { deviceId, vehicleId, name, createdAt, relay } = device;
    const values = [tenant, deviceId, vehicleId, name, createdAt, relay, keyHash, max];
    if ((await this.#database.query(CREATE, values)).length > 0) return 'created';
    return (await this.byId(tenant, deviceId)) === undefined ? 'full' : 'exists';
  }

  async changeKey(tenant: string, deviceId: string, keyHash: string): Promise<boolean> {
    return (await this.#database.query(CHANGE_KEY, [tenant, deviceId, keyHash])).length > 0;
  }

  async list(tenant: string, after: string | undefined, limit: number): Promise<ListedDevice[]> {
    return (await this.#database.query(LIST, [tenant, after ?? '', limit])).map(readDevice);
  }

  async remove(tenant: string, deviceId: string): Promise<boolean> {
    return (await this.#database.query(REMOVE, [tenant, deviceId])).length > 0;
  }

  async byKey(keyHash: string): Promise<KnownDevice | undefined> {
    const [row] = await this.#database.query(BY_KEY, [keyHash]);
    return row && readKnown(row);
  }

  async byId(tenant: string, deviceId: string): Promise<KnownDevice | undefined> {
    const [row] = await this.#database.query(BY_ID, [tenant, deviceId]);
    return row && readKnown(row);
  }

  async sightings(sightings: readonly Sighting[]): Promise<void> {
    if (sightings.length === 0) return;
    await this.#database.query(SIGHTINGS, [
      textArray(sightings, ({ tenant }) => tenant),
      textArray(sightings, ({ deviceId }) => deviceId),
      timestampArray(sightings, ({ at }) => at),
      float8Array(sightings, ({ accepted }) => accepted),
    ]);
  }

  async quarantine({ tenant, deviceId, receivedAt, messages, count }: PutAsideMessages): Promise<void> {
    if (count === 0) return;
    const kept = messages.slice(-KEPT_MESSAGES);
    await this.#database.query(QUARANTINE, [
      ...[tenant, deviceId, receivedAt, count],
      textArray(kept, ({ reason }) => storable(reason)),
      textArray(kept, ({ message }) => storable(message)),
    ]);
    await this.#database.query(PRUNE, [tenant, deviceId]);
  }

  async quarantined(
    tenant: string,
    { deviceId, before, limit }: QuarantinePage,
  ): Promise<QuarantinedMessage[]> {
    const values = [tenant, deviceId ?? null, before ?? null, limit];
    const rows = await this.#database.query(QUARANTINED, values);
    return rows.map((row) => ({
      deviceId: readText(row, 'device_id'),
      receivedAt: readNumber(row, 'received_at'),
      reason: readText(row, 'reason'),
      message: readText(row, 'message'),
      number: readNumber(row, 'number'),
    }));
  }

  async forgetBefore(time: number): Promise<void> {
    await this.#database.query(FORGET, [time]);
  }
}

function readKnown(row: Row): KnownDevice {
  return {
    tenant: readText(row, 'tenant_id'),
    deviceId: readText(row, 'device_id'),
    vehicleId: readText(row, 'vehicle_id'),
    relay: row.relay === true,
  };
}

function readDevice(row: Row): ListedDevice {
  return {
    deviceId: readText(row, 'device_id'),
    vehicleId: readText(row, 'vehicle_id'),
    name: row.name === null ? null : readText(row, 'name'),
    relay: row.relay === true,
    createdAt: readNumber(row, 'created_at'),
    lastSeenAt: readNullableNumber(row, 'last_seen_at'),
    accepted: readNumber(row, 'accepted'),
    quarantined: readNumber(row, 'quarantined'),
  };
}

/** PostgreSQL's text has no NUL and no half of a surrogate pair. */
function storable(message: string): string {
  return message.slice(0, KEPT_MESSAGE_LENGTH).replaceAll('\0', '\ufffd').toWellFormed();
}
