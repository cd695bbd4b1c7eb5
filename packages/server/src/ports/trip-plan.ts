/** A stop of a trip, as it was planned when the trip was made. */
export interface PlannedStop {
  readonly stopId: string;
  readonly name: string;
  /** From 1; with the trip it names a visit, for a stop may be served twice. */
  readonly sequence: number;
  readonly latitude: number;
  readonly longitude: number;
  /** Metres: a vehicle this near is at the stop. */
  readonly radiusM: number;
  /** Metres along the line. */
  readonly alongM: number;
  /** APPROACHING is told this many metres of the way, or seconds, ahead; null: not by that. */
  readonly approachM: number | null;
  readonly approachS: number | null;
  /** Epoch ms; null: the schedule says nothing of it. */
  readonly arrival: number | null;
  readonly departure: number | null;
}

/** What a trip was planned to be; it stays when the plan changes. */
export interface TripPlan {
  readonly name: string;
  readonly direction: 'to_school' | 'from_school' | 'other';
  /** Positions [longitude, latitude]; at least two. */
  readonly line: readonly (readonly [number, number])[];
  /** In order of sequence; at least two. */
  readonly stops: readonly PlannedStop[];
  /** How the trip came to be; absent in what is only planned. */
  readonly made?: TripOrigin;
}

/** A trip is made from the plan, or by hand: those the plan neither changes nor takes back. */
export interface TripOrigin {
  readonly by: 'plan' | 'hand';
  /** Whom the schedule named then; whoever was substituted since stays when the plan changes. */
  readonly vehicleId: string | null;
  readonly driverId: string | null;
}
