import type { ShiftInput, Subject } from '@waycast/contract';
import type { Shift, TaxiDrivers } from '../../../ports/taxi-drivers.ts';
import { notTheirs } from './not-theirs.ts';

export interface SetShiftParts {
  readonly taxiDrivers: Pick<TaxiDrivers, 'get' | 'put'>;
  /** Whether the subject may report for the vehicle. */
  readonly mayDrive: (subject: Subject, vehicleId: string) => Promise<boolean>;
}

/**
 * Begins, pauses or ends a driver's shift, in the vehicle that it names, else that of its last shift while it may still
 * drive it, else the only one of its token. Rejects with `forbidden` for a vehicle that is not the driver's.
 */
export async function setShift(parts: SetShiftParts, subject: Subject, shift: ShiftInput): Promise<Shift> {
  const vehicleId = await vehicleFor(parts, subject, shift.vehicleId);
  return parts.taxiDrivers.put(subject.tenant, subject.id, shift.state, vehicleId);
}

/** Undefined: that of the last shift. */
async function vehicleFor(
  { taxiDrivers, mayDrive }: SetShiftParts,
  subject: Subject,
  named: string | undefined,
): Promise<string | null | undefined> {
  if (named !== undefined) {
    if (await mayDrive(subject, named)) return named;
    throw notTheirs(subject, named);
  }
  const last = (await taxiDrivers.get(subject.tenant, subject.id))?.vehicleId ?? null;
  if (last !== null && (await mayDrive(subject, last))) return undefined;
  const [only] = subject.vehicles;
  return subject.vehicles.size === 1 ? only : null;
}
