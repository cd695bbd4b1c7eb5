/*
 * When a vehicle crossed places on its line, given inexact fixes around them: the forward-backward algorithm over
 * cells of the line and three ways of being there, standing, slow and fast. Buses go forwards, at the speeds of buses,
 * and stand at stops rather than before them; a path drawn smoothly through the fixes knows nothing of that.
 */

/** Some fixes of about one moment, as one. */
export interface Bin {
  readonly t: number;
  readonly x: number;
  readonly y: number;
  readonly count: number;
}

/** A stretch of line with the stops on it; metres along it. */
export interface Stretch {
  readonly fromM: number;
  readonly toM: number;
  readonly stopsM: readonly number[];
  placeAt(alongM: number): readonly [x: number, y: number];
}

const STEP_S = 3;
const MAX_STEPS = 40;
const CELL_M = 10;
const MAX_CELLS = 50;
const MODES = 3;

/** Metres per second of slow and fast driving, and how they vary. */
const SPEEDS = [
  { mean: 2.5, sd: 1.5 },
  { mean: 7.5, sd: 3.5 },
] as const;
/** Changes per second: from standing to slow, slow to fast, fast to slow and slow to standing, the latter by place. */
const RATES = { start: 0.08, hasten: 0.3, slow: 0.04, slowAhead: 0.2, halt: 0.04, haltAtStop: 0.5 };
const AT_STOP_M = 15;
const AHEAD_M = 60;
/** A line is drawn, and a road is wide. */
const LINE_SD_M = 5;
/** Of a fix that has nothing to do with where the vehicle was. */
const FLOOR = 1e-5;

/** Shares below this are not followed. */
const UNLIKELY = 1e-6;

/** Kept between calls, for they are large: the distributions of each step, forwards. */
const forward = new Float64Array(MAX_STEPS * MAX_CELLS * MODES + MAX_CELLS * MODES);
const emitted = new Float64Array(MAX_STEPS * MAX_CELLS + MAX_CELLS);
const NOWHERE = new Float64Array(0);
const xs = new Float64Array(MAX_CELLS);
const ys = new Float64Array(MAX_CELLS);
const weights = new Float64Array(MAX_CELLS);
const now = new Float64Array(MAX_CELLS * MODES);
const next = new Float64Array(MAX_CELLS * MODES);

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
  const cellM = Math.max(CELL_M, (stretch.toM - stretch.fromM) / (MAX_CELLS - 1));
  const cells = Math.min(MAX_CELLS, Math.ceil((stretch.toM - stretch.fromM) / cellM) + 1);
  const world = worldOf(stretch, cells, cellM, stepS);
  emit(bins, errorM, stretch, { steps, stepS, cells, cellM, from: first.t });
  const passed = sweep(
    world,
    steps,
    bordersM.map((m) => (m - stretch.fromM) / cellM),
  );
  return passed.map((shares) => {
    const time = medianOf(shares);
    return time === null ? null : Math.round(first.t + time * stepS * 1000);
  });
}

interface World {
  readonly cells: number;
  /** Of slow and fast: by how many cells a step goes on, and how often. */
  readonly advances: readonly Float64Array[];
  /** By cell: chances of changing the mode within a step. */
  readonly start: number;
  readonly hasten: number;
  readonly slow: Float64Array;
  readonly halt: Float64Array;
}

function worldOf(stretch: Stretch, cells: number, cellM: number, stepS: number): World {
  const chance = (rate: number) => 1 - Math.exp(-rate * stepS);
  const slow = new Float64Array(cells);
  const halt = new Float64Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    const at = stretch.fromM + cell * cellM;
    const isAt = stretch.stopsM.some((stop) => Math.abs(stop - at) <= Math.max(AT_STOP_M, cellM / 2));
    const isAhead = stretch.stopsM.some((stop) => stop >= at - AT_STOP_M && stop - at <= AHEAD_M);
    slow[cell] = chance(isAhead ? RATES.slowAhead : RATES.slow);
    halt[cell] = chance(isAt ? RATES.haltAtStop : RATES.halt);
  }
  return {
    cells,
    advances: SPEEDS.map(({ mean, sd }) => advancesOf((mean * stepS) / cellM, (sd * stepS) / cellM)),
    start: chance(RATES.start),
    hasten: chance(RATES.hasten),
    slow,
    halt,
  };
}

/** How often a step leads on by 0, 1, 2 … cells: normal about the mean, never backwards. */
function advancesOf(mean: number, sd: number): Float64Array {
  const spread = Math.max(sd, 0.4);
  const shares = Array.from({ length: Math.ceil(mean + 2.5 * spread) + 1 }, (_, cells) =>
    Math.exp(-((cells - mean) ** 2) / (2 * spread * spread)),
  );
  const sum = shares.reduce((a, b) => a + b, 0);
  return Float64Array.from(shares, (share) => share / sum);
}

interface Grid {
  readonly steps: number;
  readonly stepS: number;
  readonly cells: number;
  readonly cellM: number;
  readonly from: number;
}

/** How well each cell explains the fixes of each step. */
function emit(bins: readonly Bin[], errorM: number, stretch: Stretch, grid: Grid): void {
  const { steps, cells } = grid;
  emitted.fill(1, 0, steps * cells);
  for (let cell = 0; cell < cells; cell++) {
    const [x, y] = stretch.placeAt(stretch.fromM + cell * grid.cellM);
    xs[cell] = x;
    ys[cell] = y;
  }
  for (const { t, x, y, count } of bins) {
    const step = Math.min(steps - 1, Math.round((t - grid.from) / 1000 / grid.stepS));
    const scale = -0.5 / ((errorM * errorM) / count + LINE_SD_M * LINE_SD_M);
    for (let cell = 0; cell < cells; cell++) {
      const dx = x - (xs[cell] ?? 0);
      const dy = y - (ys[cell] ?? 0);
      const index = step * cells + cell;
      emitted[index] = (emitted[index] ?? 0) * (Math.exp(scale * (dx * dx + dy * dy)) + FLOOR);
    }
  }
}

/** For each border, which share of what is likely has passed it, by step. */
function sweep(world: World, steps: number, borders: readonly number[]): Float64Array[] {
  const { cells } = world;
  const size = cells * MODES;
  for (let i = 0; i < size; i++) forward[i] = emitted[i % cells] ?? 0;
  for (let step = 1; step < steps; step++) {
    advance(world, forward.subarray((step - 1) * size, step * size), next);
    const scale = 1 / weigh(next, step, cells);
    for (let i = 0; i < size; i++) forward[step * size + i] = (next[i] ?? 0) * scale;
  }
  const passed = borders.map(() => new Float64Array(steps));
  now.fill(1, 0, size);
  for (let step = steps - 1; step >= 0; step--) {
    share(world, forward.subarray(step * size, (step + 1) * size), borders, passed, step);
    if (step === 0) break;
    const scale = 1 / weigh(now, step, cells);
    for (let i = 0; i < size; i++) now[i] = (now[i] ?? 0) * scale;
    retreat(world, forward.subarray((step - 1) * size, step * size), now, next);
    now.set(next);
  }
  return passed;
}

/** Each place by how well it explains the fixes of the step; answers the sum, 1 where nothing is left. */
function weigh(likely: Float64Array, step: number, cells: number): number {
  let sum = 0;
  for (let mode = 0; mode < MODES; mode++)
    for (let cell = 0; cell < cells; cell++) {
      const weight = (likely[mode * cells + cell] ?? 0) * (emitted[step * cells + cell] ?? 0);
      likely[mode * cells + cell] = weight;
      sum += weight;
    }
  return sum || 1;
}

function share(
  { cells }: World,
  likely: Float64Array,
  borders: readonly number[],
  passed: readonly Float64Array[],
  step: number,
): void {
  let sum = 0;
  for (let cell = 0; cell < cells; cell++) {
    let weight = 0;
    for (let i = cell; i < cells * MODES; i += cells) weight += (likely[i] ?? 0) * (now[i] ?? 0);
    weights[cell] = weight;
    sum += weight;
  }
  for (const [b, list] of passed.entries()) {
    const border = borders[b] ?? 0;
    let beyond = 0;
    for (let cell = Math.max(0, Math.ceil(border - 0.5)); cell < cells; cell++) {
      const weight = weights[cell] ?? 0;
      beyond += weight * Math.min(1, cell - border + 0.5);
    }
    list[step] = beyond / (sum || 1);
  }
}

/** A step on: first the mode changes by the place, then the vehicle goes on. */
function advance(world: World, from: Float64Array, to: Float64Array): void {
  const { cells, start, hasten, slow, halt } = world;
  to.fill(0, 0, cells * MODES);
  const [creep = NOWHERE, drive = NOWHERE] = world.advances;
  for (let cell = 0; cell < cells; cell++) {
    const stood = from[cell] ?? 0;
    const crept = from[cells + cell] ?? 0;
    const drove = from[2 * cells + cell] ?? 0;
    if (stood + crept + drove < UNLIKELY) continue;
    const braking = slow[cell] ?? 0;
    const halting = halt[cell] ?? 0;
    to[cell] = (to[cell] ?? 0) + stood * (1 - start) + crept * halting;
    spread(
      to,
      cells,
      cell,
      cells,
      creep,
      stood * start + crept * (1 - halting) * (1 - hasten) + drove * braking,
    );
    spread(to, 2 * cells, cell, cells, drive, crept * (1 - halting) * hasten + drove * (1 - braking));
  }
}

function spread(
  to: Float64Array,
  offset: number,
  cell: number,
  cells: number,
  advances: Float64Array,
  weight: number,
): void {
  if (weight === 0) return;
  const free = Math.min(advances.length, cells - cell);
  const from = offset + cell;
  for (let by = 0; by < free; by++) to[from + by] = (to[from + by] ?? 0) + weight * (advances[by] ?? 0);
  // Nothing goes beyond the end.
  const end = offset + cells - 1;
  for (let by = free; by < advances.length; by++) to[end] = (to[end] ?? 0) + weight * (advances[by] ?? 0);
}

/** The same backwards: how likely what follows is, from each place. */
function retreat(world: World, likely: Float64Array, from: Float64Array, to: Float64Array): void {
  const { cells, start, hasten, slow, halt } = world;
  to.fill(0, 0, cells * MODES);
  const [creep = NOWHERE, drive = NOWHERE] = world.advances;
  for (let cell = 0; cell < cells; cell++) {
    // Where it cannot have been, what would have followed is of no interest.
    const been = (likely[cell] ?? 0) + (likely[cells + cell] ?? 0) + (likely[2 * cells + cell] ?? 0);
    if (been < UNLIKELY) continue;
    const stand = from[cell] ?? 0;
    const creeps = gather(from, cells, cell, cells, creep);
    const drives = gather(from, 2 * cells, cell, cells, drive);
    const braking = slow[cell] ?? 0;
    const halting = halt[cell] ?? 0;
    to[cell] = stand * (1 - start) + creeps * start;
    to[cells + cell] = stand * halting + (1 - halting) * (creeps * (1 - hasten) + drives * hasten);
    to[2 * cells + cell] = creeps * braking + drives * (1 - braking);
  }
}

function gather(
  from: Float64Array,
  offset: number,
  cell: number,
  cells: number,
  advances: Float64Array,
): number {
  let sum = 0;
  const free = Math.min(advances.length, cells - cell);
  const start = offset + cell;
  for (let by = 0; by < free; by++) sum += (from[start + by] ?? 0) * (advances[by] ?? 0);
  const last = from[offset + cells - 1] ?? 0;
  for (let by = free; by < advances.length; by++) sum += last * (advances[by] ?? 0);
  return sum;
}

/** At which step, in fractions, half is through. */
function medianOf(shares: Float64Array): number | null {
  if ((shares[0] ?? 0) >= 0.5) return null;
  for (let step = 1; step < shares.length; step++) {
    const [before, after] = [shares[step - 1] ?? 0, shares[step] ?? 0];
    if (after >= 0.5) return step - 1 + (0.5 - before) / (after - before || 1);
  }
  return null;
}
