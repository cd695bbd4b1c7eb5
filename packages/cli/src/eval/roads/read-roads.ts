import { cutRoads, type DrivableRoad } from '@waycast/geo';
import { PIECE_MAX_M } from '@waycast/server/evaluate-roads';
import { CommandFailure } from '../../failure.ts';
import { placeOf, type ReadFeature, readFeatures } from '../read-json.ts';

/** The lines of a GeoJSON file as pieces of road, cut as the server cuts them when they are imported. Rejects with CommandFailure for a file without any. */
export async function readRoads(file: string): Promise<readonly DrivableRoad[]> {
  const lines = (await readFeatures(file)).filter(({ type }) => type === 'LineString');
  if (lines.length === 0) throw new CommandFailure(`${file} has no LineString; roads are such.`);
  return cutRoads(lines.map(roadOf), PIECE_MAX_M);
}

function roadOf(
  { where, id, coordinates, properties: { oneway } }: ReadFeature,
  index: number,
): DrivableRoad {
  if (!Array.isArray(coordinates) || coordinates.length < 2)
    throw new CommandFailure(`${where} is a line of fewer than two positions.`);
  const line = coordinates.map((position: unknown) => {
    const { latitude, longitude } = placeOf(position, where);
    return [latitude, longitude] as const;
  });
  const isAgainst = oneway === '-1';
  return {
    segmentId: typeof id === 'string' || typeof id === 'number' ? String(id) : `line-${index + 1}`,
    line: isAgainst ? line.reverse() : line,
    oneWay: isAgainst || oneway === 'yes' || oneway === true,
  };
}
