import { distanceM, EARTH_RADIUS_M, type FenceShape, type LatLng } from '../src/index.ts';

/**
 * The same by other means: everything is laid out on the plane around the asked position, on which the way to it
 * keeps its length (azimuthal equidistant), each side in many short pieces; inside is the winding of the rings.
 */
export function slowDistanceM(shape: FenceShape, position: LatLng): number {
  if (shape.type === 'circle') return distanceM(shape.center, position) - shape.radiusM;
  if (shape.type === 'corridor') return nearest(chain(shape.line, position)) - shape.widthM / 2;
  const rings = [shape.outer, ...(shape.holes ?? [])].map((ring) =>
    chain([...ring, ...ring.slice(0, 1)], position),
  );
  const distance = Math.min(...rings.map(nearest));
  const windings = rings.reduce((sum, ring) => sum + Math.abs(winding(ring)), 0);
  return windings % 2 === 1 ? -distance : distance;
}

type Point = readonly [x: number, y: number];

const PIECES = 200;

function chain(line: readonly LatLng[], origin: LatLng): Point[] {
  const points: Point[] = [];
  line.slice(1).forEach((end, i) => {
    const start = toXyz(line[i] ?? end);
    for (let piece = 0; piece <= PIECES; piece++)
      points.push(flat(mix(start, toXyz(end), piece / PIECES), origin));
  });
  return points;
}

function nearest(points: readonly Point[]): number {
  return points.slice(1).reduce((least, b, i) => {
    const [ax, ay] = points[i] ?? b;
    const [dx, dy] = [b[0] - ax, b[1] - ay];
    const length2 = dx * dx + dy * dy;
    const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length2));
    return Math.min(least, Math.hypot(ax + t * dx, ay + t * dy));
  }, Number.POSITIVE_INFINITY);
}

function winding(points: readonly Point[]): number {
  let turned = 0;
  points.slice(1).forEach(([x, y], i) => {
    const [px, py] = points[i] ?? [x, y];
    turned += Math.atan2(px * y - py * x, px * x + py * y);
  });
  return Math.round(turned / (2 * Math.PI));
}

type Xyz = readonly [number, number, number];

function toXyz({ latitude, longitude }: LatLng): Xyz {
  const [phi, lambda] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

/** On the chord, which lies under the shortest way. */
function mix(a: Xyz, b: Xyz, t: number): Xyz {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

function flat(place: Xyz, origin: LatLng): Point {
  const at = toXyz(origin);
  const lambda = (origin.longitude * Math.PI) / 180;
  const east: Xyz = [-Math.sin(lambda), Math.cos(lambda), 0];
  const north: Xyz = [
    at[1] * east[2] - at[2] * east[1],
    at[2] * east[0] - at[0] * east[2],
    at[0] * east[1] - at[1] * east[0],
  ];
  const of = (axis: Xyz): number => place[0] * axis[0] + place[1] * axis[1] + place[2] * axis[2];
  const [x, y, up] = [of(east), of(north), of(at)];
  const across = Math.hypot(x, y);
  const scale = across === 0 ? 0 : (EARTH_RADIUS_M * Math.atan2(across, up)) / across;
  return [x * scale, y * scale];
}
