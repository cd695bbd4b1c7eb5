/** A trip as our feeds tell of it. Times are epoch ms. */
export interface FeedTrip {
  readonly tripId: string;
  readonly routeId: string;
  /** YYYY-MM-DD. */
  readonly serviceDate: string;
  readonly isCancelled: boolean;
  /** Not one of its schedule's: entered besides. */
  readonly isExtra: boolean;
  readonly vehicleId: string | null;
  /** Why it was cancelled. */
  readonly reason: string | null;
  readonly scheduledStart: number;
  readonly scheduledEnd: number;
  readonly offRouteSince: number | null;
  /** Seconds behind the schedule. */
  readonly delayS: number | null;
  /** Of the newest fix that it rests on; null: the schedule alone. */
  readonly madeAt: number | null;
  readonly stops: readonly FeedStop[];
}

interface FeedStop {
  readonly stopId: string;
  readonly sequence: number;
  readonly scheduledAt: number | null;
  readonly arrivedAt: number | null;
  readonly departedAt: number | null;
  readonly skipped: boolean;
  readonly eta: { readonly eta: number; readonly p10: number; readonly p90: number } | null;
}

/** The trips of a tenant that riders want to know of. Rejects with `unavailable`. */
export interface FeedTrips {
  /** Those of today that run, are yet to come or are cancelled, and those of yesterday that still run. */
  of(tenant: string): Promise<FeedTrip[]>;
}
