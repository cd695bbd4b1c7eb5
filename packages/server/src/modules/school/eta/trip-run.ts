import { OpenPredictions } from './open-predictions.ts';

/** For how long a trip's own pace counts, seconds, and of how much as expected it is outweighed. */
const LONG = { lastsS: 600, priorS: 300 };
const SHORT = { lastsS: 90, priorS: 60 };
const PACE = { least: -0.7, most: 2 };

/** What is remembered of a trip under way. */
export class TripRun {
  /** Index among the trip's stops of the newest call. */
  stop: number;
  arrivedAt: number;
  /** Null until it is known. */
  departedAt: number | null;
  /** Calls so far: which later stops are learned from is turned by it. */
  calls = 0;
  readonly open: OpenPredictions = new OpenPredictions();
  #longTakenS = 0;
  #longMeanS = 0;
  #shortTakenS = 0;
  #shortMeanS = 0;

  constructor(stop: number, arrivedAt: number, departedAt: number | null) {
    this.stop = stop;
    this.arrivedAt = arrivedAt;
    this.departedAt = departedAt;
  }

  /** Share by which the trip took longer than the mean over some ten minutes. */
  get longPace(): number {
    return paceOf(this.#longTakenS, this.#longMeanS, LONG.priorS);
  }

  /** The same over the last one or two minutes. */
  get shortPace(): number {
    return paceOf(this.#shortTakenS, this.#shortMeanS, SHORT.priorS);
  }

  /** It took this long where the mean takes that. */
  gather(takenS: number, meanS: number): void {
    const long = Math.exp(-takenS / LONG.lastsS);
    this.#longTakenS = this.#longTakenS * long + takenS;
    this.#longMeanS = this.#longMeanS * long + meanS;
    const short = Math.exp(-takenS / SHORT.lastsS);
    this.#shortTakenS = this.#shortTakenS * short + takenS;
    this.#shortMeanS = this.#shortMeanS * short + meanS;
  }
}

function paceOf(takenS: number, meanS: number, priorS: number): number {
  return Math.min(Math.max((takenS - meanS) / (meanS + priorS), PACE.least), PACE.most);
}
