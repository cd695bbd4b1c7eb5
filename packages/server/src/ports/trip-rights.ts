import type { Subject } from '@waycast/contract';

/**
 * A right to follow single trips, for those who may not follow all of their tenant: drivers have theirs, guardians those
 * of their children. Rejects with `unavailable` when it cannot be decided now; what does not exist is not followed.
 */
export interface TripRights {
  mayFollow(subject: Subject, tripId: string): Promise<boolean>;
}
