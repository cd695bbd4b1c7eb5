import { distanceM, encodeGeohash, interpolate } from '@waycast/geo';
import type { Segment } from '../../../ports/road-segments.ts';
import type { LatitudeLongitude, RoadLine } from './read-lines.ts';

/** No piece of road is longer. */
const MAX_LENGTH_M = 200;

type Line = readonly LatitudeLongitude[];

/**
 * Lines in pieces: cut where they meet, so that whoever turns there is on another piece, and to at most 200 m, so that
 * what is known of a piece is known of all of it. A line of one piece keeps its id; others are `id~1`, `id~2` …
 */
export function cutLines(tenant: string, lines: readonly RoadLine[]): Segment[] {
  const shared = sharedVertices(lines);
  return lines.flatMap((line) => {
    const pieces = line.parts.flatMap((part) => cutAt(part, shared)).flatMap((part) => shorten(part));
    return pieces.map((piece, at): Segment => {
      const { id, name, roadClass, oneWay } = line;
      const segmentId = pieces.length === 1 ? id : `${id}~${at + 1}`;
      const lengthM = Math.round(lengthOf(piece) * 10) / 10;
      return { tenant, segmentId, name, roadClass, oneWay, lengthM, region: regionOf(piece), line: piece };
    });
  });
}

/** Vertices that more than one line has, or one line more than once. */
function sharedVertices(lines: readonly RoadLine[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const part of lines.flatMap(({ parts }) => parts)) {
    for (const vertex of part) {
      const key = keyOf(vertex);
      if (seen.has(key)) shared.add(key);
      else seen.add(key);
    }
  }
  return shared;
}

function keyOf([latitude, longitude]: LatitudeLongitude): string {
  return `${latitude} ${longitude}`;
}

function cutAt(part: Line, shared: ReadonlySet<string>): Line[] {
  const pieces: Line[] = [];
  let from = 0;
  for (const [at, vertex] of part.entries()) {
    const isEnd = at === part.length - 1;
    if (at === 0 || !(isEnd || shared.has(keyOf(vertex)))) continue;
    pieces.push(part.slice(from, at + 1));
    from = at;
  }
  return pieces;
}

/** Equal pieces of at most 200 m. */
function shorten(line: Line): Line[] {
  const lengthM = lengthOf(line);
  const count = Math.max(1, Math.ceil(lengthM / MAX_LENGTH_M));
  if (count === 1) return [line];
  const pieces: Line[] = [];
  let piece: LatitudeLongitude[] = line.slice(0, 1);
  let restM = lengthM / count;
  for (const [at, end] of line.entries()) {
    if (at === 0) continue;
    for (let begin = piece.at(-1) ?? end, gapM = apart(begin, end); ; ) {
      if (gapM < restM || pieces.length === count - 1) {
        restM -= gapM;
        break;
      }
      begin = between(begin, end, restM / gapM);
      pieces.push([...piece, begin]);
      piece = [begin];
      gapM -= restM;
      restM = lengthM / count;
    }
    const last = piece.at(-1);
    if (last === undefined || keyOf(last) !== keyOf(end)) piece.push(end);
  }
  return piece.length < 2 ? pieces : [...pieces, piece];
}

function lengthOf(line: Line): number {
  let lengthM = 0;
  let before: LatitudeLongitude | undefined;
  for (const point of line) {
    if (before !== undefined) lengthM += apart(before, point);
    before = point;
  }
  return lengthM;
}

function regionOf(piece: Line): string {
  const [latitude, longitude] = piece[piece.length >> 1] ?? [0, 0];
  return encodeGeohash({ latitude, longitude });
}

function apart(a: LatitudeLongitude, b: LatitudeLongitude): number {
  return distanceM(placeOf(a), placeOf(b));
}

function between(a: LatitudeLongitude, b: LatitudeLongitude, fraction: number): LatitudeLongitude {
  const { latitude, longitude } = interpolate(placeOf(a), placeOf(b), fraction);
  return [rounded(latitude), rounded(longitude)];
}

/** To a centimetre. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}

function placeOf([latitude, longitude]: LatitudeLongitude) {
  return { latitude, longitude };
}
