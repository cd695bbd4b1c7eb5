/** What `waycast eval roads` runs: the matcher and the estimate of roughness, without a server. */
export { estimateSegment } from './modules/roads/estimate/estimate-segment.ts';
export type { RoughnessObservation } from './modules/roads/estimate/passes.ts';
export { qualityOf, REFERENCE_MPS, roughnessOf } from './modules/roads/estimate/roughness.ts';
export { PIECE_MAX_M } from './modules/roads/lines/cut-lines.ts';
export type { PointMatch, RoadLine, TracePoint } from './modules/roads/matching/road-line.ts';
export { RoadMatcher } from './modules/roads/matching/road-matcher.ts';
export type { SegmentEstimate } from './ports/road-segments.ts';
