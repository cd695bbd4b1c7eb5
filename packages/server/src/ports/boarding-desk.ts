import type { BoardingReceipt, PassengerList, Subject } from '@waycast/contract';

/** Who rides on a trip, as its driver and the school see it. Rejects with errors of the catalogue. */
export interface BoardingDesk {
  /** `not_found` for a trip that is not the driver's. */
  passengers(subject: Subject, tripId: string): Promise<PassengerList>;
  /** Judges each tap by itself; what is refused says why. `not_found` as above. */
  report(subject: Subject, tripId: string, taps: readonly unknown[]): Promise<BoardingReceipt>;
}
