import { ACCURACY_BUCKETS, bucketOf } from './accuracy.ts';

/** Misses are counted in units of what is usual at their lead, by tenths. */
const CELL = 0.1;
const FIRST = -6;
const CELLS = 160;
/** Beyond this many, the older half counts half. */
const ENOUGH = 2000;
/** A wide, skewed shape for as long as little is known: late is likelier than early. */
const PRIOR = { weight: 40, early: 1.6, late: 2.6 };
/** The prediction that is shown may lie this far before or after the median lead. */
const SHIFTS = { fromS: -180, toS: 60, stepS: 5 };
/** Neighbours on each side that a shift's worth is smoothed over, lest chance decides. */
const SMOOTHED = 3;

/** How far arrivals miss the lead that was given for them, as a histogram; positive is late. */
export class MissHistogram {
  readonly #cells = new Float32Array(CELLS);
  #count = 0;

  constructor() {
    for (let cell = 0; cell < CELLS; cell++) {
      const value = middle(cell);
      const reach = value < 0 ? PRIOR.early : PRIOR.late;
      this.#cells[cell] = Math.max(0, 1 - Math.abs(value) / (1.8 * reach));
    }
    const sum = this.#cells.reduce((total, count) => total + count, 0);
    for (let cell = 0; cell < CELLS; cell++)
      this.#cells[cell] = ((this.#cells[cell] ?? 0) * PRIOR.weight) / sum;
    this.#count = PRIOR.weight;
  }

  get count(): number {
    return this.#count;
  }

  add(miss: number): void {
    if (this.#count > ENOUGH) {
      for (let cell = 0; cell < CELLS; cell++) this.#cells[cell] = (this.#cells[cell] ?? 0) / 2;
      this.#count /= 2;
    }
    const cell = Math.min(Math.max(0, Math.floor((miss - FIRST) / CELL)), CELLS - 1);
    this.#cells[cell] = (this.#cells[cell] ?? 0) + 1;
    this.#count++;
  }

  /** The miss that a share (0–1) of all lies below. */
  quantile(share: number): number {
    const wanted = share * this.#count;
    let below = 0;
    for (let cell = 0; cell < CELLS; cell++) {
      const count = this.#cells[cell] ?? 0;
      if (below + count >= wanted && count > 0) return FIRST + CELL * (cell + (wanted - below) / count);
      below += count;
    }
    return FIRST + CELL * CELLS;
  }

  /**
   * By how many seconds to move a lead so that the most arrivals lie in the benchmark's window around it, when misses
   * are `unitS` seconds a unit.
   */
  bestShiftS(leadS: number, unitS: number): number {
    const worths: number[] = [];
    for (let shiftS = SHIFTS.fromS; shiftS <= SHIFTS.toS; shiftS += SHIFTS.stepS)
      worths.push(this.#worth(leadS, shiftS, unitS));
    let best = 0;
    let most = -1;
    for (let index = 0; index < worths.length; index++) {
      const worth = smoothed(worths, index);
      if (worth > most) {
        most = worth;
        best = index;
      }
    }
    return SHIFTS.fromS + best * SHIFTS.stepS;
  }

  #worth(leadS: number, shiftS: number, unitS: number): number {
    let worth = 0;
    for (let cell = 0; cell < CELLS; cell++) {
      const count = this.#cells[cell] ?? 0;
      if (count === 0) continue;
      const missS = middle(cell) * unitS;
      const { earlyS, lateS } = windowAt(leadS + missS);
      if (missS - shiftS >= -earlyS && missS - shiftS <= lateS) worth += count;
    }
    return worth;
  }
}

/** Farther ahead than the benchmark judges, the farthest window holds. */
function windowAt(horizonS: number): { readonly earlyS: number; readonly lateS: number } {
  return bucketOf(Math.max(0, horizonS * 1000)) ?? FARTHEST;
}

const FARTHEST = ACCURACY_BUCKETS.at(-1) ?? { earlyS: 90, lateS: 270 };

function middle(cell: number): number {
  return FIRST + CELL * (cell + 0.5);
}

function smoothed(values: readonly number[], index: number): number {
  let sum = 0;
  let weights = 0;
  for (let step = -SMOOTHED; step <= SMOOTHED; step++) {
    const value = values[index + step];
    if (value === undefined) continue;
    const weight = SMOOTHED + 1 - Math.abs(step);
    sum += value * weight;
    weights += weight;
  }
  return sum / weights;
}
