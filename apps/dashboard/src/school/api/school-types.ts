import type { Passenger, TripStatus } from '@waycast/contract';

/** Who is on a trip, and who is expected. */
export interface PassengerList {
  readonly tripId: string;
  readonly status: TripStatus;
  readonly studentsBoarded: number;
  readonly studentsExpected: number;
  readonly students: readonly Passenger[];
}

/** When a guardian wants to be told; both null: not at all. */
export interface NoticeSetting {
  readonly seconds: number | null;
  readonly metres: number | null;
}

/** What became of a file of students. */
export type { ImportReport } from '@waycast/contract';
