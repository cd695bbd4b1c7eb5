import type { Metrics } from '../ports/metrics.ts';

/** Metrics that suites can read: totals by name and label. */
export interface CountingMetrics extends Metrics {
  total(name: string): number;
}

export function createCountingMetrics(): CountingMetrics {
  const totals = new Map<string, number>();
  const add = (name: string, count: number): void => void totals.set(name, (totals.get(name) ?? 0) + count);
  return {
    total: (name) => totals.get(name) ?? 0,
    ingested: (verdict, count = 1) => add(`ingested ${verdict}`, count),
    broadcast: (family) => add(`broadcast ${family}`, 1),
    delivered: (count) => add('delivered', count),
    dropped: (reason, count = 1) => add(`dropped ${reason}`, count),
    deliveredAfter: (since) => add(`deliveredAfter ${since}`, 1),
    commanded: (command, outcome) => add(`commanded ${command} ${outcome}`, 1),
    connected: (transport, delta) => add(`connected ${transport}`, delta),
  };
}
