type Numbers = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

const KINDS = { float64: Float64Array, uint32: Uint32Array, int32: Int32Array } as const;
const PART_BITS = 14;
const PART = 1 << PART_BITS;

/**
 * A list of numbers that grows, in a tenth of the memory of objects: a city's day has millions of times. It grows by parts,
 * for copying some millions of them would let everybody wait.
 */
export class Growing {
  readonly #kind: keyof typeof KINDS;
  readonly #parts: Numbers[] = [];
  length = 0;

  constructor(kind: keyof typeof KINDS) {
    this.#kind = kind;
  }

  push(value: number): void {
    const at = this.length & (PART - 1);
    if (at === 0) this.#parts.push(new KINDS[this.#kind](PART));
    const part = this.#parts[this.#parts.length - 1];
    if (part !== undefined) part[at] = value;
    this.length += 1;
  }

  at(index: number): number {
    return index < this.length
      ? (this.#parts[index >>> PART_BITS]?.[index & (PART - 1)] ?? Number.NaN)
      : Number.NaN;
  }
}

/** Places of the members of each group among all, in order: `groups.at(i)` says whose the i-th is. */
export function membersOf(groups: Growing, count: number): (group: number) => Uint32Array {
  const starts = new Uint32Array(count + 1);
  for (let i = 0; i < groups.length; i += 1) starts[groups.at(i) + 1] = (starts[groups.at(i) + 1] ?? 0) + 1;
  for (let group = 0; group < count; group += 1)
    starts[group + 1] = (starts[group + 1] ?? 0) + (starts[group] ?? 0);
  const filled = starts.slice(0, count);
  const members = new Uint32Array(groups.length);
  for (let i = 0; i < groups.length; i += 1) {
    const group = groups.at(i);
    members[filled[group] ?? 0] = i;
    filled[group] = (filled[group] ?? 0) + 1;
  }
  return (group) => members.subarray(starts[group], starts[group + 1]);
}
