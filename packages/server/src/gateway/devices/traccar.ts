import { WaycastError } from '@waycast/contract';
import type { DevicePoint } from '../../kernel/device-point.ts';
import type { DeviceFormat } from './device-format.ts';
import { fieldsOf, fromKnots, numberOf, textOf, timeOf } from './read-values.ts';
import { required } from './required.ts';

/** A Traccar server that forwards its positions as JSON, with the 200 kinds of hardware it knows. Speed in knots. */
export const traccar: DeviceFormat = {
  deviceIdOf: ({ json }) => textOf(fieldsOf(fieldsOf(json).device).uniqueId),
  messagesOf: ({ json }) => (json === undefined ? [] : [json]),
  decode,
};

function decode(message: object): DevicePoint {
  const position = fieldsOf(required('position', fieldsOf(message).position));
  if (position.valid === false)
    throw new WaycastError('invalid', 'the device says itself that this position is not valid');
  return {
    kind: 'position',
    fix: {
      latitude: numberOf(position.latitude),
      longitude: numberOf(position.longitude),
      timestamp: required('position.fixTime', timeOf(position.fixTime)),
      accuracy: numberOf(position.accuracy),
      speed: fromKnots(numberOf(position.speed)),
      heading: numberOf(position.course),
      altitude: numberOf(position.altitude),
    },
    attributes: fieldsOf(position.attributes),
  };
}
