/** A set that mostly holds one thing: only from the second on it is a Set, which takes five times the memory. */
export class Few<Item> {
  #one: Item | undefined;
  #more: Set<Item> | undefined;

  get size(): number {
    return this.#more?.size ?? (this.#one === undefined ? 0 : 1);
  }

  add(item: Item): void {
    if (this.#more !== undefined) this.#more.add(item);
    else if (this.#one === undefined) this.#one = item;
    else if (this.#one !== item) {
      this.#more = new Set([this.#one, item]);
      this.#one = undefined;
    }
  }

  delete(item: Item): void {
    this.#more?.delete(item);
    if (this.#one === item) this.#one = undefined;
  }

  /** A copy, so that things may come and go while it is gone through. */
  items(): Item[] {
    if (this.#more !== undefined) return [...this.#more];
    return this.#one === undefined ? [] : [this.#one];
  }
}
