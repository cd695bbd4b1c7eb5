import type { TripOfTenant } from './trip-runs.ts';
import type { TripState } from './trip-states.ts';

/** When a vehicle will be at a stop; epoch ms. */
export interface PredictedStop {
  readonly sequence: number;
  /** What is shown. */
  readonly predictedAt: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** What was predicted of a trip with one fix. */
export interface Prediction extends TripOfTenant {
  /** Device time of the fix, epoch ms. */
  readonly madeAt: number;
  /** Of the stops to come, in order. */
  readonly stops: readonly PredictedStop[];
  readonly state: Pick<TripState, 'delayS' | 'offRouteSince' | 'alerts' | 'location'>;
}

/** Bounds of what counts as accurate, for predictions that were made so long before the arrival; seconds. */
export interface HorizonBounds {
  /** Exclusive, but for 0. */
  readonly fromS: number;
  readonly toS: number;
  readonly earlyS: number;
  readonly lateS: number;
}

/** Predictions of one route's trips of a day with their outcomes, counted. */
export interface PredictionCounts {
  readonly routeId: string;
  readonly date: string;
  /** Of the bounds, as they were asked. */
  readonly horizon: number;
  readonly predictions: number;
  readonly accurate: number;
  /** Arrivals from p10 to p90. */
  readonly covered: number;
}

/** Which trips to count: days of service `YYYY-MM-DD`, both inclusive. */
export interface PredictionFilter {
  readonly from: string;
  readonly to: string;
  readonly routeId?: string | undefined;
}

/** Predictions as they were made. One of a trip and moment is kept as it is. Rejects with `unavailable`. */
export interface TripPredictions {
  write(predictions: readonly Prediction[]): Promise<void>;
  /** The newest of each trip; trips without any are left out. */
  newest(tenant: string, tripIds: readonly string[]): Promise<ReadonlyMap<string, Prediction>>;
  count(
    tenant: string,
    filter: PredictionFilter,
    horizons: readonly HorizonBounds[],
  ): Promise<readonly PredictionCounts[]>;
}
