/** A piece of road as the matcher takes it. Pieces that meet have the vertex in common, at an end or within. */
export interface RoadLine {
  readonly segmentId: string;
  /** Degrees; in the direction of travel where it is one way. */
  readonly line: readonly (readonly [latitude: number, longitude: number])[];
  readonly oneWay: boolean;
}

/** Where something was, and when; epoch ms, degrees, metres, metres per second. */
export interface TracePoint {
  readonly time: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracy: number | null;
  readonly speed: number | null;
  /** Clockwise from north. */
  readonly heading: number | null;
}

/** Where a point belongs; all null when no road is near or the point is impossible. */
export interface PointMatch {
  readonly segmentId: string | null;
  /** From the segment's start to the place on it where the point belongs. */
  readonly alongM: number | null;
  /** From there to where the point is, as the points before and after it say. */
  readonly distanceM: number | null;
}
