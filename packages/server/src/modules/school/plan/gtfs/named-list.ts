import type { Findings, Place } from './findings.ts';

/** Things by the id that the feed gives them, each with a number by which tables refer to it. */
export class NamedList<T> {
  readonly items: T[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #rows: number[] = [];

  /** Adds one, or says where its id stands already. */
  add(id: string, item: T, row: number, place: Place, findings: Findings): boolean {
    const before = this.#numbers.get(id);
    if (before !== undefined) {
      const reason = `stands in line ${this.#rows[before]} already`;
      findings.error({ ...place, value: id }, reason, 'Keep one of the two lines, or give one another id.');
      return false;
    }
    this.#numbers.set(id, this.items.length);
    this.items.push(item);
    this.#rows.push(row);
    return true;
  }

  /** Undefined, and an error, for an id that nothing has. */
  numberOf(id: string, from: string, place: Place, findings: Findings): number | undefined {
    const number = this.#numbers.get(id);
    if (number !== undefined) return number;
    if (id === '') findings.error({ ...place, value: id }, 'is missing', `Write an id of ${from}.`);
    else
      findings.error(
        { ...place, value: id },
        `${from} has no such id`,
        `Add it to ${from}, or correct the id.`,
      );
    return undefined;
  }

  known(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  get(id: string): T | undefined {
    return this.items[this.#numbers.get(id) ?? -1];
  }

  rowOf(number: number): number {
    return this.#rows[number] ?? 1;
  }
}
