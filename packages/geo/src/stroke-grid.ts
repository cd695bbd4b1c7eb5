/** Straight strokes on a plane, each from one place to another. */
export interface Strokes {
  readonly x1: Float64Array;
  readonly y1: Float64Array;
  readonly x2: Float64Array;
  readonly y2: Float64Array;
}

/** Rows are numbered apart by so much: a number of a cell stays a safe integer. */
const ROW = 2 ** 26;

/**
 * Strokes by the square cells that their boxes touch, so that finding those around a place costs by how many are
 * there. Made once; the strokes stay as they are.
 */
export class StrokeGrid {
  readonly #side: number;
  /** Where the strokes of a cell begin in `#members`; the next number is how many. */
  readonly #cells = new Map<number, number>();
  readonly #members: Int32Array;
  readonly #seen: Int32Array;
  #turn = 0;

  constructor({ x1, y1, x2, y2 }: Strokes, side: number) {
    this.#side = side;
    const lists = new Map<number, number[]>();
    let size = 0;
    for (let stroke = 0; stroke < x1.length; stroke++) {
      const [ax = 0, ay = 0, bx = 0, by = 0] = [x1[stroke], y1[stroke], x2[stroke], y2[stroke]];
      for (let row = this.#cell(Math.min(ay, by)); row <= this.#cell(Math.max(ay, by)); row++)
        for (let column = this.#cell(Math.min(ax, bx)); column <= this.#cell(Math.max(ax, bx)); column++) {
          const list = lists.get(row * ROW + column);
          if (list === undefined) lists.set(row * ROW + column, [stroke]);
          else list.push(stroke);
          size += 1;
        }
    }
    this.#members = new Int32Array(size + lists.size);
    this.#seen = new Int32Array(x1.length);
    let at = 0;
    for (const [cell, list] of lists) {
      this.#cells.set(cell, at);
      this.#members[at] = list.length;
      this.#members.set(list, at + 1);
      at += list.length + 1;
    }
  }

  /** Writes the strokes of all cells that a square around the place touches, each once; returns how many there are. */
  around(x: number, y: number, radius: number, found: number[]): number {
    this.#turn += 1;
    let count = 0;
    const lastColumn = this.#cell(x + radius);
    const lastRow = this.#cell(y + radius);
    for (let row = this.#cell(y - radius); row <= lastRow; row++)
      for (let column = this.#cell(x - radius); column <= lastColumn; column++) {
        const at = this.#cells.get(row * ROW + column);
        if (at === undefined) continue;
        const end = at + 1 + (this.#members[at] ?? 0);
        for (let member = at + 1; member < end; member++) {
          const stroke = this.#members[member] ?? 0;
          if (this.#seen[stroke] === this.#turn) continue;
          this.#seen[stroke] = this.#turn;
          found[count++] = stroke;
        }
      }
    return count;
  }

  #cell(value: number): number {
    return Math.floor(value / this.#side);
  }
}
