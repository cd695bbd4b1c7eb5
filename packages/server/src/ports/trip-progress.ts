/** How far a trip's vehicle is from a stop that it has not reached yet. */
export interface StopAhead {
  readonly sequence: number;
  /** Epoch ms: one arrival in ten is earlier. */
  readonly etaP10: number;
  /** Epoch ms: the prediction that is shown. */
  readonly eta: number;
  /** Metres along the way. */
  readonly distanceM: number;
}

/** What a fix of a trip's vehicle came to. */
export interface TripProgress {
  readonly tenant: string;
  readonly tripId: string;
  readonly vehicleId: string;
  /** Device time of the fix, epoch ms. */
  readonly at: number;
  /** Where the fix is; null: not known. */
  readonly location: { readonly latitude: number; readonly longitude: number } | null;
  /** Stops that remain, in order; a stop that was passed is not among them any more. */
  readonly perStop: readonly StopAhead[];
}

/** Is told of the fixes of running trips in order of device time; returns at once and never throws. */
export interface TripProgressListener {
  progressed(progress: TripProgress): void;
}
