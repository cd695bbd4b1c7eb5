import type { EtaAccuracy, TripEtas } from '@waycast/contract';
import type { PredictionFilter } from './trip-predictions.ts';

/** When trips arrive, and how right that was. Rejects with `unavailable`. */
export interface EtaDesk {
  /** Of the stops that remain; undefined: there is no such trip. */
  etasOf(tenant: string, tripId: string): Promise<TripEtas | undefined>;
  accuracy(tenant: string, filter: PredictionFilter): Promise<EtaAccuracy>;
}
