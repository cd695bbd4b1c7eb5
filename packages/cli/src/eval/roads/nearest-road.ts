import { BoxGrid, boundsOf, type DrivableRoad, destination, FlatLine, type LatLng } from '@waycast/geo';

/** How far away a road is looked for, in metres. */
const NEAR_M = 60;

/** The simple rule: a point belongs to the nearest line. */
export class NearestRoad {
  readonly #grid = new BoxGrid<{ readonly segmentId: string; readonly line: FlatLine }>();

  constructor(roads: readonly DrivableRoad[]) {
    for (const { segmentId, line } of roads) {
      const places = line.map(([latitude, longitude]) => ({ latitude, longitude }));
      const around = places.flatMap((place) =>
        [0, 90, 180, 270].map((bearing) => destination(place, bearing, NEAR_M)),
      );
      const box = boundsOf(around);
      if (box !== undefined) this.#grid.add(box, { segmentId, line: new FlatLine(places) });
    }
  }

  /** Null: none is near. */
  of({ latitude, longitude }: LatLng): string | null {
    let nearestM = NEAR_M;
    let nearest: string | null = null;
    for (const { segmentId, line } of this.#grid.at({ latitude, longitude })) {
      const { offM } = line.nearest(line.plane.east(longitude), line.plane.north(latitude));
      if (offM < nearestM) [nearestM, nearest] = [offM, segmentId];
    }
    return nearest;
  }
}
