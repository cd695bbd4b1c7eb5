import { FlatPlane } from './flat-plane.ts';
import type { LatLng } from './position.ts';

/** The place on a line that suits a point best: how far along, and how far the point is from it. */
export interface OnLine {
  readonly alongM: number;
  readonly offM: number;
}

/** Where on a line something is expected, where the line comes by more than once: both as standard deviations. */
export interface Expected {
  readonly alongM: number;
  readonly sdM: number;
  readonly offSdM: number;
}

/** A line on a plane, with what is needed to find a point's place on a stretch of it fast. */
export class FlatLine {
  readonly plane: FlatPlane;
  readonly lengthM: number;
  readonly #xs: Float64Array;
  readonly #ys: Float64Array;
  /** Metres from the line's start to each vertex. */
  readonly #alongs: Float64Array;

  /** Of at least one point. Throws RangeError for none. */
  constructor(line: readonly LatLng[]) {
    const middle = line[line.length >> 1];
    if (middle === undefined) throw new RangeError('A line needs a point.');
    this.plane = new FlatPlane(middle);
    this.#xs = Float64Array.from(line, ({ longitude }) => this.plane.east(longitude));
    this.#ys = Float64Array.from(line, ({ latitude }) => this.plane.north(latitude));
    this.#alongs = new Float64Array(line.length);
    for (let i = 1; i < line.length; i++) this.#alongs[i] = this.#along(i - 1) + this.#segmentM(i);
    this.lengthM = this.#along(line.length - 1);
  }

  /** The place nearest to a point between two distances along the line; with `expected`, the likeliest one. */
  nearest(x: number, y: number, fromM = 0, toM = this.lengthM, expected?: Expected): OnLine {
    let best = Number.POSITIVE_INFINITY;
    let alongM = clamp(fromM, 0, this.lengthM);
    let offM = Number.POSITIVE_INFINITY;
    const xs = this.#xs;
    const ys = this.#ys;
    const alongs = this.#alongs;
    for (let i = this.#segmentAt(fromM); i < xs.length; i++) {
      const start = alongs[i - 1] ?? 0;
      if (start > toM && i > 1 && offM < Number.POSITIVE_INFINITY) break;
      const fromX = xs[i - 1] ?? 0;
      const fromY = ys[i - 1] ?? 0;
      const dx = (xs[i] ?? 0) - fromX;
      const dy = (ys[i] ?? 0) - fromY;
      const squared = dx * dx + dy * dy;
      const length = (alongs[i] ?? 0) - start;
      const share = squared === 0 ? 0 : clamp(((x - fromX) * dx + (y - fromY) * dy) / squared, 0, 1);
      const at = clamp(start + share * length, fromM, toM);
      const into = length === 0 ? 0 : (at - start) / length;
      const offX = x - (fromX + into * dx);
      const offY = y - (fromY + into * dy);
      const off = Math.sqrt(offX * offX + offY * offY);
      const cost = expected === undefined ? off : unlikeliness(at, off, expected);
      if (cost >= best) continue;
      best = cost;
      alongM = at;
      offM = off;
    }
    return offM === Number.POSITIVE_INFINITY ? this.#only(x, y) : { alongM, offM };
  }

  /** The places that are nearer to a point than those around them, and no further than `withinM`; in order. */
  passes(x: number, y: number, withinM: number): OnLine[] {
    const nearest: OnLine[] = [];
    for (let i = 1; i < this.#xs.length; i++) {
      const alongM = this.#projected(i, x, y);
      nearest.push({ alongM, offM: this.#offAt(i, alongM - this.#along(i - 1), x, y) });
    }
    return nearest.filter(
      ({ alongM, offM }, i) =>
        offM <= withinM &&
        offM <= (nearest[i + 1]?.offM ?? offM) &&
        // A vertex is the nearest place of both segments that meet there.
        !(
          offM >= (nearest[i - 1]?.offM ?? Number.POSITIVE_INFINITY) &&
          alongM - (nearest[i - 1]?.alongM ?? 0) < 1
        ) &&
        offM <= (nearest[i - 1]?.offM ?? offM),
    );
  }

  /** A point's distance from the place so many metres along. */
  offM(alongM: number, x: number, y: number): number {
    if (this.#xs.length < 2) return this.#only(x, y).offM;
    const i = this.#segmentAt(alongM);
    return this.#offAt(i, clamp(alongM, 0, this.lengthM) - this.#along(i - 1), x, y);
  }

  /** East and north of the place so many metres along. */
  at(alongM: number): readonly [east: number, north: number] {
    const i = Math.min(this.#segmentAt(alongM), this.#xs.length - 1);
    const length = i < 1 ? 0 : this.#segmentM(i);
    if (length === 0) return [this.#x(i), this.#y(i)];
    const fraction = (clamp(alongM, 0, this.lengthM) - this.#along(i - 1)) / length;
    const [x, y] = [this.#x(i - 1), this.#y(i - 1)];
    return [x + fraction * (this.#x(i) - x), y + fraction * (this.#y(i) - y)];
  }

  /** East and north of the direction in which the line runs there, as a unit vector; zero on a line of one place. */
  directionAt(alongM: number): readonly [east: number, north: number] {
    const i = Math.min(this.#segmentAt(alongM), this.#xs.length - 1);
    const length = i < 1 ? 0 : this.#segmentM(i);
    if (length === 0) return [0, 0];
    return [(this.#x(i) - this.#x(i - 1)) / length, (this.#y(i) - this.#y(i - 1)) / length];
  }

  #only(x: number, y: number): OnLine {
    return { alongM: 0, offM: Math.hypot(x - this.#x(0), y - this.#y(0)) };
  }

  /** The segment, by the number of its end, that holds the place. */
  #segmentAt(alongM: number): number {
    let low = 1;
    let high = this.#xs.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#along(middle) < alongM) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How far along the line the place of a segment is that is nearest to a point. */
  #projected(end: number, x: number, y: number): number {
    const [fromX, fromY] = [this.#x(end - 1), this.#y(end - 1)];
    const dx = this.#x(end) - fromX;
    const dy = this.#y(end) - fromY;
    const squared = dx * dx + dy * dy;
    const fraction = squared === 0 ? 0 : clamp(((x - fromX) * dx + (y - fromY) * dy) / squared, 0, 1);
    return this.#along(end - 1) + fraction * (this.#along(end) - this.#along(end - 1));
  }

  #offAt(end: number, intoM: number, x: number, y: number): number {
    const length = this.#along(end) - this.#along(end - 1);
    const fraction = length === 0 ? 0 : intoM / length;
    const dx = x - (this.#x(end - 1) + fraction * (this.#x(end) - this.#x(end - 1)));
    const dy = y - (this.#y(end - 1) + fraction * (this.#y(end) - this.#y(end - 1)));
    return Math.sqrt(dx * dx + dy * dy);
  }

  #segmentM(end: number): number {
    return Math.hypot(this.#x(end) - this.#x(end - 1), this.#y(end) - this.#y(end - 1));
  }

  #x(vertex: number): number {
    return this.#xs[vertex] ?? 0;
  }

  #y(vertex: number): number {
    return this.#ys[vertex] ?? 0;
  }

  #along(vertex: number): number {
    return this.#alongs[vertex] ?? 0;
  }
}

function unlikeliness(alongM: number, offM: number, expected: Expected): number {
  const off = offM / expected.offSdM;
  const away = (alongM - expected.alongM) / expected.sdM;
  return off * off + away * away;
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}
