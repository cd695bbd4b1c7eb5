import type { LeadParts } from './blend.ts';

/** A prediction whose outcome is awaited: what it was made of, and what came of that. */
export interface OpenPrediction extends LeadParts {
  /** Index among the trip's stops. */
  stop: number;
  madeAt: number;
  leadS: number;
  level: number;
}

/** A trip keeps no more; further ones are not learned from. */
const MOST = 96;
const FIELDS = 9;
/** It grows by so many. */
const MORE = 16;
const NONE = new Float32Array(0);

/** A trip's open predictions, packed: there are up to a hundred for each of a thousand running trips. */
export class OpenPredictions {
  #values = NONE;
  #count = 0;
  /** Times are kept since the first: a Float32 holds a day to the hundredth of a second, no epoch. */
  #since = 0;

  add(prediction: OpenPrediction): void {
    if (this.#count === MOST) return;
    if (this.#count === 0) this.#since = prediction.madeAt;
    if ((this.#count + 1) * FIELDS > this.#values.length) this.#grow();
    const { stop, madeAt, leadS, level, scheduleS, meanS, recentS, longPace, shortPace } = prediction;
    const sinceS = (madeAt - this.#since) / 1000;
    this.#values.set(
      [stop, sinceS, leadS, level, scheduleS, meanS, recentS, longPace, shortPace],
      this.#count++ * FIELDS,
    );
  }

  /** Gives those of a stop to `settle`, one object filled anew each time, and drops them and those before the stop. */
  settle(stop: number, settle: (prediction: OpenPrediction) => void): void {
    let kept = 0;
    for (let index = 0; index < this.#count; index++) {
      const target = this.#values[index * FIELDS] ?? 0;
      if (target === stop) settle(this.#read(index));
      if (target <= stop) continue;
      if (kept !== index) this.#values.copyWithin(kept * FIELDS, index * FIELDS, (index + 1) * FIELDS);
      kept++;
    }
    this.#count = kept;
    // Of trips that are over nothing is left.
    if (kept === 0) this.#values = NONE;
  }

  #read(index: number): OpenPrediction {
    const value = (field: number): number => this.#values[index * FIELDS + field] ?? 0;
    return {
      stop: value(0),
      madeAt: this.#since + value(1) * 1000,
      leadS: value(2),
      level: value(3),
      scheduleS: value(4),
      meanS: value(5),
      recentS: value(6),
      longPace: value(7),
      shortPace: value(8),
    };
  }

  #grow(): void {
    const values = new Float32Array(this.#values.length + MORE * FIELDS);
    values.set(this.#values);
    this.#values = values;
  }
}
