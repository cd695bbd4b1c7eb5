/*
 * How buses drive, for `likely-drive.ts`: on cells of a line, standing, slow or fast. They go forwards, at the speeds of
 * buses, and stand at stops rather than before them.
 */

/** Metres per second of slow and fast driving, and how they vary. */
const SPEEDS = {
  slow: { mean: 2.5, sd: 1.5 },
  fast: { mean: 7.5, sd: 3.5 },
} as const;
/** Changes per second: from standing to slow, slow to fast, fast to slow and slow to standing, the latter by place. */
const RATES = { start: 0.08, hasten: 0.3, slow: 0.04, slowAhead: 0.2, halt: 0.04, haltAtStop: 0.5 };
const AT_STOP_M = 15;
const AHEAD_M = 60;

/** By how many cells a step leads on. */
export interface Advances {
  /** How often by 0, 1, 2 … cells. */
  readonly by: Float64Array;
  /** How often by at least so many: those from which a vehicle that comes to the end stays there. */
  readonly atLeast: Float64Array;
}

export interface DriveWorld {
  readonly cells: number;
  readonly slow: Advances;
  readonly fast: Advances;
  /** Chances of changing the mode within a step; of slowing down and of halting by cell. */
  readonly start: number;
  readonly hasten: number;
  readonly braking: Float64Array;
  readonly halting: Float64Array;
}

export interface Cells {
  readonly fromM: number;
  readonly cells: number;
  readonly cellM: number;
  readonly stepS: number;
}

export function driveWorld(stopsM: readonly number[], { fromM, cells, cellM, stepS }: Cells): DriveWorld {
  const chance = (rate: number) => 1 - Math.exp(-rate * stepS);
  const braking = new Float64Array(cells).fill(chance(RATES.slow));
  const halting = new Float64Array(cells).fill(chance(RATES.halt));
  const [brakingAhead, haltingAt] = [chance(RATES.slowAhead), chance(RATES.haltAtStop)];
  for (const stop of stopsM)
    for (let cell = 0; cell < cells; cell++) {
      const aheadM = stop - (fromM + cell * cellM);
      if (Math.abs(aheadM) <= Math.max(AT_STOP_M, cellM / 2)) halting[cell] = haltingAt;
      if (aheadM >= -AT_STOP_M && aheadM <= AHEAD_M) braking[cell] = brakingAhead;
    }
  const advances = ({ mean, sd }: { readonly mean: number; readonly sd: number }) =>
    advancesOf((mean * stepS) / cellM, (sd * stepS) / cellM, cells);
  return {
    cells,
    slow: advances(SPEEDS.slow),
    fast: advances(SPEEDS.fast),
    start: chance(RATES.start),
    hasten: chance(RATES.hasten),
    braking,
    halting,
  };
}

/** Normal about the mean, never backwards. */
function advancesOf(mean: number, sd: number, cells: number): Advances {
  const spread = Math.max(sd, 0.4);
  const most = Math.ceil(mean + 2.5 * spread);
  const by = new Float64Array(Math.min(cells, most + 1));
  const atLeast = new Float64Array(cells);
  let sum = 0;
  for (let cell = most; cell >= 0; cell--) {
    const share = Math.exp(-((cell - mean) ** 2) / (2 * spread * spread));
    sum += share;
    if (cell < by.length) by[cell] = share;
    if (cell < cells) atLeast[cell] = sum;
  }
  for (let cell = 0; cell < by.length; cell++) {
    by[cell] = (by[cell] ?? 0) / sum;
    atLeast[cell] = (atLeast[cell] ?? 0) / sum;
  }
  return { by, atLeast };
}
