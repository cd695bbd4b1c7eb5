import { cutLine } from '../cut-line.ts';
import { type DrivableRoad, placeName } from './drivable-road.ts';

/**
 * Roads in pieces, cut where they meet and to at most `maxM`: a road of one piece keeps its id, the pieces of others
 * are `id~1`, `id~2` and so on.
 */
export function cutRoads(roads: readonly DrivableRoad[], maxM: number): DrivableRoad[] {
  const meeting = meetingPlaces(roads);
  return roads.flatMap(({ segmentId, line, oneWay }) => {
    const pieces = cutAt(line, meeting).flatMap((part) =>
      cutLine(
        part.map(([latitude, longitude]) => ({ latitude, longitude })),
        maxM,
      ),
    );
    return pieces.map((piece, index) => ({
      segmentId: pieces.length === 1 ? segmentId : `${segmentId}~${index + 1}`,
      line: piece.map(({ latitude, longitude }) => [latitude, longitude] as const),
      oneWay,
    }));
  });
}

function meetingPlaces(roads: readonly DrivableRoad[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const meeting = new Set<string>();
  for (const name of roads.flatMap(({ line }) => line.map(placeName))) {
    if (seen.has(name)) meeting.add(name);
    seen.add(name);
  }
  return meeting;
}

function cutAt(line: DrivableRoad['line'], meeting: ReadonlySet<string>): DrivableRoad['line'][] {
  const parts: DrivableRoad['line'][] = [];
  let from = 0;
  for (const [index, place] of line.entries()) {
    if (index === 0 || (index < line.length - 1 && !meeting.has(placeName(place)))) continue;
    parts.push(line.slice(from, index + 1));
    from = index;
  }
  return parts;
}
