import { RoadObservation, type Subject, WaycastError } from '@waycast/contract';
import type { z } from 'zod';
import { FUTURE_LIMIT_MS } from '../../../kernel/decode-fix.ts';
import { decodeBy } from '../../../kernel/invalid.ts';
import { parseTime } from '../../../kernel/parse-time.ts';
import type { Observation } from '../../../ports/road-observations.ts';
import { roughnessOf } from '../estimate/roughness.ts';

type Given = z.output<typeof RoadObservation>;

/**
 * One observation as a device sent it. Throws WaycastError `invalid` that names the field and what it takes. `now`:
 * the server's clock in epoch ms, which stands in for a missing time.
 */
export function decodeObservation(subject: Subject, input: unknown, now: number): Observation {
  const given = decodeBy(RoadObservation, input);
  const { speed = null, heading, verticalAcceleration: samples, deviceId } = given;
  const roughness = given.roughness ?? (samples == null ? null : roughnessOf(samples));
  return {
    tenant: subject.tenant,
    deviceId: deviceOf(subject, deviceId ?? subject.id),
    time: timeOf(given, now),
    ...placeOf(given),
    speed,
    heading: heading == null ? null : heading % 360,
    roughness,
  };
}

function placeOf({ latitude, longitude, lat = latitude, lng = longitude, accuracy: given }: Given) {
  if (lat === undefined)
    throw new WaycastError('invalid', 'latitude (or lat) is missing; it takes degrees from -90 to 90');
  if (lng === undefined)
    throw new WaycastError('invalid', 'longitude (or lng) is missing; it takes degrees from -180 to 180');
  const accuracy = given == null || given <= 0 ? null : given;
  if (lat === 0 && lng === 0 && accuracy === null)
    throw new WaycastError(
      'invalid',
      'position 0,0 without an accuracy is what receivers report before they have a position; send accuracy if it is real',
    );
  return { latitude: lat, longitude: lng, accuracy };
}

function timeOf({ timestamp, time }: Given, now: number): number {
  const field = timestamp === undefined ? 'time' : 'timestamp';
  const given = timestamp ?? time;
  if (given === undefined) return now;
  const at = parseTime(field, given);
  if (at - now > FUTURE_LIMIT_MS) {
    const hours = Math.round((at - now) / 3_600_000);
    throw new WaycastError(
      'invalid',
      `${field} is ${hours} h ahead of the server's clock; at most 24 h are accepted. Check the device's clock and zone`,
    );
  }
  return at;
}

/** Nobody writes into the trace of another one's device: what is not a subject's own by right is kept under its name. */
function deviceOf({ id, roles, vehicles }: Subject, deviceId: string): string {
  const oversees = roles.has('admin') || roles.has('dispatcher');
  return oversees || deviceId === id || vehicles.has(deviceId) ? deviceId : `${id}/${deviceId}`;
}
