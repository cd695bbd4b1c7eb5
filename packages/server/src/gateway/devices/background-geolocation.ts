import type { DevicePoint } from '../../kernel/device-point.ts';
import type { DeviceFormat, DeviceRequest } from './device-format.ts';
import { fieldsOf, isFields, numberOf, textOf, timeOf, unlessNegative, without } from './read-values.ts';
import { required } from './required.ts';

const READ: ReadonlySet<string> = new Set(['coords', 'timestamp']);

/** TransistorSoft's background-geolocation, which Traccar Client 9 is made of. Metres per second, −1 for unknown. */
export const backgroundGeolocation: DeviceFormat = {
  deviceIdOf: ({ json, fields }) => textOf(fieldsOf(json).device_id) ?? textOf(fields.get('device_id')),
  messagesOf,
  decode,
};

function messagesOf({ json }: DeviceRequest): readonly unknown[] {
  const { location } = fieldsOf(json);
  if (Array.isArray(location)) return location;
  if (location !== undefined) return [location];
  return json === undefined || isFields(json) ? [] : [json];
}

function decode(message: object): DevicePoint {
  const fields = fieldsOf(message);
  const coords = fieldsOf(required('coords', fields.coords));
  return {
    kind: 'position',
    idempotencyKey: textOf(fields.uuid),
    fix: {
      latitude: numberOf(coords.latitude),
      longitude: numberOf(coords.longitude),
      timestamp: required('timestamp', timeOf(fields.timestamp)),
      accuracy: numberOf(coords.accuracy),
      speed: unlessNegative(numberOf(coords.speed)),
      heading: unlessNegative(numberOf(coords.heading)),
      altitude: numberOf(coords.altitude),
    },
    attributes: without(fields, READ),
  };
}
