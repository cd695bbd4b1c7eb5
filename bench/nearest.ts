// What finding the nearest drivers costs, alone in a process: `scenarios/dispatch-nearest.ts` starts it with a Search as
// JSON and reads the NearestFigures that it prints.

import { NearestDrivers } from '../packages/server/src/modules/taxi/dispatch/nearest-drivers.ts';
import type { NearestFigures, Search } from './taxi/search.ts';

const CENTER = { latitude: 52.52, longitude: 13.4 };
/** As rounds look at it: the nearest as the crow flies need not be the best. */
const LOOKED_AT = 20;
const RADIUS_M = 20_000;
const WARM_UP = 1000;
const TIMES = 5;

const { drivers, spreadDegrees, seconds }: Search = JSON.parse(process.argv[2] ?? '');

let state = 7;
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

/** Denser towards the middle, as a town is. */
function place() {
  const [away, turn] = [random() * spreadDegrees, random() * 2 * Math.PI];
  return {
    latitude: CENTER.latitude + away * Math.sin(turn),
    longitude: CENTER.longitude + away * Math.cos(turn) * 1.6,
  };
}

const index = new NearestDrivers();
const ids = Array.from({ length: drivers }, (_, n) => `driver-${n}`);
for (const id of ids) index.put(id, place());

/** Half of the drivers are not to be had, as those whose position is old. */
const fits = (id: string): boolean => id.charCodeAt(id.length - 1) % 2 === 0;

/** From one place, a few times over: the first says what a search takes, the best what of that is its own. */
function search(): { readonly ms: number; readonly bestMs: number } {
  const from = place();
  const times = Array.from({ length: TIMES }, () => {
    const began = performance.now();
    index.around(from, LOOKED_AT, RADIUS_M, fits);
    return performance.now() - began;
  });
  return { ms: times[0] ?? Number.NaN, bestMs: Math.min(...times) };
}

function move(): number {
  const [id = '', to] = [ids[Math.floor(random() * ids.length)], place()];
  const began = performance.now();
  index.put(id, to);
  return performance.now() - began;
}

for (let n = 0; n < WARM_UP; n++) {
  search();
  move();
}
const searched: ReturnType<typeof search>[] = [];
const moved: number[] = [];
const end = performance.now() + seconds * 1000;
while (performance.now() < end) {
  searched.push(search());
  // Cars go on meanwhile: some hundred report between two orders.
  for (let n = 0; n < 100; n++) moved.push(move());
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

const [walls, bests] = [searched.map(({ ms }) => ms), searched.map(({ bestMs }) => bestMs)];
const figures: NearestFigures = {
  searches: searched.length,
  p50Ms: at(walls, 0.5),
  p99Ms: at(walls, 0.99),
  bestP99Ms: at(bests, 0.99),
  moveUs: at(moved, 0.5) * 1000,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
