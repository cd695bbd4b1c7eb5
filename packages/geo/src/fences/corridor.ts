import type { LatLng } from '../position.ts';
import { type Arc, arcDistanceM, arcOf } from './arc.ts';
import type { Area } from './area.ts';
import { chainBox, widenBox } from './bounds.ts';
import type { Corridor } from './fence-shape.ts';
import { toVector } from './vector.ts';

export function corridorArea({ line, widthM }: Corridor): Area {
  const arcs = lineArcs(line);
  const half = widthM / 2;
  const middle = line[Math.floor(line.length / 2)] ?? { latitude: 0, longitude: 0 };
  return {
    distanceM(place) {
      let nearest = Number.POSITIVE_INFINITY;
      for (const arc of arcs) nearest = Math.min(nearest, arcDistanceM(arc, place));
      return nearest - half;
    },
    box: widenBox(chainBox(line, arcs), half),
    sizeM: half,
    center: toVector(middle),
  };
}

/** The arcs between the points of a line. */
function lineArcs(line: readonly LatLng[]): Arc[] {
  const places = line.map(toVector);
  return places.slice(1).map((b, i) => arcOf(places[i] ?? b, b));
}
