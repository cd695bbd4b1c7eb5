import { cutRoads, encodeGeohash, lineLengthM, pointAlong } from '@waycast/geo';
import type { Segment } from '../../../ports/road-segments.ts';
import type { LatitudeLongitude, RoadLine } from './read-lines.ts';

/** No piece of road is longer. */
export const PIECE_MAX_M = 200;

/**
 * Lines in pieces: cut where they meet, so that whoever turns there is on another piece, and to at most 200 m, so that
 * what is known of a piece is known of all of it. A line of one piece keeps its id; others are `id~1`, `id~2` …
 */
export function cutLines(tenant: string, lines: readonly RoadLine[]): Segment[] {
  const roads = lines.flatMap(({ parts, oneWay }, at) =>
    parts.map((line) => ({ segmentId: String(at), line, oneWay })),
  );
  const pieces = Map.groupBy(cutRoads(roads, PIECE_MAX_M), ({ segmentId }) => Number.parseInt(segmentId, 10));
  return lines.flatMap((line, at) => {
    const own = pieces.get(at) ?? [];
    return own.map((piece, index) =>
      segmentOf(tenant, line, own.length === 1 ? line.id : `${line.id}~${index + 1}`, piece.line),
    );
  });
}

function segmentOf(
  tenant: string,
  { name, roadClass, oneWay }: RoadLine,
  segmentId: string,
  line: readonly LatitudeLongitude[],
): Segment {
  const places = line.map(([latitude, longitude]) => ({ latitude, longitude }));
  const lengthM = lineLengthM(places);
  const middle = pointAlong(places, lengthM / 2);
  return {
    ...{ tenant, segmentId, name, roadClass, oneWay },
    lengthM: Math.round(lengthM * 10) / 10,
    region: middle === undefined ? '' : encodeGeohash(middle),
    line: line.map((place) => [rounded(place[0]), rounded(place[1])]),
  };
}

/** To a centimetre. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
