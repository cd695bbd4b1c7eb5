/** Values by distance, nearest first; a binary heap in two arrays that are used again. */
export class DistanceHeap<Value> {
  readonly #distances: number[] = [];
  readonly #values: Value[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Infinity when it is empty. */
  get nearest(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#distances[0] ?? 0);
  }

  clear(): void {
    this.#size = 0;
  }

  push(distance: number, value: Value): void {
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.#distances[parent] ?? 0) <= distance) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#distances[at] = distance;
    this.#values[at] = value;
  }

  /** Takes the nearest out; undefined: it is empty. */
  pop(): Value | undefined {
    if (this.#size === 0) return undefined;
    const popped = this.#values[0];
    this.#size -= 1;
    const last = this.#size;
    const distance = this.#distances[last] ?? 0;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && (this.#distances[child + 1] ?? 0) < (this.#distances[child] ?? 0))
        child += 1;
      if ((this.#distances[child] ?? 0) >= distance) break;
      this.#move(child, at);
      at = child;
    }
    this.#move(last, at);
    return popped;
  }

  #move(from: number, to: number): void {
    this.#distances[to] = this.#distances[from] ?? 0;
    this.#values[to] = this.#values[from] as Value;
  }
}
