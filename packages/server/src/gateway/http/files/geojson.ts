import type { Fix } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';

/** Points in one line at the most: what a line's times take in memory until its coordinates are written. */
export const MAX_LINE_POINTS = 10_000;

/**
 * A track as a GeoJSON FeatureCollection: a LineString whose `coordTimes`, `speeds`, `headings` and `accuracies` run
 * beside its coordinates. A long track is several lines, each fix in one of them; a lone fix is a Point.
 */
export async function* geojsonFile(
  vehicleId: string,
  chunks: AsyncIterable<readonly Fix[]>,
): AsyncGenerator<string> {
  const head = '{"type":"FeatureCollection","features":[';
  let before = head;
  for await (const line of linesOf(chunks)) {
    yield before + JSON.stringify(featureOf(vehicleId, line));
    before = ',\n';
  }
  yield `${before === head ? head : ''}]}\n`;
}

async function* linesOf(chunks: AsyncIterable<readonly Fix[]>): AsyncGenerator<Fix[]> {
  let line: Fix[] = [];
  for await (const fixes of chunks) {
    line = line.concat(fixes);
    while (line.length > MAX_LINE_POINTS) yield line.splice(0, MAX_LINE_POINTS);
  }
  if (line.length > 0) yield line;
}

function featureOf(vehicleId: string, fixes: readonly Fix[]): object {
  const coordinates = fixes.map(coordinate);
  return {
    type: 'Feature',
    geometry:
      coordinates.length === 1
        ? { type: 'Point', coordinates: coordinates[0] }
        : { type: 'LineString', coordinates },
    properties: {
      vehicleId,
      coordTimes: fixes.map(({ time }) => isoTime(time)),
      speeds: fixes.map(({ speed }) => speed ?? null),
      headings: fixes.map(({ heading }) => heading ?? null),
      accuracies: fixes.map(({ accuracy }) => accuracy),
    },
  };
}

function coordinate({ longitude, latitude, altitude }: Fix): number[] {
  return altitude === undefined ? [longitude, latitude] : [longitude, latitude, altitude];
}
