import { EARTH_RADIUS_M, type LatLng, toRadians } from './position.ts';

/**
 * Douglas–Peucker: the fewest of the line's own points such that no dropped point lies further than `toleranceM`
 * metres from the simplified line. Ends stay. Works on a local plane: meant for lines of up to some 100 km.
 */
export function simplifyLine<P extends LatLng>(line: readonly P[], toleranceM: number): P[] {
  const plane = projectToPlane(line);
  return keepFarthest(line, toleranceM, (point, start, end) => distanceToSegment(plane, point, start, end));
}

/**
 * The same for a ride, in order of `time` (epoch ms): who moves along the simplified one at even speeds between its
 * points is never further than `toleranceM` metres from where the vehicle was at that moment. Halts and changes of
 * speed stay, which a simplified line alone would lose.
 */
export function simplifyRide<P extends LatLng & { readonly time: number }>(
  ride: readonly P[],
  toleranceM: number,
): P[] {
  const plane = projectToPlane(ride);
  const timeAt = (index: number): number => ride[index]?.time ?? 0;
  return keepFarthest(ride, toleranceM, (point, start, end) => {
    const lasts = timeAt(end) - timeAt(start);
    return distanceToPart(
      plane,
      point,
      start,
      end,
      lasts === 0 ? 0 : (timeAt(point) - timeAt(start)) / lasts,
    );
  });
}

type Distance = (point: number, start: number, end: number) => number;

function keepFarthest<P extends LatLng>(line: readonly P[], toleranceM: number, distance: Distance): P[] {
  if (line.length <= 2) return [...line];
  const keep = new Uint8Array(line.length);
  keep[0] = 1;
  keep[line.length - 1] = 1;
  // A stack instead of recursion: a long straight ride must not overflow the call stack.
  const open: [number, number][] = [[0, line.length - 1]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [start, end] = span;
    const far = farthest(distance, start, end);
    if (far.distance <= toleranceM) continue;
    keep[far.index] = 1;
    open.push([start, far.index], [far.index, end]);
  }
  return line.filter((_, index) => keep[index] === 1);
}

/** Metres east and north of the first point, interleaved. */
function projectToPlane(line: readonly LatLng[]): Float64Array {
  const origin = line[0] ?? { latitude: 0, longitude: 0 };
  const perDegree = toRadians(1) * EARTH_RADIUS_M;
  const shrink = Math.cos(toRadians(origin.latitude));
  const plane = new Float64Array(line.length * 2);
  line.forEach(({ latitude, longitude }, i) => {
    const east = ((((longitude - origin.longitude) % 360) + 540) % 360) - 180;
    plane[2 * i] = east * perDegree * shrink;
    plane[2 * i + 1] = (latitude - origin.latitude) * perDegree;
  });
  return plane;
}

function farthest(distance: Distance, start: number, end: number): { index: number; distance: number } {
  let index = start;
  let most = 0;
  for (let i = start + 1; i < end; i++) {
    const d = distance(i, start, end);
    if (d > most) [index, most] = [i, d];
  }
  return { index, distance: most };
}

function distanceToSegment(plane: Float64Array, point: number, start: number, end: number): number {
  const [x, y] = vertex(plane, point);
  const [ax, ay] = vertex(plane, start);
  const [bx, by] = vertex(plane, end);
  const length2 = (bx - ax) ** 2 + (by - ay) ** 2;
  const along = length2 === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2;
  return distanceToPart(plane, point, start, end, Math.max(0, Math.min(1, along)));
}

/** From a point to the place at this part of the way, 0 to 1, from one end to the other. */
function distanceToPart(
  plane: Float64Array,
  point: number,
  start: number,
  end: number,
  part: number,
): number {
  const [x, y] = vertex(plane, point);
  const [ax, ay] = vertex(plane, start);
  const [bx, by] = vertex(plane, end);
  return Math.hypot(x - (ax + part * (bx - ax)), y - (ay + part * (by - ay)));
}

function vertex(plane: Float64Array, index: number): [x: number, y: number] {
  return [plane[2 * index] ?? 0, plane[2 * index + 1] ?? 0];
}
