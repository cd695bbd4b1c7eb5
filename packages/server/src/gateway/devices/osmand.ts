import type { DevicePoint } from '../../kernel/device-point.ts';
import { backgroundGeolocation } from './background-geolocation.ts';
import type { DeviceFormat, DeviceRequest } from './device-format.ts';
import {
  type Fields,
  fieldsOf,
  fromKnots,
  isFields,
  numberOf,
  textOf,
  timeOf,
  typedWithout,
  unlessNegative,
} from './read-values.ts';

const READ: ReadonlySet<string> = new Set([
  ...['id', 'deviceid', 'lat', 'lon', 'location', 'timestamp', 'speed', 'bearing', 'heading'],
  ...['altitude', 'accuracy'],
]);

/**
 * Traccar Client, OsmAnd and hardware that speaks like them: fields in the query, a form, or a flat JSON array. Speed
 * in knots. Source: traccar's OsmAnd protocol. Traccar Client has one address for all of its versions, and the ninth
 * sends what its library makes, which no field of this format looks like: a location that is an object.
 */
export const osmand: DeviceFormat = {
  deviceIdOf(request) {
    if (isOfLibrary(request.json)) return backgroundGeolocation.deviceIdOf(request);
    return idOf(fieldsIn(messagesOf(request)[0], request));
  },
  messagesOf,
  decode,
};

function messagesOf(request: DeviceRequest): readonly unknown[] {
  const { fields, json } = request;
  if (isOfLibrary(json)) return backgroundGeolocation.messagesOf(request);
  if (json === undefined) return [Object.fromEntries(fields)];
  return Array.isArray(json) ? json : [json];
}

/** What a message says itself, and for the rest the query: put together one by one, for a request may have millions. */
function fieldsIn(message: unknown, { fields, json }: DeviceRequest): Fields {
  return isFields(message) && !isOfLibrary(json)
    ? { ...Object.fromEntries(fields), ...message }
    : fieldsOf(message);
}

function isOfLibrary(json: unknown): boolean {
  return typeof fieldsOf(json).location === 'object';
}

function idOf({ id, deviceid }: Fields): string | undefined {
  return textOf(id) ?? textOf(deviceid);
}

function decode(message: object, request: DeviceRequest): DevicePoint {
  const fields = fieldsIn(message, request);
  if (fields.coords !== undefined) return backgroundGeolocation.decode(fields, request);
  const { latitude, longitude } = placeOf(fields);
  if (latitude === undefined && longitude === undefined) return { kind: 'heartbeat' };
  return {
    kind: 'position',
    deviceId: idOf(fields),
    fix: {
      latitude,
      longitude,
      timestamp: timeOf(fields.timestamp),
      speed: fromKnots(unlessNegative(numberOf(fields.speed))),
      heading: unlessNegative(numberOf(fields.bearing ?? fields.heading)),
      altitude: numberOf(fields.altitude),
      accuracy: numberOf(fields.accuracy),
    },
    attributes: typedWithout(fields, READ),
  };
}

function placeOf({ lat, lon, location }: Fields) {
  const [first, second] = textOf(location)?.split(',') ?? [];
  return { latitude: numberOf(lat ?? first), longitude: numberOf(lon ?? second) };
}
