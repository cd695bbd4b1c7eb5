import type { DevicePoint } from '../../kernel/device-point.ts';
import type { DeviceFormat, DeviceRequest } from './device-format.ts';
import { fieldsOf, fromKmh, isFields, numberOf, textOf, timeOf, typedWithout } from './read-values.ts';

const READ: ReadonlySet<string> = new Set([
  ...['id', 'lat', 'lon', 'longitude', 'acc', 'alt', 'spd', 'spd_kph', 'dir', 'time', 'timestamp'],
]);

/** GPSLogger's custom URL with its `%ALL` aliases, in the query, a form or a JSON object. Metres per second. */
export const gpslogger: DeviceFormat = {
  deviceIdOf: (request) => textOf(fieldsOf(messagesOf(request)[0]).id),
  messagesOf,
  decode,
};

function messagesOf({ fields, json }: DeviceRequest): readonly unknown[] {
  if (json !== undefined && !isFields(json)) return [json];
  return [{ ...Object.fromEntries(fields), ...json }];
}

function decode(message: object): DevicePoint {
  const fields = fieldsOf(message);
  const latitude = numberOf(fields.lat);
  const longitude = numberOf(fields.lon ?? fields.longitude);
  if (latitude === undefined && longitude === undefined) return { kind: 'heartbeat' };
  return {
    kind: 'position',
    fix: {
      latitude,
      longitude,
      // The first has milliseconds.
      timestamp: timeOf(fields.time) ?? timeOf(fields.timestamp),
      accuracy: numberOf(fields.acc),
      speed: numberOf(fields.spd) ?? fromKmh(numberOf(fields.spd_kph)),
      heading: numberOf(fields.dir),
      altitude: numberOf(fields.alt),
    },
    attributes: typedWithout(fields, READ),
  };
}
