import type { DevicePoint } from '../../kernel/device-point.ts';
import type { DeviceFormat, DeviceRequest } from './device-format.ts';
import { fieldsOf, fromKmh, numberOf, textOf, timeOf, unlessNegative, without } from './read-values.ts';
import { required } from './required.ts';

const READ: ReadonlySet<string> = new Set(['_type', 'lat', 'lon', 'tst', 'acc', 'alt', 'vel', 'cog']);

/** OwnTracks in its HTTP mode. Velocity in km/h, time in seconds. Other messages than locations are signs of life. */
export const owntracks: DeviceFormat = {
  deviceIdOf: ({ headers, fields }) => textOf(headers['x-limit-d']) ?? textOf(fields.get('d')),
  messagesOf: ({ json }: DeviceRequest) => (json === undefined ? [] : [json]),
  decode,
  reply: { contentType: 'application/json', body: '[]' },
};

function decode(message: object): DevicePoint {
  const fields = fieldsOf(message);
  if (required('_type', textOf(fields._type)) !== 'location') return { kind: 'heartbeat' };
  return {
    kind: 'position',
    fix: {
      latitude: numberOf(fields.lat),
      longitude: numberOf(fields.lon),
      timestamp: required('tst', timeOf(fields.tst)),
      accuracy: numberOf(fields.acc),
      speed: fromKmh(unlessNegative(numberOf(fields.vel))),
      heading: unlessNegative(numberOf(fields.cog)),
      altitude: numberOf(fields.alt),
    },
    attributes: without(fields, READ),
  };
}
