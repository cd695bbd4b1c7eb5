import { parseExposition, type Sample } from './exposition.ts';

/** What one server's `/metrics` said at a moment. */
export interface Reading {
  /** Epoch ms of this browser. */
  readonly at: number;
  /** Which server answered; a balancer may send each question to another one. */
  readonly server: string;
  /** Sum over all label values of a name, 0 when it is not there. */
  total(name: string, labels?: Readonly<Record<string, string>>): number;
  /** A sum for every value of one label. */
  byLabel(name: string, label: string): ReadonlyMap<string, number>;
}

export function readingOf(text: string, at: number): Reading {
  const byName = new Map<string, Sample[]>();
  for (const sample of parseExposition(text)) {
    const known = byName.get(sample.name);
    if (known === undefined) byName.set(sample.name, [sample]);
    else known.push(sample);
  }
  const of = (name: string): readonly Sample[] => byName.get(name) ?? [];
  return {
    at,
    // No two processes start in the same moment.
    server: String(of('waycast_process_start_time_seconds')[0]?.value),
    total: (name, labels = {}) =>
      of(name)
        .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
        .reduce((sum, { value }) => sum + value, 0),
    byLabel(name, label) {
      const sums = new Map<string, number>();
      for (const { labels, value } of of(name)) {
        const key = labels[label] ?? '';
        sums.set(key, (sums.get(key) ?? 0) + value);
      }
      return sums;
    },
  };
}

/** How much a counter rose per second between two readings of one server; 0 when it started anew. */
export function rateOf(
  before: Reading,
  after: Reading,
  name: string,
  labels?: Readonly<Record<string, string>>,
): number {
  const seconds = (after.at - before.at) / 1000;
  const rise = after.total(name, labels) - before.total(name, labels);
  return seconds > 0 && rise > 0 ? rise / seconds : 0;
}

/** A quantile of what a histogram counted between two readings, as its upper bucket bound in seconds; undefined for nothing. */
export function quantileOf(
  before: Reading,
  after: Reading,
  name: string,
  quantile: number,
): number | undefined {
  const earlier = before.byLabel(`${name}_bucket`, 'le');
  const buckets = [...after.byLabel(`${name}_bucket`, 'le')]
    .map(([le, count]) => ({
      le: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le),
      count: count - (earlier.get(le) ?? 0),
    }))
    .sort((a, b) => a.le - b.le);
  const total = buckets.at(-1)?.count ?? 0;
  if (total <= 0) return undefined;
  return buckets.find(({ count }) => count >= quantile * total)?.le;
}
