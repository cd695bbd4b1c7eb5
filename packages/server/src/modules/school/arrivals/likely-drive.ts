import type { Bin } from './bins.ts';
import { type Advances, type DriveWorld, driveWorld } from './drive-world.ts';

/*
 * When a vehicle crossed places on its line, given inexact fixes around them: the forward-backward algorithm over
 * cells of the line and three ways of being there, standing, slow and fast. A path drawn smoothly through the fixes
 * knows nothing of how buses drive.
 */

/** A stretch of line with the stops on it; metres along it. */
export interface Stretch {
  readonly fromM: number;
  readonly toM: number;
  readonly stopsM: readonly number[];
  placeAt(alongM: number): readonly [x: number, y: number];
}

const STEP_S = 3;
const MAX_STEPS = 40;
const CELL_M = 15;
const MAX_CELLS = 34;
const MODES = 3;
/** A line is drawn, and a road is wide. */
const LINE_SD_M = 5;
/** Of a fix that has nothing to do with where the vehicle was. */
const FLOOR = 1e-5;
/** Shares below this are not followed. */
const UNLIKELY = 1e-6;

/** Kept between calls, for they are large: by step, how likely each mode and cell is by the fixes up to then. */
const forward = new Float64Array(MAX_STEPS * MAX_CELLS * MODES);
/** By step, how well each cell explains its fixes. */
const emitted = new Float64Array(MAX_STEPS * MAX_CELLS);
/** By step, the cells that are followed: the first, and the one after the last. */
const firsts = new Int32Array(MAX_STEPS);
const ends = new Int32Array(MAX_STEPS);
/** How likely what follows is, and for a step on, from where how much goes on slow and fast. */
const later = new Float64Array(MAX_CELLS * MODES);
const slowly = new Float64Array(MAX_CELLS);
const fast = new Float64Array(MAX_CELLS);

/**
 * The median time of passing each of the given places; null where it was passed before the first bin or after the
 * last. Bins by ascending time, at least two.
 */
export function likelyTimes(
  bins: readonly Bin[],
  errorM: number,
  stretch: Stretch,
  bordersM: readonly number[],
): (number | null)[] {
  const [first, last] = [bins[0], bins[bins.length - 1]];
  if (first === undefined || last === undefined || last.t <= first.t) return bordersM.map(() => null);
  const spanS = (last.t - first.t) / 1000;
  const steps = Math.min(MAX_STEPS, Math.ceil(spanS / STEP_S) + 1);
  const stepS = spanS / (steps - 1);
  const { fromM } = stretch;
  const cellM = Math.max(CELL_M, (stretch.toM - fromM) / (MAX_CELLS - 1));
  const cells = Math.min(MAX_CELLS, Math.ceil((stretch.toM - fromM) / cellM) + 1);
  const grid = { steps, stepS, cells, cellM, fromM, from: first.t };
  emit(bins, errorM, stretch, grid);
  const world = driveWorld(stretch.stopsM, grid);
  goForward(world, steps);
  const passed = goBack(
    world,
    steps,
    bordersM.map((m) => (m - fromM) / cellM),
  );
  return passed.map((step) => (step === null ? null : Math.round(first.t + step * stepS * 1000)));
}

interface Grid {
  readonly steps: number;
  readonly stepS: number;
  readonly cells: number;
  readonly cellM: number;
  readonly fromM: number;
  /** Epoch milliseconds of the first step. */
  readonly from: number;
}

/** How well each cell explains the fixes of each step. */
function emit(bins: readonly Bin[], errorM: number, stretch: Stretch, grid: Grid): void {
  const { steps, cells } = grid;
  emitted.fill(1, 0, steps * cells);
  for (let cell = 0; cell < cells; cell++) {
    const [placeX, placeY] = stretch.placeAt(grid.fromM + cell * grid.cellM);
    for (const { t, x, y, count } of bins) {
      const step = Math.min(steps - 1, Math.round((t - grid.from) / 1000 / grid.stepS));
      const scale = -0.5 / ((errorM * errorM) / count + LINE_SD_M * LINE_SD_M);
      const dx = x - placeX;
      const dy = y - placeY;
      const index = step * cells + cell;
      emitted[index] = at(emitted, index) * (Math.exp(scale * (dx * dx + dy * dy)) + FLOOR);
    }
  }
}

function goForward(world: DriveWorld, steps: number): void {
  const { cells } = world;
  let sum = 0;
  for (let cell = 0; cell < cells; cell++) {
    const likely = at(emitted, cell);
    for (let mode = 0; mode < MODES; mode++) forward[mode * cells + cell] = likely;
    sum += MODES * likely;
  }
  follow(0, cells, sum);
  for (let step = 1; step < steps; step++) follow(step, cells, advance(world, step));
}

/** Makes a step's shares parts of one, and finds the cells that are worth following. */
function follow(step: number, cells: number, sum: number): void {
  const offset = step * MODES * cells;
  const scale = sum === 0 ? 1 : 1 / sum;
  let [first, end] = [cells, 0];
  for (let cell = 0; cell < cells; cell++) {
    let been = 0;
    for (let i = offset + cell; i < offset + MODES * cells; i += cells) {
      const share = at(forward, i) * scale;
      forward[i] = share;
      been += share;
    }
    if (been < UNLIKELY) continue;
    if (first === cells) first = cell;
    end = cell + 1;
  }
  firsts[step] = first;
  ends[step] = end;
}

/** A step on: first the mode changes by the place, then the vehicle goes on. Answers the sum of what is likely. */
function advance(world: DriveWorld, step: number): number {
  const { cells, start, hasten, braking, halting } = world;
  const [first, end] = [at(firsts, step - 1), at(ends, step - 1)];
  const to = step * MODES * cells;
  const from = to - MODES * cells;
  forward.fill(0, to, to + MODES * cells);
  for (let cell = first; cell < end; cell++) {
    const stood = at(forward, from + cell);
    const crept = at(forward, from + cells + cell);
    const drove = at(forward, from + 2 * cells + cell);
    const brakes = at(braking, cell);
    const halts = at(halting, cell);
    forward[to + cell] = stood * (1 - start) + crept * halts;
    slowly[cell] = stood * start + crept * (1 - halts) * (1 - hasten) + drove * brakes;
    fast[cell] = crept * (1 - halts) * hasten + drove * (1 - brakes);
  }
  let sum = 0;
  for (let cell = first; cell < cells; cell++) {
    const likely = at(emitted, step * cells + cell);
    const stand = at(forward, to + cell) * likely;
    const creep = arriving(slowly, world.slow, cell, first, end, cells) * likely;
    const drive = arriving(fast, world.fast, cell, first, end, cells) * likely;
    forward[to + cell] = stand;
    forward[to + cells + cell] = creep;
    forward[to + 2 * cells + cell] = drive;
    sum += stand + creep + drive;
  }
  return sum;
}

/** What comes to a cell from those at it and before it; nothing goes beyond the last. */
function arriving(
  leaving: Float64Array,
  { by, atLeast }: Advances,
  cell: number,
  first: number,
  end: number,
  cells: number,
): number {
  const advances = cell === cells - 1 ? atLeast : by;
  let sum = 0;
  for (let from = Math.max(first, cell - advances.length + 1); from <= cell && from < end; from++)
    sum += at(leaving, from) * at(advances, cell - from);
  return sum;
}

/** At which step, in fractions, half of what is likely has passed each border; null: not within the steps. */
function goBack(world: DriveWorld, steps: number, borders: readonly number[]): (number | null)[] {
  const { cells } = world;
  const passed: (number | null)[] = borders.map(() => null);
  const isFound = borders.map(() => false);
  const before = borders.map(() => 0);
  later.fill(1, 0, MODES * cells);
  for (let step = steps - 1; step >= 0; step--) {
    for (const [b, border] of borders.entries()) {
      if (isFound[b]) continue;
      const share = shareBeyond(step, cells, border);
      const after = before[b] ?? 0;
      // Nobody goes back: what has not been passed by now was not before.
      isFound[b] = share < 0.5;
      if (share < 0.5 && step < steps - 1) passed[b] = step + (0.5 - share) / (after - share || 1);
      before[b] = share;
    }
    if (step === 0 || !isFound.includes(false)) break;
    retreat(world, step);
  }
  return passed;
}

/** Which share of what is likely at a step lies beyond a border, in cells. */
function shareBeyond(step: number, cells: number, border: number): number {
  const offset = step * MODES * cells;
  let sum = 0;
  let beyond = 0;
  for (let cell = at(firsts, step); cell < at(ends, step); cell++) {
    const likely =
      at(forward, offset + cell) * at(later, cell) +
      at(forward, offset + cells + cell) * at(later, cells + cell) +
      at(forward, offset + 2 * cells + cell) * at(later, 2 * cells + cell);
    sum += likely;
    beyond += likely * Math.max(0, Math.min(1, cell - border + 0.5));
  }
  return beyond / (sum || 1);
}

/** A step back: how likely what follows is, from each place where the vehicle may have been. */
function retreat(world: DriveWorld, step: number): void {
  const { cells, start, hasten, braking, halting } = world;
  const [first, end] = [at(firsts, step), at(ends, step)];
  let sum = 0;
  for (let cell = first; cell < end; cell++) {
    const likely = at(emitted, step * cells + cell);
    for (let i = cell; i < MODES * cells; i += cells) {
      later[i] = at(later, i) * likely;
      sum += at(later, i);
    }
  }
  const scale = 1 / (sum || 1);
  for (let cell = first; cell < end; cell++) {
    slowly[cell] = at(later, cells + cell) * scale;
    fast[cell] = at(later, 2 * cells + cell) * scale;
  }
  const begin = at(firsts, step - 1);
  for (let cell = begin; cell < at(ends, step - 1); cell++) {
    const stands = cell < first || cell >= end ? 0 : at(later, cell) * scale;
    const creeps = following(slowly, world.slow, cell, first, end, cells);
    const drives = following(fast, world.fast, cell, first, end, cells);
    const brakes = at(braking, cell);
    const halts = at(halting, cell);
    // In order of the cells: what is changed is not asked for again.
    later[cell] = stands * (1 - start) + creeps * start;
    later[cells + cell] = stands * halts + (1 - halts) * (creeps * (1 - hasten) + drives * hasten);
    later[2 * cells + cell] = creeps * brakes + drives * (1 - brakes);
  }
}

/** What may follow from a cell, at it and the cells after it. */
function following(
  likely: Float64Array,
  { by, atLeast }: Advances,
  cell: number,
  first: number,
  end: number,
  cells: number,
): number {
  let sum = 0;
  const until = Math.min(end, cells - 1, cell + by.length);
  for (let to = Math.max(first, cell); to < until; to++) sum += at(likely, to) * at(by, to - cell);
  return end === cells ? sum + at(likely, cells - 1) * at(atLeast, cells - 1 - cell) : sum;
}

function at(values: Float64Array | Int32Array, index: number): number {
  return values[index] ?? 0;
}
