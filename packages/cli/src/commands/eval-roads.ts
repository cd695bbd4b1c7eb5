import {
  createRandom,
  type DrivableRoad,
  DriveGraph,
  type DriveMoment,
  type ReceiverErrors,
  type ReportedMoment,
  reportDrive,
  simulateDrive,
} from '@waycast/geo';
import { RoadMatcher, type RoughnessObservation } from '@waycast/server/evaluate-roads';
import { NearestRoad } from '../eval/roads/nearest-road.ts';
import { readRoads } from '../eval/roads/read-roads.ts';
import { RoughWorld } from '../eval/roads/rough-world.ts';
import { type EstimateScore, scoreEstimates } from '../eval/roads/score-estimates.ts';
import { type MatchingScore, MatchingTally } from '../eval/roads/score-matching.ts';
import { CommandFailure } from '../failure.ts';

/** What `waycast eval roads` takes. */
export interface EvalRoadsOptions {
  readonly roads: string;
  readonly drives: number;
  readonly devices: number;
  readonly seed: number;
}

type Drive = readonly DriveMoment[];

/** Any moment will do, as long as it is always the same. */
const BEGIN = Date.UTC(2026, 0, 5, 8);
const HOUR_MS = 3_600_000;
/** Seconds that an error of a receiver lasts when it is not new with each fix. */
const LASTS_S = 20;
const HEADINGS = [true, false];
/** What phones report while they measure roughness. */
const MEASURING: ReceiverErrors = { everyS: 1, sigmaM: 5, lastsS: LASTS_S, headings: true };
/** Drives of which roughness is told, for each that is matched with all errors. */
const MEASURED_DRIVES = 5;

/** Drives over the roads of a file in simulation, and prints how right the matcher and the estimates are. */
export async function evaluateRoads(options: EvalRoadsOptions): Promise<void> {
  const roads = await readRoads(options.roads);
  const drives = drive(roads, options);
  process.stdout.write(`${roads.length} pieces of road, ${describe(drives)}\n\n`);
  const matcher = new RoadMatcher(roads);
  const nearest = new NearestRoad(roads);
  process.stdout.write(matchingHead());
  for (const errors of allErrors()) {
    const random = createRandom(options.seed + 1);
    const [ours, rule] = [new MatchingTally(), new MatchingTally()];
    let ms = 0;
    for (const moments of drives) {
      const reports = reportDrive(moments, errors, random);
      const started = performance.now();
      const found = match(matcher, reports, BEGIN);
      ms += performance.now() - started;
      ours.add(moments, reports, found);
      rule.add(
        moments,
        reports,
        reports.map((report) => nearest.of(report)),
      );
    }
    process.stdout.write(matchingLine(errors, ours.score(), rule.score(), ms));
  }
  process.stdout.write(`\n${estimates(roads, matcher, options)}`);
}

function drive(roads: readonly DrivableRoad[], { drives, seed }: EvalRoadsOptions, times = 1): Drive[] {
  const graph = new DriveGraph(roads);
  const random = createRandom(seed);
  try {
    return Array.from({ length: times * drives }, () => simulateDrive(graph, random));
  } catch (error) {
    if (error instanceof RangeError) throw new CommandFailure(error.message);
    throw error;
  }
}

function describe(drives: readonly Drive[]): string {
  const metres = drives.reduce((sum, moments) => sum + (moments.at(-1)?.drivenM ?? 0), 0);
  return `${drives.length} drives of ${(metres / 1000).toFixed(1)} km together`;
}

function* allErrors(): Iterable<ReceiverErrors> {
  for (const headings of HEADINGS)
    for (const lastsS of [0, LASTS_S])
      for (const everyS of [1, 5])
        for (const sigmaM of [5, 10, 15]) yield { everyS, sigmaM, lastsS, headings };
}

function match(
  matcher: RoadMatcher,
  reports: readonly ReportedMoment[],
  startedAt: number,
): (string | null)[] {
  const points = reports.map(({ moment, latitude, longitude, accuracy, speed, heading }) => ({
    time: startedAt + moment.second * 1000,
    ...{ latitude, longitude, accuracy, speed, heading },
  }));
  return matcher.matchTrace(points).map(({ segmentId }) => segmentId);
}

function matchingHead(): string {
  return (
    `${'share of distance on the true piece, %'.padEnd(40)}${'matcher'.padStart(10)}${'±20 m'.padStart(10)}` +
    `${'nearest'.padStart(10)}${'±20 m'.padStart(10)}${'points/s'.padStart(12)}\n`
  );
}

function matchingLine(errors: ReceiverErrors, ours: MatchingScore, rule: MatchingScore, ms: number): string {
  const kind = errors.lastsS === 0 ? 'each its own' : `lasting ${errors.lastsS} s`;
  const name = `σ ${errors.sigmaM} m, ${errors.everyS} s, ${kind}${errors.headings ? '' : ', no heading'}`;
  const shares = [ours.right, ours.near, rule.right, rule.near].map((share) => percent(share).padStart(10));
  const rate = Math.round((ours.points / ms) * 1000).toLocaleString('en-US');
  return `${name.padEnd(40)}${shares.join('')}${rate.padStart(12)}\n`;
}

/** Phones that measure, matched as they report; what follows of the roads they drove on. */
function estimates(roads: readonly DrivableRoad[], matcher: RoadMatcher, options: EvalRoadsOptions): string {
  const random = createRandom(options.seed + 2);
  const world = new RoughWorld(roads, options.devices, random);
  const observed = new Map<string, RoughnessObservation[]>();
  const drives = drive(roads, { ...options, seed: options.seed + 3 }, MEASURED_DRIVES);
  for (const [index, moments] of drives.entries()) {
    const reports = reportDrive(moments, MEASURING, random);
    const startedAt = BEGIN + index * HOUR_MS;
    const found = match(matcher, reports, startedAt);
    for (const [at, observation] of world.observe(reports, index % options.devices, startedAt).entries()) {
      const segmentId = found[at];
      if (segmentId == null) continue;
      const known = observed.get(segmentId);
      if (known === undefined) observed.set(segmentId, [observation]);
      else known.push(observation);
    }
  }
  const head = ['pieces', 'error', 'of means', 'held, %', 'class, %', 'of means'];
  const now = BEGIN + drives.length * HOUR_MS;
  const lines = [1, 3, 8].map((least) => estimateLine(least, scoreEstimates(world, observed, least, now)));
  return [
    `roughness as told in ${describe(drives)}, by ${options.devices} phones`,
    'estimates of pieces'.padEnd(40) + head.map((name) => name.padStart(10)).join(''),
    ...lines,
    '',
  ].join('\n');
}

function estimateLine(least: number, score: EstimateScore): string {
  const cells = [
    String(score.segments),
    score.errorMps2.toFixed(2),
    score.plainErrorMps2.toFixed(2),
    percent(score.held),
    percent(score.rightQuality),
    percent(score.plainRightQuality),
  ];
  const name = least === 1 ? 'all' : `told of by ${least} phones or more`;
  return name.padEnd(40) + cells.map((cell) => cell.padStart(10)).join('');
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : (100 * share).toFixed(1);
}
