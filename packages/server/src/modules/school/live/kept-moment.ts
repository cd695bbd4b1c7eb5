import type { PredictedStop } from '../../../ports/trip-predictions.ts';
import type { TripMoment } from './trip-moment.ts';

const FIELDS = 5;

/** A moment of a trip with its stops packed: of thousands of trips the newest is kept, and few are asked for. */
export class KeptMoment {
  /** Device time of its fix, epoch ms. */
  readonly at: number;
  readonly #moment: Omit<TripMoment, 'stops'>;
  readonly #stops: Float64Array;

  constructor({ stops, ...moment }: TripMoment) {
    this.at = moment.at;
    this.#moment = moment;
    this.#stops = new Float64Array(stops.length * FIELDS);
    for (const [index, { sequence, predictedAt, p10, p50, p90 }] of stops.entries())
      this.#stops.set([sequence, predictedAt, p10, p50, p90], index * FIELDS);
  }

  /** How many stops are to come. */
  get stopCount(): number {
    return this.#stops.length / FIELDS;
  }

  unpacked(): TripMoment {
    const stops: PredictedStop[] = [];
    for (let from = 0; from < this.#stops.length; from += FIELDS) {
      const [sequence = 0, predictedAt = 0, p10 = 0, p50 = 0, p90 = 0] = this.#stops.subarray(from);
      stops.push({ sequence, predictedAt, p10, p50, p90 });
    }
    return { ...this.#moment, stops };
  }
}
