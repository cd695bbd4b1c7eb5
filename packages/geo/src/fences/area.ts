import type { BoundingBox } from '../bounding-box.ts';
import type { Vector } from './vector.ts';

/** A shape as the other parts of a fence need it. */
export interface Area {
  /** Metres to the border: 0 or negative inside. */
  distanceM(place: Vector): number;
  readonly box: BoundingBox;
  /** What a radius is to a circle: for a polygon twice its area by its border, for a corridor half of its width. */
  readonly sizeM: number;
  readonly center: Vector;
}
