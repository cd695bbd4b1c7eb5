import type { RoadQuality } from '@waycast/contract';
import type { StaleSegment } from './road-observations.ts';

/** A piece of road. `line`: [latitude, longitude] in degrees, in the direction of travel where it is one way. */
export interface Segment {
  readonly tenant: string;
  readonly segmentId: string;
  readonly name: string | null;
  readonly roadClass: string | null;
  readonly oneWay: boolean;
  readonly lengthM: number;
  /** 6-character geohash of its middle. */
  readonly region: string;
  readonly line: readonly (readonly [latitude: number, longitude: number])[];
}

/** Of estimates that nothing new is observed for. */
export const CONFIDENCE_HALF_LIFE_MS = 30 * 86_400_000;

/** What is known of a piece of road, or of a grid cell without one; m/s², epoch ms. */
export interface SegmentEstimate {
  readonly segmentId: string;
  readonly roughness: number;
  readonly low: number;
  readonly high: number;
  readonly quality: RoadQuality;
  /** As of `observedAt`; it halves with every `CONFIDENCE_HALF_LIFE_MS` since. */
  readonly confidence: number;
  readonly observations: number;
  readonly devices: number;
  readonly trend: number | null;
  readonly observedAt: number;
}

export interface EstimatedSegment extends Segment {
  readonly kind: 'segment' | 'cell';
  readonly estimate: SegmentEstimate | null;
}

/** West, south, east, north in degrees; west > east crosses the 180° meridian. */
export type Box = readonly [west: number, south: number, east: number, north: number];

/** An estimate that was made of what was taken as stale; null: nothing is known any more. */
export interface MadeEstimate extends Pick<StaleSegment, 'lease' | 'changes'> {
  readonly segmentId: string;
  readonly estimate: SegmentEstimate | null;
  /** The grid cell that it is about; null: a piece of road, of which nothing is written when it is gone. */
  readonly cell: Segment | null;
}

/** A quality that is another than before; null: nothing is known any more. */
export interface QualityChange {
  readonly segmentId: string;
  readonly quality: RoadQuality | null;
  readonly region: string;
}

/** Of an hour or day that begins at `from`, epoch ms; medians of roughness (m/s²) and speed (m/s). */
export interface SegmentSpan {
  readonly from: number;
  readonly observations: number;
  readonly devices: number;
  readonly roughness: number | null;
  readonly speed: number | null;
}

/**
 * Roads and what is known of them, in the table `road_segments`. Rejects with `unavailable`. Promises:
 * - G1 `replace` puts all in place of all, or changes nothing; with it all observations are to be matched again.
 *   What is known of a piece stays with its id until it is known better.
 * - G2 Of what `takeStale` gave, `estimate` writes only what nobody has taken since.
 * - G3 Tenants never see each other's roads.
 */
export interface RoadSegments {
  /** Cells stay. Resolves to how many there were. */
  replace(tenant: string, segments: readonly Segment[]): Promise<number>;
  /** Counts replacements: 0 before the first. */
  version(tenant: string): Promise<number>;
  all(tenant: string): Promise<readonly Segment[]>;
  get(tenant: string, segmentId: string): Promise<EstimatedSegment | undefined>;
  inBox(
    tenant: string,
    box: Box,
    where: { readonly minConfidence: number /** Of the confidence at this moment. */; readonly now: number },
    limit: number,
  ): Promise<readonly EstimatedSegment[]>;
  estimate(tenant: string, made: readonly MadeEstimate[]): Promise<readonly QualityChange[]>;
  /** Of the spans between each of `edges` (ascending, epoch ms) and the next; those without observations are left out. */
  analytics(tenant: string, segmentId: string, edges: readonly number[]): Promise<readonly SegmentSpan[]>;
}
