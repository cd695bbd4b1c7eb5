import type { Area } from './area.ts';
import { widenBox } from './bounds.ts';
import type { Circle } from './fence-shape.ts';
import { toVector, vectorDistanceM } from './vector.ts';

export function circleArea({ center, radiusM }: Circle): Area {
  const { latitude, longitude } = center;
  const middle = toVector(center);
  return {
    distanceM: (place) => vectorDistanceM(middle, place) - radiusM,
    box: widenBox([longitude, latitude, longitude, latitude], radiusM),
    sizeM: radiusM,
    center: middle,
  };
}
