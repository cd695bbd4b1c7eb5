import { DistanceHeap, type LatLng } from '@waycast/geo';
import {
  haversine,
  haversineOf,
  haversineToBox,
  metresOf,
  type Origin,
  originAt,
} from './haversine-bound.ts';

/** Degrees of a cell's side, from the widest: each holds up to 64 of the next. The finest is some 110 m high. */
const SIZES = [4, 1 / 2, 1 / 16, 1 / 128, 1 / 1024] as const;
const FINEST = SIZES.length - 1;
const COLUMNS_A_DEGREE = 1024;
const LAST_COLUMN = 360 * COLUMNS_A_DEGREE - 1;
const LAST_ROW = 180 * COLUMNS_A_DEGREE - 1;

/** A square of the map. Only those that hold somebody exist. */
interface Cell {
  readonly level: number;
  readonly south: number;
  readonly west: number;
  readonly parent: Cell | undefined;
  readonly key: number;
  readonly within: Map<number, Cell>;
  readonly members: Member[];
}

interface Member {
  readonly id: string;
  place: Origin;
  cell: Cell;
  /** Where it stands among the cell's members. */
  index: number;
}

export interface Near {
  readonly id: string;
  readonly place: LatLng;
  /** As the crow flies. */
  readonly distanceM: number;
}

/**
 * Where drivers are, for finding the nearest ones. Moving one costs the same however many there are; finding costs by
 * how many are looked at, nearest squares first, in a town as in a desert.
 */
export class NearestDrivers {
  readonly #members = new Map<string, Member>();
  readonly #top = new Map<number, Cell>();

  get size(): number {
    return this.#members.size;
  }

  put(id: string, { latitude, longitude }: LatLng): void {
    const place = originAt({ latitude, longitude });
    const known = this.#members.get(id);
    const [column, row] = squareOf(place);
    if (known !== undefined && known.cell.key === keyOf(column, row)) {
      known.place = place;
      return;
    }
    if (known !== undefined) this.#leave(known);
    const cell = this.#cellAt(column, row);
    const member = known ?? { id, place, cell, index: 0 };
    Object.assign(member, { place, cell, index: cell.members.length });
    cell.members.push(member);
    this.#members.set(id, member);
  }

  delete(id: string): void {
    const member = this.#members.get(id);
    if (member === undefined) return;
    this.#leave(member);
    this.#members.delete(id);
  }

  placeOf(id: string): LatLng | undefined {
    return this.#members.get(id)?.place;
  }

  /** The nearest `count` of those that `fits` and are no farther than `radiusM`, nearest first. */
  around(center: LatLng, count: number, radiusM: number, fits: (id: string) => boolean): Near[] {
    const origin = originAt(center);
    const farthest = haversineOf(radiusM);
    const found: Near[] = [];
    const heap = new DistanceHeap<Cell | Member>();
    pushCells(heap, this.#top, origin, farthest);
    while (found.length < count) {
      const distance = heap.nearest;
      const next = heap.pop();
      if (next === undefined) break;
      if ('id' in next) found.push(toNear(next, distance));
      else if (next.level < FINEST) pushCells(heap, next.within, origin, farthest);
      else pushMembers(heap, next.members, origin, farthest, fits);
    }
    return found;
  }

  #cellAt(column: number, row: number): Cell {
    let parent: Cell | undefined;
    let cells = this.#top;
    for (let level = 0; ; level += 1) {
      const shift = 2 ** (3 * (FINEST - level));
      const [x, y] = [Math.floor(column / shift), Math.floor(row / shift)];
      const key = keyOf(x, y);
      let cell = cells.get(key);
      if (cell === undefined) {
        cell = newCell(level, x, y, parent);
        cells.set(key, cell);
      }
      if (level === FINEST) return cell;
      [parent, cells] = [cell, cell.within];
    }
  }

  #leave({ cell, index }: Member): void {
    const last = cell.members.pop();
    if (last !== undefined && index < cell.members.length) {
      cell.members[index] = last;
      last.index = index;
    }
    let empty: Cell | undefined = cell;
    while (empty !== undefined && empty.members.length === 0 && empty.within.size === 0) {
      (empty.parent?.within ?? this.#top).delete(empty.key);
      empty = empty.parent;
    }
  }
}

function toNear({ id, place: { latitude, longitude } }: Member, distance: number): Near {
  return { id, place: { latitude, longitude }, distanceM: metresOf(distance) };
}

function newCell(level: number, x: number, y: number, parent: Cell | undefined): Cell {
  const size = sizeOf(level);
  const [south, west] = [y * size - 90, x * size - 180];
  return { level, south, west, parent, key: keyOf(x, y), within: new Map(), members: [] };
}

function sizeOf(level: number): number {
  return SIZES[level] ?? 0;
}

/** Column from west and row from south of the finest square that holds a place. */
function squareOf({ latitude, longitude }: LatLng): readonly [column: number, row: number] {
  const column = Math.floor((longitude + 180) * COLUMNS_A_DEGREE);
  const row = Math.floor((latitude + 90) * COLUMNS_A_DEGREE);
  return [Math.min(Math.max(column, 0), LAST_COLUMN), Math.min(Math.max(row, 0), LAST_ROW)];
}

function keyOf(x: number, y: number): number {
  return y * 2 ** 19 + x;
}

function pushCells(
  heap: DistanceHeap<Cell | Member>,
  cells: ReadonlyMap<number, Cell>,
  origin: Origin,
  farthest: number,
): void {
  for (const cell of cells.values()) {
    const distance = haversineToBox(origin, cell.south, cell.west, sizeOf(cell.level));
    if (distance <= farthest) heap.push(distance, cell);
  }
}

function pushMembers(
  heap: DistanceHeap<Cell | Member>,
  members: readonly Member[],
  origin: Origin,
  farthest: number,
  fits: (id: string) => boolean,
): void {
  for (const member of members) {
    const distance = haversine(origin, member.place);
    if (distance <= farthest && fits(member.id)) heap.push(distance, member);
  }
}
