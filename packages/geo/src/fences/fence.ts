import type { BoundingBox } from '../bounding-box.ts';
import type { LatLng } from '../position.ts';
import type { Area } from './area.ts';
import { circleArea } from './circle.ts';
import { corridorArea } from './corridor.ts';
import type { FenceShape } from './fence-shape.ts';
import { type Passage, passagesOf } from './passages.ts';
import { polygonArea } from './polygon.ts';
import { toLatLng, toVector } from './vector.ts';

/** A shape made ready for questions. */
export interface Fence {
  /** Holds all of it. */
  readonly box: BoundingBox;
  /** What a radius is to a circle: for a polygon twice its area by its border, for a corridor half of its width. */
  readonly sizeM: number;
  readonly center: LatLng;
  /** Metres to the border over the ground: 0 or negative inside. Exact everywhere, but for the earth's flattening. */
  distanceM(position: LatLng): number;
  /** The stretches of the straight way between two positions that lie inside. */
  passages(from: LatLng, to: LatLng): Passage[];
}

/** Makes a shape ready. It must be tidy and without a problem: see `tidyShape` and `shapeProblem`. */
export function createFence(shape: FenceShape): Fence {
  const area = areaOf(shape);
  return {
    box: area.box,
    sizeM: area.sizeM,
    center: toLatLng(area.center),
    distanceM: (position) => area.distanceM(toVector(position)),
    passages: (from, to) => passagesOf(area, toVector(from), toVector(to)),
  };
}

function areaOf(shape: FenceShape): Area {
  switch (shape.type) {
    case 'circle':
      return circleArea(shape);
    case 'polygon':
      return polygonArea(shape);
    case 'corridor':
      return corridorArea(shape);
  }
}
