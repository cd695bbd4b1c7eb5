import type { TripStatus } from '@waycast/contract';
import type { StopHeads, TripHeads } from './boarding-counts.ts';
import type { TripPlan } from './trip-plan.ts';

export type BoardingAction = 'BOARDED' | 'ALIGHTED' | 'ABSENT';
export type BoardingFlag = 'unexpected' | 'unknown_card' | 'wrong_stop' | 'repeated';

/** A tap as it was reported. Times are epoch ms. */
export interface Boarding {
  readonly boardingId: string;
  readonly tripId: string;
  /** Null: the card is nobody's. */
  readonly studentId: string | null;
  readonly cardId: string | null;
  readonly action: BoardingAction;
  readonly method: 'tap' | 'qr' | 'nfc';
  readonly at: number;
  /** As reported; null: the stop that the bus was at. */
  readonly stopSequence: number | null;
  readonly recordedBy: string;
}

/** A tap and what is to be said of it, in the light of all others of the trip. */
export interface JudgedBoarding extends Boarding {
  readonly expected: boolean;
  readonly flag: BoardingFlag | null;
}

/** When the bus was at a stop. */
export interface RosterVisit {
  readonly sequence: number;
  readonly arrivedAt: number | null;
  readonly departedAt: number | null;
}

/** A student as a trip sees one. */
export interface Rider {
  readonly studentId: string;
  readonly name: string;
  readonly grade: string | null;
  readonly note: string | null;
  readonly cardIds: readonly string[];
  /** Null: not expected on this trip. */
  readonly boardSequence: number | null;
  readonly alightSequence: number | null;
}

/** A trip and everything that who is on it follows from. */
export interface TripRoster {
  readonly tenant: string;
  readonly tripId: string;
  readonly status: TripStatus;
  readonly vehicleId: string | null;
  readonly driverId: string | null;
  readonly scheduledStart: number;
  readonly scheduledEnd: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly plan: Pick<TripPlan, 'name' | 'direction' | 'stops'>;
  readonly visits: readonly RosterVisit[];
  /** Expected today, and those who were tapped without; by id. */
  readonly riders: readonly Rider[];
  /** By time, then id. */
  readonly boardings: readonly JudgedBoarding[];
}

/** Whose cards and ids were tapped. */
export interface TappedStudents {
  readonly ids: readonly string[];
  readonly cardIds: readonly string[];
}

/** What new taps are judged by. */
export interface TapFacts {
  readonly roster: TripRoster;
  /** Students of these ids that exist, whether they ride this trip or not. */
  readonly students: ReadonlySet<string>;
  /** Owners of cards. */
  readonly cardOwners: ReadonlyMap<string, string>;
  /** Trips of other taps that have an id of these. */
  readonly takenIds: ReadonlyMap<string, string>;
}

/** A trip on which a child is missing or was left, as far as the rows show it. */
export interface TroubledTrip {
  readonly tenant: string;
  readonly tripId: string;
}

/**
 * Who boarded. Durable. Rejects with `unavailable`. Promises:
 * - B1 Taps of one trip are judged one after another, from whatever server; a boarding id is stored once.
 * - B2 `expected` and `flag` of all rows of a trip are what `judge` last said of them.
 * - B3 Tenants never see each other's rows.
 */
export interface Boardings {
  roster(tenant: string, tripId: string): Promise<TripRoster | undefined>;
  /**
   * Gives `judge` the trip with all its taps and stores what it answers: new taps, and old ones whose flag is another
   * now. Resolves to the roster afterwards; undefined: there is no such trip.
   */
  record(
    tenant: string,
    tripId: string,
    tapped: TappedStudents & { readonly boardingIds: readonly string[] },
    judge: (facts: TapFacts) => readonly JudgedBoarding[],
  ): Promise<TripRoster | undefined>;
  countsOf(tenant: string, tripIds: readonly string[]): Promise<ReadonlyMap<string, TripHeads>>;
  stopsOf(tenant: string, tripId: string, guardianId?: string): Promise<ReadonlyMap<number, StopHeads>>;
  /** Trips of the last days with a child that did not board before the stop was left at `leftBefore`, or stayed on it. */
  troubled(leftBefore: number, limit: number): Promise<TroubledTrip[]>;
}
