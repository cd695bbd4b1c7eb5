import { bearingDegrees } from '../bearing.ts';
import { distanceM } from '../distance.ts';
import { DistanceHeap } from '../distance-heap.ts';
import type { LatLng } from '../position.ts';
import { type DrivableRoad, placeName } from './drivable-road.ts';

/** A straight stretch as it is driven. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly lengthM: number;
  /** Degrees. */
  readonly bearing: number;
  readonly segmentId: string;
  /** Of its start along the segment, and of its end. */
  readonly fromAlongM: number;
  readonly toAlongM: number;
}

/** Every vertex of the roads, and how one gets from each to the next. */
export class DriveGraph {
  readonly places: LatLng[] = [];
  readonly #leaving: Stretch[][] = [];
  readonly #heap = new DistanceHeap<number>();

  constructor(roads: readonly DrivableRoad[]) {
    const nodes = new Map<string, number>();
    for (const road of roads) {
      let alongM = 0;
      for (const [index, end] of road.line.entries()) {
        const start = road.line[index - 1];
        if (start === undefined || placeName(start) === placeName(end)) continue;
        alongM = this.#add(road, this.#node(nodes, start), this.#node(nodes, end), alongM);
      }
    }
  }

  leaving(node: number): readonly Stretch[] {
    return this.#leaving[node] ?? [];
  }

  /** The shortest way, without turning round; undefined when there is none. */
  shortestWay(from: number, to: number): Stretch[] | undefined {
    const metres = new Float64Array(this.places.length).fill(Number.POSITIVE_INFINITY);
    const by: (Stretch | undefined)[] = [];
    metres[from] = 0;
    this.#heap.clear();
    this.#heap.push(0, from);
    for (;;) {
      const here = this.#heap.nearest;
      const node = this.#heap.pop();
      if (node === undefined || node === to) break;
      if (here > (metres[node] ?? 0)) continue;
      for (const stretch of this.leaving(node)) {
        const there = here + stretch.lengthM;
        if (there >= (metres[stretch.to] ?? 0)) continue;
        metres[stretch.to] = there;
        by[stretch.to] = stretch;
        this.#heap.push(there, stretch.to);
      }
    }
    return Number.isFinite(metres[to]) ? traceBack(by, from, to) : undefined;
  }

  #node(nodes: Map<string, number>, place: readonly [number, number]): number {
    const name = placeName(place);
    const known = nodes.get(name);
    if (known !== undefined) return known;
    nodes.set(name, this.places.length);
    this.#leaving.push([]);
    return this.places.push({ latitude: place[0], longitude: place[1] }) - 1;
  }

  /** Returns how far along the road its end is. */
  #add({ segmentId, oneWay }: DrivableRoad, from: number, to: number, fromAlongM: number): number {
    const [start = NOWHERE, end = NOWHERE] = [this.places[from], this.places[to]];
    const lengthM = distanceM(start, end);
    const toAlongM = fromAlongM + lengthM;
    const there = { from, to, lengthM, bearing: bearingDegrees(start, end), segmentId, fromAlongM, toAlongM };
    this.#leaving[from]?.push(there);
    if (!oneWay)
      this.#leaving[to]?.push({
        ...there,
        from: to,
        to: from,
        bearing: (there.bearing + 180) % 360,
        fromAlongM: toAlongM,
        toAlongM: fromAlongM,
      });
    return toAlongM;
  }
}

const NOWHERE: LatLng = { latitude: 0, longitude: 0 };

function traceBack(by: readonly (Stretch | undefined)[], from: number, to: number): Stretch[] {
  const way: Stretch[] = [];
  for (let node = to; node !== from; ) {
    const stretch = by[node];
    if (stretch === undefined) break;
    way.push(stretch);
    node = stretch.from;
  }
  return way.reverse();
}
