import { ROAD_QUALITIES } from '@waycast/contract';
import { z } from 'zod';
import type {
  EstimatedSegment,
  MadeEstimate,
  QualityChange,
  Segment,
  SegmentEstimate,
} from '../../../ports/road-segments.ts';
import { readNullableNumber, readNullableText, readNumber, readText } from '../cells.ts';
import type { Row } from '../database.ts';

const Line = z.array(z.tuple([z.number(), z.number()])).readonly();
const Quality = z.enum(ROAD_QUALITIES);

export function readSegment(tenant: string, row: Row): Segment {
  return {
    tenant,
    segmentId: readText(row, 'segment_id'),
    name: readNullableText(row, 'name'),
    roadClass: readNullableText(row, 'road_class'),
    oneWay: row['one_way'] === true,
    lengthM: readNumber(row, 'length_m'),
    region: readText(row, 'region'),
    line: Line.parse(row['line']),
  };
}

export function readEstimated(tenant: string, row: Row): EstimatedSegment {
  const kind = row['kind'] === 'cell' ? 'cell' : 'segment';
  return { ...readSegment(tenant, row), kind, estimate: readEstimate(row) };
}

function readEstimate(row: Row): SegmentEstimate | null {
  if (row['quality'] === null) return null;
  return {
    segmentId: readText(row, 'segment_id'),
    roughness: readNumber(row, 'roughness'),
    low: readNumber(row, 'low'),
    high: readNumber(row, 'high'),
    quality: Quality.parse(row['quality']),
    confidence: readNumber(row, 'confidence'),
    observations: readNumber(row, 'observations'),
    devices: readNumber(row, 'devices'),
    trend: readNullableNumber(row, 'trend'),
    observedAt: readNumber(row, 'observed_at'),
  };
}

export function readChange(row: Row): QualityChange {
  const quality = row['quality'] === null ? null : Quality.parse(row['quality']);
  return { segmentId: readText(row, 'segment_id'), quality, region: readText(row, 'region') };
}

/** As `PUT` takes it. */
export function segmentJson({ tenant: _tenant, ...segment }: Segment): object {
  return { ...segment, ...cornersOf(segment.line) };
}

/** As `ESTIMATE` takes it. */
export function madeJson({ segmentId, lease, changes, estimate, cell }: MadeEstimate): object {
  return {
    segmentId,
    lease,
    changes,
    estimate,
    cell: cell && { line: cell.line, region: cell.region, ...cornersOf(cell.line) },
  };
}

function cornersOf(line: Segment['line']) {
  const [first = [0, 0]] = line;
  const corners = { west: first[1], south: first[0], east: first[1], north: first[0] };
  for (const [latitude, longitude] of line) {
    corners.west = Math.min(corners.west, longitude);
    corners.east = Math.max(corners.east, longitude);
    corners.south = Math.min(corners.south, latitude);
    corners.north = Math.max(corners.north, latitude);
  }
  return corners;
}
