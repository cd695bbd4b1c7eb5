/** What a lead is made of, seconds along the same stops, and how the trip itself went so far. */
export interface LeadParts {
  scheduleS: number;
  meanS: number;
  recentS: number;
  /** Share by which the trip took longer than the mean: over some ten minutes, and over the last one or two. */
  longPace: number;
  shortPace: number;
}

const PARTS = 5;
/** Where nothing has been learned yet: half schedule's and last vehicle's ways, and the trip's own pace. */
const FIRST_WEIGHTS = [0, 0.15, 0.3, 0.1, 0.2];
const FIRST_UNSURENESS = 0.1;
const MOST_UNSURENESS = 0.3;
/** The older outcomes count less: some twenty thousand count. */
const KEEP = 0.99995;
/** For how long a trip's own pace lasts. */
const LONG_PACE_S = 600;
const SHORT_PACE_S = 180;
/** In units of the expected error; what is beyond is a breakdown, of which nothing is to be learned. */
const MOST_ERROR = 30;

/**
 * How much schedule, last vehicle and the trip's own pace count beside the learned mean: recursive least squares over
 * outcomes, each divided by the square root of its lead, since errors grow by that.
 */
export class Blend {
  readonly #weights = Float64Array.from(FIRST_WEIGHTS);
  readonly #unsureness = new Float64Array(PARTS * PARTS);
  readonly #x = new Float64Array(PARTS);
  readonly #gains = new Float64Array(PARTS);

  constructor() {
    for (let part = 0; part < PARTS; part++) this.#unsureness[part * (PARTS + 1)] = FIRST_UNSURENESS;
  }

  /** The lead in seconds. */
  leadS(parts: LeadParts): number {
    const root = this.#express(parts);
    return parts.meanS + root * this.#sum();
  }

  /** The lead turned out to be this. */
  learn(parts: LeadParts, leadS: number): void {
    const root = this.#express(parts);
    const raw = (leadS - parts.meanS) / root;
    const error = Math.min(Math.max(raw, -MOST_ERROR), MOST_ERROR) - this.#sum();
    const x = this.#x;
    const gains = this.#gains;
    let whole = KEEP;
    for (let row = 0; row < PARTS; row++) {
      let gain = 0;
      for (let column = 0; column < PARTS; column++)
        gain += at(this.#unsureness, row * PARTS + column) * at(x, column);
      gains[row] = gain;
      whole += at(x, row) * gain;
    }
    for (let row = 0; row < PARTS; row++)
      this.#weights[row] = at(this.#weights, row) + (at(gains, row) / whole) * error;
    this.#growSurer(whole);
  }

  #growSurer(whole: number): void {
    const gains = this.#gains;
    for (let row = 0; row < PARTS; row++)
      for (let column = 0; column <= row; column++) {
        const cell = row * PARTS + column;
        const less = (at(this.#unsureness, cell) - (at(gains, row) * at(gains, column)) / whole) / KEEP;
        // What is seldom asked for would otherwise be forgotten without end.
        const value = Math.min(Math.max(less, -MOST_UNSURENESS), MOST_UNSURENESS);
        this.#unsureness[cell] = value;
        this.#unsureness[column * PARTS + row] = value;
      }
  }

  /** Fills x; returns what all of it is divided by. */
  #express({ scheduleS, meanS, recentS, longPace, shortPace }: LeadParts): number {
    const root = Math.sqrt(meanS + 30);
    this.#x[0] = 10 / root;
    this.#x[1] = (scheduleS - meanS) / root;
    this.#x[2] = (recentS - meanS) / root;
    this.#x[3] = (longPace * Math.min(meanS, LONG_PACE_S)) / root;
    this.#x[4] = (shortPace * Math.min(meanS, SHORT_PACE_S)) / root;
    return root;
  }

  #sum(): number {
    let sum = 0;
    for (let part = 0; part < PARTS; part++) sum += at(this.#weights, part) * at(this.#x, part);
    return sum;
  }
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
