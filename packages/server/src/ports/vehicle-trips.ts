import type { VehicleOfTenant } from './history.ts';

/** A start or an end that somebody gave; device time, epoch ms. */
export interface GivenMoment {
  readonly at: number;
  /** `driver:ID` or `dispatcher:ID`. */
  readonly by: string;
}

/**
 * A school trip as the fixes of one of its vehicles are judged by it. What follows from fixes, such as a start that
 * nobody gave, is not part of it: the same fixes judged again have to mean the same. Times are epoch ms.
 */
export interface TripToRun {
  readonly tripId: string;
  readonly scheduledStart: number;
  readonly scheduledEnd: number;
  /** Null: nobody did, it starts or ends by itself. */
  readonly start: GivenMoment | null;
  readonly end: GivenMoment | null;
  /** When it is this vehicle's, `untilAt` exclusive. `first`: no other vehicle ran it before. */
  readonly spans: readonly { readonly fromAt: number; readonly untilAt: number; readonly first: boolean }[];
  /** Made of its plan by whoever loads trips, for whoever judges by them: nobody between them looks into it. */
  readonly prepared: unknown;
}

/** A vehicle's trips around a time. */
export interface TripsInReach {
  /** Device times of the fixes that may be judged by these trips, `until` exclusive; epoch ms. */
  readonly from: number;
  readonly until: number;
  /** By scheduled start. */
  readonly trips: readonly TripToRun[];
}

/** A vehicle whose fixes from a device time on are to be judged; absent: those that come now. */
export interface TripsAsked extends VehicleOfTenant {
  readonly at?: number | undefined;
}

/** What gives each vehicle its trips. */
export interface VehicleTrips {
  /** In the order asked. Knows what this server has changed by now. Rejects with `unavailable`. */
  of(vehicles: readonly TripsAsked[]): Promise<readonly TripsInReach[]>;
}

/** Of a vehicle that runs no trips, ever. */
export const NO_TRIPS: TripsInReach = {
  from: Number.NEGATIVE_INFINITY,
  until: Number.POSITIVE_INFINITY,
  trips: [],
};
