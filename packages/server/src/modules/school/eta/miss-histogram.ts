import { ACCURACY_BUCKETS, bucketOf } from './accuracy.ts';

/** Misses are counted in units of what is usual at their lead, by tenths. */
const CELL = 0.1;
const FIRST = -6;
const CELLS = 160;
/** Beyond this many, the older half counts half. */
const ENOUGH = 2000;
/** A wide, skewed shape for as long as little is known, with how far it reaches: more is late by much than early. */
const PRIOR = { weight: 40, early: 3, late: 5 };
/** The prediction that is shown may lie this far before or after the median lead. */
const FIRST_SHIFT_S = -180;
const SHIFT_STEP_S = 5;
const SHIFTS = 49;
/** Neighbours on each side that a shift's worth is smoothed over, lest chance decides. */
const SMOOTHED = 3;

/** How far arrivals miss the lead that was given for them, as a histogram; positive is late. */
export class MissHistogram {
  readonly #cells = new Float32Array(CELLS);
  #count = 0;

  constructor() {
    const halves = { early: 0, late: 0 };
    for (let cell = 0; cell < CELLS; cell++) halves[sideOf(cell)] += priorAt(cell);
    // Half of them on each side: without history, the median is the schedule.
    for (let cell = 0; cell < CELLS; cell++)
      this.#cells[cell] = (0.5 * PRIOR.weight * priorAt(cell)) / halves[sideOf(cell)];
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
    const worths = this.#worths(leadS, unitS);
    let best = 0;
    let most = -1;
    for (let index = 0; index < SHIFTS; index++) {
      const worth = smoothed(worths, index);
      if (worth > most) {
        most = worth;
        best = index;
      }
    }
    return FIRST_SHIFT_S + best * SHIFT_STEP_S;
  }

  /** How many arrivals are accurate by each shift: every cell is by those from `missS - lateS` to `missS + earlyS`. */
  #worths(leadS: number, unitS: number): Float64Array {
    const worths = new Float64Array(SHIFTS + 1);
    for (let cell = 0; cell < CELLS; cell++) {
      const count = this.#cells[cell] ?? 0;
      const missS = middle(cell) * unitS;
      const { earlyS, lateS } = windowAt(leadS + missS);
      const from = shiftIndex(Math.ceil((missS - lateS - FIRST_SHIFT_S) / SHIFT_STEP_S));
      const to = shiftIndex(Math.floor((missS + earlyS - FIRST_SHIFT_S) / SHIFT_STEP_S) + 1);
      worths[from] = (worths[from] ?? 0) + count;
      worths[to] = (worths[to] ?? 0) - count;
    }
    for (let index = 1; index < SHIFTS; index++)
      worths[index] = (worths[index] ?? 0) + (worths[index - 1] ?? 0);
    return worths.subarray(0, SHIFTS);
  }
}

function sideOf(cell: number): 'early' | 'late' {
  return middle(cell) < 0 ? 'early' : 'late';
}

/** A slope down to nothing on each side. */
function priorAt(cell: number): number {
  return Math.max(0, 1 - Math.abs(middle(cell)) / PRIOR[sideOf(cell)]);
}

function shiftIndex(index: number): number {
  return Math.min(Math.max(0, index), SHIFTS);
}

/** Farther ahead than the benchmark judges, the farthest window holds. */
function windowAt(horizonS: number): { readonly earlyS: number; readonly lateS: number } {
  return bucketOf(Math.max(0, horizonS * 1000)) ?? FARTHEST;
}

const FARTHEST = ACCURACY_BUCKETS.at(-1) ?? { earlyS: 90, lateS: 270 };

function middle(cell: number): number {
  return FIRST + CELL * (cell + 0.5);
}

function smoothed(values: Float64Array, index: number): number {
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
