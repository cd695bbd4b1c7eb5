import { WaycastError } from '@waycast/contract';
import type { DevicePoint } from '../../kernel/device-point.ts';
import type { DeviceFormat, DeviceRequest } from './device-format.ts';
import { fieldsOf, numberOf, textOf, timeOf, unlessNegative, without } from './read-values.ts';
import { required } from './required.ts';

const READ: ReadonlySet<string> = new Set([
  ...['timestamp', 'altitude', 'speed', 'course', 'horizontal_accuracy', 'device_id'],
]);

/** Overland: GeoJSON features, some 200 in a request, longitude first. Metres per second, negative for unknown. */
export const overland: DeviceFormat = {
  deviceIdOf(request) {
    return idOf(messagesOf(request)[0]) ?? textOf(request.fields.get('device_id'));
  },
  messagesOf,
  decode,
  reply: { contentType: 'application/json', body: '{"result":"ok"}' },
};

function messagesOf({ json }: DeviceRequest): readonly unknown[] {
  const { locations } = fieldsOf(json);
  if (Array.isArray(locations)) return locations;
  return json === undefined ? [] : [json];
}

function idOf(message: unknown): string | undefined {
  return textOf(fieldsOf(fieldsOf(message).properties).device_id);
}

function decode(message: object): DevicePoint {
  const { geometry, properties } = fieldsOf(message);
  const fields = fieldsOf(properties);
  const { coordinates } = fieldsOf(geometry);
  if (!Array.isArray(coordinates))
    throw new WaycastError('invalid', 'geometry.coordinates is missing; it takes [longitude, latitude]');
  const [longitude, latitude] = coordinates;
  return {
    kind: 'position',
    deviceId: idOf(message),
    fix: {
      latitude: numberOf(latitude),
      longitude: numberOf(longitude),
      timestamp: required('properties.timestamp', timeOf(fields.timestamp)),
      accuracy: numberOf(fields.horizontal_accuracy),
      speed: unlessNegative(numberOf(fields.speed)),
      heading: unlessNegative(numberOf(fields.course)),
      altitude: numberOf(fields.altitude),
    },
    attributes: without(fields, READ),
  };
}
