import type { Fix } from '@waycast/contract';
import { FlatPlane, type LatLng } from '@waycast/geo';

/** How far a ride, as it was recorded, was from one place at any time: straight on and evenly between its fixes. */
export class CleanPath {
  readonly #times: readonly number[];
  readonly #xs: readonly number[];
  readonly #ys: readonly number[];

  /** `fixes` by ascending time. */
  constructor(fixes: readonly Fix[], place: LatLng) {
    const plane = new FlatPlane(place);
    this.#times = fixes.map(({ time }) => time);
    this.#xs = fixes.map(({ longitude }) => plane.east(longitude));
    this.#ys = fixes.map(({ latitude }) => plane.north(latitude));
  }

  /** Metres from the place; before the first fix and after the last, as at them. */
  distanceAt(time: number): number {
    let low = 0;
    let high = this.#times.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#at(this.#times, middle) <= time) low = middle;
      else high = middle;
    }
    const [from, to] = [this.#at(this.#times, low), this.#at(this.#times, high)];
    const fraction = to > from ? Math.max(0, Math.min(1, (time - from) / (to - from))) : 0;
    return this.#distanceBetween(low, high, fraction);
  }

  /** The times between which it was within a radius, in order. Those apart by a way of less than `marginM` are one. */
  within(radiusM: number, marginM: number): { readonly from: number; readonly to: number }[] {
    const found: { from: number; to: number }[] = [];
    let farthest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#times.length; i++) {
      const chord = this.#chord(Math.max(0, i - 1), i, radiusM);
      const last = found.at(-1);
      if (chord !== undefined && last !== undefined && farthest <= radiusM + marginM) last.to = chord.to;
      else if (chord !== undefined) found.push(chord);
      const distance = this.#distanceBetween(i, i, 0);
      farthest = chord === undefined ? Math.max(farthest, distance) : distance;
    }
    return found;
  }

  /** When, on the straight way between two fixes, it was within a radius. */
  #chord(a: number, b: number, radiusM: number): { from: number; to: number } | undefined {
    const [x, y] = [this.#at(this.#xs, a), this.#at(this.#ys, a)];
    const [dx, dy] = [this.#at(this.#xs, b) - x, this.#at(this.#ys, b) - y];
    const squared = dx * dx + dy * dy;
    const [start, end] = [this.#at(this.#times, a), this.#at(this.#times, b)];
    const inside = x * x + y * y - radiusM * radiusM;
    if (squared === 0) return inside <= 0 ? { from: start, to: end } : undefined;
    const half = (x * dx + y * dy) / squared;
    const root = half * half - inside / squared;
    const [from, to] = [-half - Math.sqrt(root), -half + Math.sqrt(root)];
    if (root < 0 || to < 0 || from > 1) return undefined;
    return { from: start + Math.max(0, from) * (end - start), to: start + Math.min(1, to) * (end - start) };
  }

  #distanceBetween(a: number, b: number, fraction: number): number {
    const x = this.#at(this.#xs, a) + fraction * (this.#at(this.#xs, b) - this.#at(this.#xs, a));
    const y = this.#at(this.#ys, a) + fraction * (this.#at(this.#ys, b) - this.#at(this.#ys, a));
    return Math.hypot(x, y);
  }

  #at(list: readonly number[], index: number): number {
    return list[index] ?? 0;
  }
}
