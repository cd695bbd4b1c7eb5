import type { RoadQuality } from '@waycast/contract';

/** A piece of road. `line`: [latitude, longitude] in degrees, in the direction of travel where it is one way. */
export interface Segment {
  readonly tenant: string;
  readonly segmentId: string;
  readonly name: string | null;
  readonly roadClass: string | null;
  readonly oneWay: boolean;
  readonly lengthM: number;
  readonly line: readonly (readonly [latitude: number, longitude: number])[];
}

/** What is known of a piece of road, or of a grid cell without one; m/s², epoch ms. */
export interface SegmentEstimate {
  readonly segmentId: string;
  readonly roughness: number;
  readonly low: number;
  readonly high: number;
  readonly quality: RoadQuality;
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

/** Roads and what is known of them, in the table `road_segments`. Rejects with `unavailable`. */
export interface RoadSegments {
  /** In place of all that the tenant has; its cells stay. Resolves to how many there were. */
  replace(tenant: string, segments: readonly Segment[]): Promise<number>;
  /** Counts replacements: 0 before the first. */
  version(tenant: string): Promise<number>;
  all(tenant: string): Promise<readonly Segment[]>;
  get(tenant: string, segmentId: string): Promise<EstimatedSegment | undefined>;
  inBox(
    tenant: string,
    box: Box,
    where: { readonly minConfidence: number },
    limit: number,
  ): Promise<readonly EstimatedSegment[]>;
  /** Resolves to the qualities that are others than before. */
  estimate(
    tenant: string,
    estimates: readonly SegmentEstimate[],
  ): Promise<
    readonly { readonly segmentId: string; readonly quality: RoadQuality; readonly region: string }[]
  >;
  analytics(
    tenant: string,
    segmentId: string,
    from: number,
    to: number,
    bucket: 'hour' | 'day',
  ): Promise<
    readonly {
      readonly from: number;
      readonly observations: number;
      readonly devices: number;
      readonly roughness: number | null;
      readonly speed: number | null;
    }[]
  >;
}
