import type { VisitStop } from './visit-trip.ts';
import type { WayPoint } from './visits-state.ts';

/*
 * Metres before a stop's border on the way there, and beyond it on the way on; negative at the stop. On the line they
 * go by the line, so that a stop that is passed again later, or lies beside another, is a different place. Beside it
 * they go by the distance.
 */

type Place = Pick<WayPoint, 'x' | 'y' | 'alongM'>;

export function distanceFrom(stop: VisitStop, { x, y }: Pick<Place, 'x' | 'y'>): number {
  const dx = x - stop.x;
  const dy = y - stop.y;
  return Math.sqrt(dx * dx + dy * dy);
}

export function metresUntil(stop: VisitStop, place: Place): number {
  return place.alongM === null ? distanceFrom(stop, place) - stop.radiusM : stop.enterM - place.alongM;
}

export function metresPast(stop: VisitStop, place: Place): number {
  return place.alongM === null ? distanceFrom(stop, place) - stop.radiusM : place.alongM - stop.leaveM;
}

/** Metres beyond a border from which on a stop counts as left, before what the position's error adds. */
export function marginM(stop: VisitStop): number {
  return Math.max(20, 0.3 * stop.radiusM);
}
