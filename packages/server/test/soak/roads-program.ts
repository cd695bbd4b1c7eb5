import { createRandom, type Random } from '@waycast/geo';
import type { PostgresStore } from '../../src/adapters/postgres/open-postgres.ts';
import { cutLines } from '../../src/modules/roads/lines/cut-lines.ts';
import { RoadSettler } from '../../src/modules/roads/settling/road-settler.ts';
import { type Clock, systemClock } from '../../src/ports/clock.ts';
import type { Observation } from '../../src/ports/road-observations.ts';
import type { EstimatedSegment } from '../../src/ports/road-segments.ts';
import { quiet } from '../adapters/postgres/stores.ts';

const TENANT = 'default';
const BEGIN = Date.UTC(2026, 4, 4, 6);
/** A grid of streets, 150 m apart. */
const STREETS = 24;
const STEP = 0.00135;
const ORIGIN = { latitude: 43.73, longitude: 7.41 };
const PER_DRIVE = 500;
const BATCH = 1000;

export interface RoadsSize {
  readonly observations: number;
  readonly seed: number;
  /** Batches in which observations come before what is stored so far is matched and estimated. */
  readonly batchesPerPass: number;
}

export interface RoadsFigures {
  readonly observations: number;
  readonly segments: number;
  readonly estimated: number;
  /** Observations a second. */
  readonly incrementalPerS: number;
  readonly recomputePerS: number;
  /** Segments and cells of which the recomputation says something else than what came in by and by. */
  readonly differing: readonly string[];
}

/**
 * Stores so many observations of drives through a grid of streets, in batches that come in any order, and has them
 * matched and estimated meanwhile; then all of it again from what is stored. Both have to say the same.
 */
export async function runRoadsProgram(store: PostgresStore, size: RoadsSize): Promise<RoadsFigures> {
  const { observations, roadSegments } = store;
  const clock: Clock = systemClock;
  const settler = new RoadSettler({
    observations,
    roadSegments,
    clock,
    log: quiet,
    changed: () => undefined,
  });
  try {
    const segments = cutLines(TENANT, gridOfStreets());
    await roadSegments.replace(TENANT, segments);
    const batches = shuffled(batchesOf(size), size.seed);
    const begun = clock.now();
    for (const [index, batch] of batches.entries()) {
      await observations.store(batch);
      if (index % size.batchesPerPass === size.batchesPerPass - 1) await settler.settleAll(TENANT);
    }
    await settler.settleAll(TENANT);
    const incrementalS = (clock.now() - begun) / 1000;
    const before = await known(store);
    const again = clock.now();
    const count = await observations.unsettle(TENANT);
    await settler.settleAll(TENANT);
    const recomputeS = (clock.now() - again) / 1000;
    const after = await known(store);
    return {
      observations: count,
      segments: segments.length,
      estimated: after.size,
      incrementalPerS: Math.round(count / incrementalS),
      recomputePerS: Math.round(count / recomputeS),
      differing: [...new Set([...before.keys(), ...after.keys()])].filter(
        (id) => before.get(id) !== after.get(id),
      ),
    };
  } finally {
    await settler.close();
  }
}

function gridOfStreets() {
  const way = { name: null, roadClass: 'residential', oneWay: false };
  return Array.from({ length: STREETS }, (_, at) => at).flatMap((at) => {
    const along = Array.from({ length: STREETS }, (_, to) => to);
    const north = along.map((to) => placeAt(to, at));
    const east = along.map((to) => placeAt(at, to));
    return [
      { id: `north-${at}`, ...way, parts: [north] },
      { id: `east-${at}`, ...way, parts: [east] },
    ];
  });
}

function placeAt(row: number, column: number): readonly [number, number] {
  return [ORIGIN.latitude + row * STEP, ORIGIN.longitude + column * STEP];
}

/** Drives of 500 s, each of a device's own hour, that turn at random crossings. */
function batchesOf({ observations, seed }: RoadsSize): Observation[][] {
  const batches: Observation[][] = [];
  for (let made = 0, drive = 0; made < observations; drive++, made += PER_DRIVE) {
    const found = driveOf(seed, drive).slice(0, observations - made);
    for (let at = 0; at < found.length; at += BATCH) batches.push(found.slice(at, at + BATCH));
  }
  return batches;
}

function driveOf(seed: number, drive: number): Observation[] {
  const random = createRandom(seed + drive);
  const deviceId = `phone-${drive % 400}`;
  const from = BEGIN + Math.floor(drive / 400) * 3_600_000;
  let [row, column] = [1 + below(random, STREETS - 2), 1 + below(random, STREETS - 2)];
  let direction = below(random, 4);
  return Array.from({ length: PER_DRIVE }, (_, second): Observation => {
    const share = (second % 15) / 15;
    if (share === 0 && second > 0) {
      [row, column] = [row + stepOf(direction)[0], column + stepOf(direction)[1]];
      direction = (direction + ([0, 0, 1, 3][below(random, 4)] ?? 0)) % 4;
    }
    while (isOutside(row + stepOf(direction)[0]) || isOutside(column + stepOf(direction)[1]))
      direction = (direction + 1) % 4;
    const [up, right] = stepOf(direction);
    const [latitude, longitude] = placeAt(row + up * share, column + right * share);
    return {
      ...{
        tenant: TENANT,
        deviceId,
        time: from + second * 1000,
        accuracy: 6,
        speed: 10,
        heading: direction * 90,
      },
      latitude: latitude + random.between(-4e-5, 4e-5),
      longitude: longitude + random.between(-4e-5, 4e-5),
      roughness: 0.4 + ((row * 7 + column * 3) % 10) / 4 + random.between(0, 0.3),
    };
  });
}

function below(random: Random, end: number): number {
  return Math.floor(random.next() * end);
}

function stepOf(direction: number): readonly [up: number, right: number] {
  return [[1, 0] as const, [0, 1] as const, [-1, 0] as const, [0, -1] as const][direction] ?? [0, 0];
}

function isOutside(line: number): boolean {
  return line < 0 || line >= STREETS;
}

function shuffled<T>(list: readonly T[], seed: number): T[] {
  const random = createRandom(seed);
  return list
    .map((item) => ({ item, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** What is known, by segment or cell. */
async function known({ roadSegments }: PostgresStore): Promise<Map<string, string>> {
  const where = { minConfidence: 0, now: BEGIN };
  const all: readonly EstimatedSegment[] = await roadSegments.inBox(TENANT, [7, 43, 8, 44], where, 1_000_000);
  return new Map(
    all.flatMap(({ segmentId, estimate }) =>
      estimate === null ? [] : [[segmentId, JSON.stringify(estimate)]],
    ),
  );
}
