import type { BoundingBox } from '../bounding-box.ts';
import type { FeatureCollection, LineString, Polygon } from '../geojson.ts';
import type { LatLng } from '../position.ts';
import type { Place } from './places.ts';
import type { RoadClass } from './road-class.ts';
import type { RoadGraph } from './road-graph.ts';

export interface StreetProperties {
  readonly name: string;
  readonly roadClass: RoadClass;
  readonly bridge: boolean;
}

export interface AreaProperties {
  readonly name: string;
}

export interface BuildingProperties {
  readonly heightM: number;
}

/** A town that nobody lives in: what the map draws and what simulated vehicles drive on, in degrees. */
export interface Town {
  readonly name: string;
  readonly seed: number;
  readonly center: LatLng;
  /** Around the ring road and all within. */
  readonly bounds: BoundingBox;
  readonly streets: FeatureCollection<LineString, StreetProperties>;
  readonly water: FeatureCollection<Polygon, AreaProperties>;
  readonly parks: FeatureCollection<Polygon, AreaProperties>;
  readonly blocks: FeatureCollection<Polygon, Readonly<Record<string, never>>>;
  readonly buildings: FeatureCollection<Polygon, BuildingProperties>;
  /** School, depot, station, hospital, shops and bus stops. */
  readonly places: readonly Place[];
  readonly graph: RoadGraph;
}
