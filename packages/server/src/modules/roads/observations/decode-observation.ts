import { RoadObservation, type Subject } from '@waycast/contract';
import { reportedPlace, reportedTime } from '../../../kernel/decode-fix.ts';
import { decodeBy } from '../../../kernel/invalid.ts';
import type { Observation } from '../../../ports/road-observations.ts';
import { roughnessOf } from '../estimate/roughness.ts';

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
    time: reportedTime(given, now),
    ...reportedPlace(given),
    speed,
    heading: heading == null ? null : heading % 360,
    roughness,
  };
}

/** Nobody writes into the trace of another one's device: what is not a subject's own by right is kept under its name. */
function deviceOf({ id, roles, vehicles }: Subject, deviceId: string): string {
  const oversees = roles.has('admin') || roles.has('dispatcher');
  return oversees || deviceId === id || vehicles.has(deviceId) ? deviceId : `${id}/${deviceId}`;
}
