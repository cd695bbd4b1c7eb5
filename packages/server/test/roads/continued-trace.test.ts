import { createRandom, DriveGraph, type Random, reportDrive, simulateDrive } from '@waycast/geo';
import { describe, expect, it } from 'vitest';
import type { PointMatch, TracePoint } from '../../src/modules/roads/matching/road-line.ts';
import { RoadMatcher } from '../../src/modules/roads/matching/road-matcher.ts';
import { rematchFrom, settledUpTo } from '../../src/modules/roads/matching/windows.ts';
import { road, START } from './map.ts';

/** Streets 70 m apart, some one way: at every corner there is much to take for another. */
const STREETS = Array.from({ length: 14 }, (_, n) => n * 70).flatMap((at, n) => [
  road(
    `east-${n}`,
    corners((along) => [along, at]),
    { oneWay: n % 3 === 0 },
  ),
  road(
    `north-${n}`,
    corners((along) => [at, along]),
    { oneWay: n % 4 === 0 },
  ),
]);
const MATCHER = new RoadMatcher(STREETS);
const GRAPH = new DriveGraph(STREETS);

function corners(at: (alongM: number) => readonly [number, number]) {
  return Array.from({ length: 14 }, (_, n) => at(n * 70));
}

/** Some drives with pauses between them, reported by a bad receiver. */
function trace(random: Random): TracePoint[] {
  let startS = 0;
  return Array.from({ length: 6 }, () => {
    const everyS = random.chance(0.5) ? 1 : Math.ceil(random.between(1, 12));
    const errors = { everyS, sigmaM: 12, lastsS: random.chance(0.5) ? 20 : 0, headings: random.chance(0.5) };
    const reports = reportDrive(simulateDrive(GRAPH, random), errors, random);
    const points = reports.map(({ moment, latitude, longitude, accuracy, speed, heading }) => ({
      time: START + (startS + moment.second) * 1000,
      ...{ latitude, longitude, accuracy, speed, heading },
    }));
    startS += (reports.at(-1)?.moment.second ?? 0) + Math.ceil(random.between(1, 90));
    return points;
  }).flat();
}

/** What is stored of a trace, and where its points were found to belong: a server that matches what arrives. */
class Kept {
  readonly #points = new Map<number, TracePoint>();
  readonly matches = new Map<number, PointMatch>();

  deliver(points: readonly TracePoint[], limit: number): void {
    for (const point of points) this.#points.set(point.time, point);
    let from: number | undefined = Math.min(...points.map(({ time }) => time));
    while (from !== undefined) from = this.#rematch(from, limit);
  }

  /** Returns from where it has to be matched further. */
  #rematch(from: number, limit: number): number | undefined {
    const { readFrom, settleFrom } = rematchFrom(from);
    const stored = [...this.#points.values()].filter(({ time }) => time >= readFrom);
    const read = stored.sort((a, b) => a.time - b.time).slice(0, limit);
    const isCut = read.length < stored.length;
    const settleTo = isCut ? settledUpTo(read.at(-1)?.time ?? 0) : Number.POSITIVE_INFINITY;
    for (const [index, match] of MATCHER.matchTrace(read).entries()) {
      const time = read[index]?.time ?? 0;
      if (time >= settleFrom && time < settleTo) this.matches.set(time, match);
    }
    if (!isCut) return undefined;
    const next = stored.find(({ time }) => time >= settleTo && time > from)?.time;
    if (next === undefined || settleTo <= settleFrom) throw new Error('It does not come forward.');
    return Math.max(next, settleTo);
  }
}

function inPieces(points: readonly TracePoint[], random: Random): TracePoint[][] {
  const pieces: TracePoint[][] = [];
  for (let at = 0; at < points.length; ) {
    const next = at + Math.ceil(random.between(0, 200));
    pieces.push(points.slice(at, next));
    at = next;
  }
  return pieces;
}

function shuffled<T>(all: readonly T[], random: Random): T[] {
  return all
    .map((one) => ({ one, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

describe('a trace that is continued', () => {
  it.each([1, 2, 3, 4, 5, 6])('ends as if it had been matched at once (seed %i)', (seed) => {
    const random = createRandom(seed);
    const points = trace(random);
    const kept = new Kept();
    for (const piece of inPieces(points, random)) kept.deliver(piece, Number.POSITIVE_INFINITY);
    expect([...kept.matches.values()]).toEqual(MATCHER.matchTrace(points));
  });

  it.each([7, 8, 9, 10])('in pieces that come in any order, read in parts, does so too (seed %i)', (seed) => {
    const random = createRandom(seed);
    const points = trace(random);
    const kept = new Kept();
    for (const piece of shuffled(inPieces(points, random), random)) kept.deliver(piece, 600);
    const found = points.map(({ time }) => kept.matches.get(time));
    expect(found).toEqual(MATCHER.matchTrace(points));
  });

  it('does not depend on what was matched before by the same matcher', () => {
    const points = trace(createRandom(11));
    expect(new RoadMatcher(STREETS).matchTrace(points)).toEqual(MATCHER.matchTrace(points));
  });
});
