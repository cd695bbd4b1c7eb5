import { DeviceInput, isId, WaycastError } from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type DeviceRoutes = Pick<
  Handlers,
  'listDevices' | 'createDevice' | 'rotateDeviceKey' | 'removeDevice' | 'listQuarantine'
>;

/** Phones and trackers of a tenant. A key is shown once; a revoked one counts no more from that moment on. */
export function deviceRoutes({ devices }: HttpParts): DeviceRoutes {
  return {
    async listDevices({ subject: { tenant }, query: { limit, cursor } }) {
      const after = cursor === undefined ? undefined : fromCursor(cursor, isId);
      const listed = await devices.list(tenant, after, limit);
      const last = listed.length < limit ? undefined : listed.at(-1);
      return {
        devices: listed.map(({ createdAt, lastSeenAt, ...device }) => ({
          ...device,
          createdAt: isoTime(createdAt),
          lastSeenAt: lastSeenAt === null ? null : isoTime(lastSeenAt),
        })),
        nextCursor: last === undefined ? null : toCursor(last.deviceId),
      };
    },
    async createDevice({ subject: { tenant }, body }) {
      const { deviceId, vehicleId, name = null, relay } = decodeBy(DeviceInput, body);
      return { deviceId, key: await devices.register(tenant, { deviceId, vehicleId, name, relay }) };
    },
    async rotateDeviceKey({ subject: { tenant }, params: { id } }) {
      return { deviceId: id, key: await devices.changeKey(tenant, id) };
    },
    async removeDevice({ subject: { tenant }, params: { id }, reply }) {
      await devices.remove(tenant, id);
      return reply.send();
    },
    async listQuarantine({ subject: { tenant }, query: { deviceId, limit, cursor } }) {
      const before = cursor === undefined ? undefined : Number(fromCursor(cursor, isNumber));
      const messages = await devices.quarantined(tenant, { deviceId, before, limit });
      const last = messages.length < limit ? undefined : messages.at(-1);
      return {
        items: messages.map(({ number: _, receivedAt, ...message }) => ({
          ...message,
          receivedAt: isoTime(receivedAt),
        })),
        nextCursor: last === undefined ? null : toCursor(String(last.number)),
      };
    },
  };
}

/** Where a page ends. What is in it is ours to change. */
function toCursor(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function fromCursor(cursor: string, isOurs: (text: string) => boolean): string {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  if (isOurs(text) && toCursor(text) === cursor) return text;
  throw new WaycastError('invalid', 'cursor: takes a nextCursor of an earlier answer, unchanged');
}

function isNumber(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}
