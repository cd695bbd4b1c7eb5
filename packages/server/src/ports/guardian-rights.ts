import type { Subject } from '@waycast/contract';
import type { TripRights } from './trip-rights.ts';

/** A vehicle and trip that a guardian may follow at present, and the child because of whom. */
export interface Concerned {
  readonly guardianId: string;
  readonly studentId: string;
  readonly tripId: string;
  readonly vehicleId: string;
}

/** What guardians may follow while it concerns a child of theirs. It ends by itself. Rejects with `unavailable`. */
export interface GuardianRights extends TripRights {
  of(subject: Pick<Subject, 'tenant' | 'id'>): Promise<readonly Concerned[]>;
}
