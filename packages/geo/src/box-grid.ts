import type { BoundingBox } from './bounding-box.ts';
import type { LatLng } from './position.ts';

/** Cells of the finest level are 0.0055° wide, some 600 m; their numbers still fit 31 bits. */
const FINEST_LEVEL = 16;

/** The boxes that touch a cell: four numbers each, west, south, east, north, side by side for they are read in a row. */
interface Cell<T> {
  readonly bounds: number[];
  readonly values: T[];
}

interface Level<T> {
  readonly number: number;
  readonly cells: Map<number, Cell<T>>;
}

/**
 * Boxes by the cells that they touch, so that finding those around a position costs by how many there are and not by
 * how many exist. Each box lies on the level whose cells are a quarter to a half of its longer side: at most 25 cells
 * (a few more on the two sides of the 180° meridian), and about half of those found in a cell hold the position.
 */
export class BoxGrid<T> {
  /** Levels and cells without boxes are absent. */
  readonly #levels: Level<T>[] = [];
  #size = 0;

  /** Boxes in it. */
  get size(): number {
    return this.#size;
  }

  /** Adds a value, which must not be in it with the same box already. */
  add(box: BoundingBox, value: T): void {
    const number = levelOf(box);
    const level = this.#levels.find((other) => other.number === number) ?? this.#open(number);
    for (const at of cellsOf(box, number)) {
      const cell = level.cells.get(at) ?? { bounds: [], values: [] };
      level.cells.set(at, cell);
      cell.bounds.push(...box);
      cell.values.push(value);
    }
    this.#size += 1;
  }

  /** Takes a value out, by the box it was added with; whether it was there. */
  delete(box: BoundingBox, value: T): boolean {
    const number = levelOf(box);
    const level = this.#levels.find((other) => other.number === number);
    if (level === undefined) return false;
    let found = false;
    for (const at of cellsOf(box, number)) if (deleteFrom(level.cells, at, value)) found = true;
    if (level.cells.size === 0) this.#levels.splice(this.#levels.indexOf(level), 1);
    if (found) this.#size -= 1;
    return found;
  }

  /** The values whose box holds the position: always in the same order, until boxes come or go. */
  at(position: LatLng): T[] {
    const found: T[] = [];
    for (const { number, cells } of this.#levels) {
      const cell = cells.get(cellAt(position, number));
      if (cell !== undefined) collect(cell, position, found);
    }
    return found;
  }

  /** The values whose box has a place in common with this one, each once. Costs by the box's size: meant for small ones. */
  touching(box: BoundingBox): T[] {
    const found = new Set<T>();
    for (const { number, cells } of this.#levels) {
      for (const at of cellsOf(box, number)) {
        const cell = cells.get(at);
        if (cell !== undefined) collectTouching(cell, box, found);
      }
    }
    return [...found];
  }

  #open(number: number): Level<T> {
    const level: Level<T> = { number, cells: new Map() };
    this.#levels.push(level);
    return level;
  }
}

function deleteFrom<T>(cells: Map<number, Cell<T>>, at: number, value: T): boolean {
  const cell = cells.get(at);
  const index = cell?.values.indexOf(value) ?? -1;
  if (cell === undefined || index === -1) return false;
  cell.values.splice(index, 1);
  cell.bounds.splice(4 * index, 4);
  if (cell.values.length === 0) cells.delete(at);
  return true;
}

/** As `boxContains`, over all boxes of a cell. */
function collect<T>({ bounds, values }: Cell<T>, { latitude, longitude }: LatLng, found: T[]): void {
  for (let at = 0, index = 0; index < values.length; at += 4, index++) {
    if (latitude < (bounds[at + 1] ?? 0) || latitude > (bounds[at + 3] ?? 0)) continue;
    const [west, east] = [bounds[at] ?? 0, bounds[at + 2] ?? 0];
    const holds =
      west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east;
    if (holds) found.push(values[index] as T);
  }
}

function collectTouching<T>({ bounds, values }: Cell<T>, box: BoundingBox, found: Set<T>): void {
  for (let at = 0, index = 0; index < values.length; at += 4, index++) {
    if ((bounds[at + 1] ?? 0) > box[3] || (bounds[at + 3] ?? 0) < box[1]) continue;
    if (longitudesMeet(bounds[at] ?? 0, bounds[at + 2] ?? 0, box[0], box[2])) found.add(values[index] as T);
  }
}

/** Whether two spans of longitude have one in common; each may cross the 180° meridian. */
function longitudesMeet(westA: number, eastA: number, westB: number, eastB: number): boolean {
  const acrossA = westA > eastA;
  const acrossB = westB > eastB;
  if (acrossA && acrossB) return true;
  return acrossA || acrossB ? westA <= eastB || westB <= eastA : westA <= eastB && westB <= eastA;
}

/** 0 is one cell for all the world; each further level halves the width of its square cells. */
function levelOf([west, south, east, north]: BoundingBox): number {
  const width = west <= east ? east - west : east - west + 360;
  const longer = Math.max(width, north - south);
  const level = longer === 0 ? FINEST_LEVEL : Math.ceil(Math.log2(360 / longer)) + 1;
  return Math.min(Math.max(level, 0), FINEST_LEVEL);
}

function* cellsOf([west, south, east, north]: BoundingBox, level: number): Iterable<number> {
  const columns = 2 ** level;
  const first = columnOf(west, level);
  const last = columnOf(east, level);
  // Across the 180° meridian: from the west edge to the last column, then from the first one to the east edge.
  const spans =
    west <= east
      ? [[first, last]]
      : first <= last
        ? [[0, columns - 1]]
        : [
            [first, columns - 1],
            [0, last],
          ];
  for (let row = rowOf(south, level); row <= rowOf(north, level); row++) {
    for (const [from = 0, to = 0] of spans) {
      for (let column = from; column <= to; column++) yield row * columns + column;
    }
  }
}

function cellAt({ latitude, longitude }: LatLng, level: number): number {
  return rowOf(latitude, level) * 2 ** level + columnOf(longitude, level);
}

/** What lies on the eastern edge of the world, or beyond an edge, counts to the cell before it. */
function columnOf(longitude: number, level: number): number {
  return clamp(Math.floor(((longitude + 180) / 360) * 2 ** level), 2 ** level - 1);
}

function rowOf(latitude: number, level: number): number {
  return clamp(Math.floor(((latitude + 90) / 360) * 2 ** level), Math.max(2 ** level / 2 - 1, 0));
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}
