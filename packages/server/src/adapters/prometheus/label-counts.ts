import { Counter, type Registry } from 'prom-client';

/** A counter's name, its help and its labels, one or two. */
export interface LabelCountsOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly [string, string?];
}

/**
 * A counter by labels for what is counted with every message: an addition, where prom-client checks and hashes the
 * labels each time. The totals are handed over when they are read.
 */
export class LabelCounts {
  readonly #totals = new Map<string, Map<string, number>>();

  constructor(registry: Registry, { name, help, labelNames }: LabelCountsOptions) {
    const [first, second] = labelNames;
    const totals = this.#totals;
    new Counter({
      name,
      help,
      labelNames: labelNames.filter((label) => label !== undefined),
      registers: [registry],
      collect() {
        this.reset();
        for (const [one, others] of totals) {
          for (const [other, total] of others)
            this.inc(second === undefined ? { [first]: one } : { [first]: one, [second]: other }, total);
        }
      },
    });
  }

  /** Adds to what the values of its labels have in common; without a second label, `other` is ''. */
  add(one: string, other: string, count: number): void {
    const others = this.#totals.get(one) ?? new Map<string, number>();
    if (others.size === 0) this.#totals.set(one, others);
    others.set(other, (others.get(other) ?? 0) + count);
  }
}
