import type { Subject, Trip, TripSummary } from '@waycast/contract';
import type { TripFilter } from './trips.ts';

export interface TripListQuery extends Omit<TripFilter, 'serviceDate' | 'ownedBy'> {
  /** Absent: today, in the time zone of the tenant. */
  readonly date?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface NewTripInput {
  readonly scheduleId: string;
  readonly date: string;
  readonly tripId?: string | undefined;
  readonly vehicleId?: string | null | undefined;
  readonly driverId?: string | null | undefined;
  /** Epoch ms; absent: as its schedule says. */
  readonly startsAt?: number | undefined;
}

export interface SubstitutionInput {
  readonly vehicleId?: string | undefined;
  readonly driverId?: string | undefined;
  readonly at?: number | undefined;
}

/**
 * Trips as those who run them see and change them. Whether the subject may see a trip, and start or manage any, was asked
 * before; which of those that it sees a driver may run is judged here. Times are epoch ms; absent: now. Each rejects
 * with an error of the catalogue that names the trip's state and what is possible in it.
 */
export interface TripDesk {
  /** A driver's own only. */
  list(subject: Subject, query: TripListQuery): Promise<{ items: TripSummary[]; nextCursor: string | null }>;
  get(subject: Subject, tripId: string): Promise<Trip>;
  create(subject: Subject, trip: NewTripInput): Promise<Trip>;
  start(subject: Subject, tripId: string, at: number | undefined): Promise<Trip>;
  complete(subject: Subject, tripId: string, at: number | undefined): Promise<Trip>;
  cancel(subject: Subject, tripId: string, reason: string): Promise<Trip>;
  substitute(subject: Subject, tripId: string, other: SubstitutionInput): Promise<Trip>;
}
