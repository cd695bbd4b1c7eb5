// What matching a trace to roads costs, alone in a process: `scenarios/matching.ts` starts it with a Matched as JSON and
// reads the MatchedFigures that it prints.

import {
  createRandom,
  cutRoads,
  type DrivableRoad,
  DriveGraph,
  FlatPlane,
  reportDrive,
  simulateDrive,
} from '@waycast/geo';
import { PIECE_MAX_M, RoadMatcher, type TracePoint } from '@waycast/server/evaluate-roads';
import { rematchFrom } from '../packages/server/src/modules/roads/matching/windows.ts';
import { cpuUs, heldBytes } from './processes/own-costs.ts';
import type { Matched, MatchedFigures } from './roads/matched.ts';

const { streets, sigmaM, everyS, drives, seconds }: Matched = JSON.parse(process.argv[2] ?? '');

/** As dense as Monaco: a crossing every 45 m, every third street one way, a vertex every 15 m. */
const [BLOCK_M, VERTEX_M] = [45, 15];
const LEAST_PASSES = 3;
/** Observations that phones send together. */
const BATCH = 30;
const BEGIN = Date.UTC(2026, 0, 5, 8);

function townRoads(): DrivableRoad[] {
  const plane = new FlatPlane({ latitude: 43.73, longitude: 7.42 });
  const lengthM = (streets - 1) * BLOCK_M;
  const line = (at: (alongM: number) => readonly [east: number, north: number]) =>
    Array.from({ length: lengthM / VERTEX_M + 1 }, (_, n) => {
      const [east, north] = at(n * VERTEX_M);
      const { latitude, longitude } = plane.at(east, north);
      return [latitude, longitude] as const;
    });
  return Array.from({ length: streets }, (_, n): DrivableRoad[] => [
    { segmentId: `east-${n}`, line: line((along) => [along, n * BLOCK_M]), oneWay: n % 3 === 0 },
    { segmentId: `north-${n}`, line: line((along) => [n * BLOCK_M, along]), oneWay: n % 3 === 1 },
  ]).flat();
}

interface Trace {
  readonly points: readonly TracePoint[];
  readonly truths: readonly { readonly segmentId: string; readonly wayM: number }[];
}

function traces(roads: readonly DrivableRoad[]): Trace[] {
  const random = createRandom(8);
  const graph = new DriveGraph(roads);
  return Array.from({ length: drives }, () => {
    const errors = { everyS, sigmaM, lastsS: 20, headings: true };
    const reports = reportDrive(simulateDrive(graph, random), errors, random);
    return {
      points: reports.map(({ moment, latitude, longitude, accuracy, speed, heading }) => ({
        time: BEGIN + moment.second * 1000,
        ...{ latitude, longitude, accuracy, speed, heading },
      })),
      truths: reports.map(({ moment }, at) => ({
        segmentId: moment.segmentId,
        wayM: moment.drivenM - (reports[at - 1]?.moment.drivenM ?? 0),
      })),
    };
  });
}

function rightPercent(matcher: RoadMatcher, all: readonly Trace[]): number {
  let [right, driven] = [0, 0];
  for (const { points, truths } of all)
    for (const [at, { segmentId }] of matcher.matchTrace(points).entries()) {
      const truth = truths[at];
      driven += truth?.wayM ?? 0;
      if (segmentId === truth?.segmentId) right += truth?.wayM ?? 0;
    }
  return (100 * right) / driven;
}

/** Each trace as it comes in batches, and is matched again from where new observations can change it. */
function continuedUs(matcher: RoadMatcher, all: readonly Trace[]): number {
  const used = cpuUs(() => {
    for (const { points } of all)
      for (let first = 0; first < points.length; first += BATCH) {
        const { readFrom } = rematchFrom(points[first]?.time ?? 0);
        matcher.matchTrace(points.slice(0, first + BATCH).filter(({ time }) => time >= readFrom));
      }
  });
  return used / count(all);
}

function count(all: readonly Trace[]): number {
  return all.reduce((sum, { points }) => sum + points.length, 0);
}

const roads = cutRoads(townRoads(), PIECE_MAX_M);
const all = traces(roads);
const emptyBytes = heldBytes();
const began = performance.now();
const matcher = new RoadMatcher(roads);
const buildMs = performance.now() - began;
const pass = (): number =>
  cpuUs(() => {
    for (const { points } of all) matcher.matchTrace(points);
  });
const coldUs = pass();
const passes: number[] = [];
while (passes.length < LEAST_PASSES || passes.reduce((sum, us) => sum + us, 0) < seconds * 1e6)
  passes.push(pass());
passes.sort((a, b) => a - b);
const rate = (us: number | undefined): number => (1e6 * count(all)) / (us ?? Number.NaN);
const figures: MatchedFigures = {
  perCpuSecond: rate(passes[0]),
  middlePerCpuSecond: rate(passes[passes.length >> 1]),
  coldPerCpuSecond: rate(coldUs),
  rightPercent: rightPercent(matcher, all),
  continuedUs: continuedUs(matcher, all),
  buildMs,
  heldMb: (heldBytes() - emptyBytes) / 1e6,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
