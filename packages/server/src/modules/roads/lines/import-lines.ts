import { ROAD_IMPORT_MAX, type SegmentImport, WaycastError } from '@waycast/contract';
import type { RoadSegments } from '../../../ports/road-segments.ts';
import { cutLines } from './cut-lines.ts';
import { readLines } from './read-lines.ts';

interface ImportParts {
  readonly roadSegments: Pick<RoadSegments, 'replace' | 'all'>;
  /** Called once a tenant's roads are others, and its observations are to be matched again. */
  readonly replaced: (tenant: string) => void;
}

/** Puts the lines of a GeoJSON file in place of a tenant's roads: all of it or nothing. */
export function createImportLines({ roadSegments, replaced }: ImportParts) {
  return async (tenant: string, geojson: unknown, dryRun: boolean): Promise<SegmentImport> => {
    const lines = await readLines(geojson);
    const segments = cutLines(tenant, lines);
    if (segments.length > ROAD_IMPORT_MAX.segments)
      throw new WaycastError(
        'too_large',
        `the lines make ${segments.length} pieces of road; at most ${ROAD_IMPORT_MAX.segments} are taken. Import the part where you drive`,
      );
    const lengthM = segments.reduce((sum, segment) => sum + segment.lengthM, 0);
    const before = dryRun
      ? (await roadSegments.all(tenant)).length
      : await roadSegments.replace(tenant, segments);
    if (!dryRun) replaced(tenant);
    return {
      segments: segments.length,
      lines: lines.length,
      lengthM: Math.round(lengthM * 10) / 10,
      replaced: before,
      dryRun,
    };
  };
}
