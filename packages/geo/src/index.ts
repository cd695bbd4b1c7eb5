export { bearingDegrees, bearingDifference, interpolateBearing } from './bearing.ts';
export { type BoundingBox, boundsOf, boxContains } from './bounding-box.ts';
export { BoxGrid } from './box-grid.ts';
export { ConformalPlane } from './conformal-plane.ts';
export { destination } from './destination.ts';
export { distanceM } from './distance.ts';
export { DistanceHeap } from './distance-heap.ts';
export { cutRoads } from './drives/cut-roads.ts';
export type { DrivableRoad } from './drives/drivable-road.ts';
export { DriveGraph } from './drives/drive-graph.ts';
export { type ReceiverErrors, type ReportedMoment, reportDrive } from './drives/reported-drive.ts';
export { type DriveMoment, simulateDrive } from './drives/simulated-drive.ts';
export { createFence, type Fence } from './fences/fence.ts';
export {
  type Circle,
  type Corridor,
  type FenceShape,
  type PolygonArea,
  tidyShape,
} from './fences/fence-shape.ts';
export type { Passage } from './fences/passages.ts';
export { SHAPE_LIMITS, shapeProblem } from './fences/shape-problem.ts';
export { type Expected, FlatLine, type OnLine } from './flat-line.ts';
export { FlatPlane } from './flat-plane.ts';
export {
  decodeGeohash,
  encodeGeohash,
  geohashCenter,
  geohashNeighbours,
  isGeohash,
  REGION_GEOHASH_LENGTH,
} from './geohash.ts';
export type { Feature, FeatureCollection, LineString, Polygon } from './geojson.ts';
export { interpolate, lineLengthM, type PointOnLine, pointAlong } from './polyline.ts';
export { EARTH_RADIUS_M, fromLngLat, type LatLng, type LngLat, toLngLat, wrapLongitude } from './position.ts';
export { simplifyLine, simplifyRide } from './simplify.ts';
export { StrokeGrid, type Strokes } from './stroke-grid.ts';
export { createTown, DEMO_TOWN_SEED } from './town/create-town.ts';
export { normal } from './town/normal.ts';
export { PLACE_KINDS, type Place, type PlaceKind } from './town/places.ts';
export { createRandom, type Random } from './town/random.ts';
export { ROAD_CLASSES, ROAD_SPEED_MPS, type RoadClass } from './town/road-class.ts';
export { nearestNode, type RoadEdge, type RoadGraph, type RoadNode } from './town/road-graph.ts';
export { type Leg, quickestWay } from './town/shortest-path.ts';
export type { AreaProperties, BuildingProperties, StreetProperties, Town } from './town/town.ts';
