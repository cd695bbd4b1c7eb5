import type {
  Hazard,
  HazardQuery,
  NewHazard,
  ObservationReceipt,
  RecomputeReport,
  RegionNow,
  RoadSegment,
  SegmentAnalytics,
  SegmentCollection,
  SegmentImport,
  SegmentQuery,
  Subject,
} from '@waycast/contract';
import type { z } from 'zod';

/** A vector tile with the layer `roads`. */
export interface RoadTile {
  /** Names what it shows, for `ETag`. */
  readonly tag: string;
  /** Made when it is wanted. */
  bytes(): Uint8Array;
}

/** The part of a time that analytics are asked for; times as clients write them. */
export interface AnalyticsSpan {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly bucket: 'hour' | 'day';
}

/**
 * Roads, hazards and regions as clients see them. Whether the role may was asked before. Rejects with errors of the
 * catalogue: `invalid` names the field or feature and what is accepted, `not_found`, `conflict`, `too_large`,
 * `unavailable`.
 */
export interface RoadsDesk {
  /** Each is judged by itself; durable when this resolves. */
  observe(subject: Subject, observations: readonly unknown[]): Promise<ObservationReceipt>;
  segments(tenant: string, query: SegmentQuery): Promise<SegmentCollection>;
  segment(tenant: string, segmentId: string): Promise<RoadSegment>;
  tile(tenant: string, z: number, x: number, y: number, minConfidence: number): Promise<RoadTile>;
  analytics(tenant: string, segmentId: string, span: AnalyticsSpan): Promise<SegmentAnalytics>;
  /** Of GeoJSON: all or nothing. */
  importLines(tenant: string, geojson: unknown, dryRun: boolean): Promise<SegmentImport>;
  /** Resolves when all is matched and estimated anew. */
  recompute(tenant: string): Promise<RecomputeReport>;
  reportHazard(subject: Subject, hazard: z.output<typeof NewHazard>): Promise<Hazard>;
  hazards(tenant: string, query: HazardQuery): Promise<Hazard[]>;
  confirmHazard(subject: Subject, hazardId: string): Promise<Hazard>;
  dismissHazard(subject: Subject, hazardId: string): Promise<Hazard>;
  region(tenant: string, geohash: string): Promise<RegionNow>;
}
