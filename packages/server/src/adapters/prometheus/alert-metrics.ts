import { Histogram, type Registry } from 'prom-client';
import type { AlertMetrics } from '../../ports/alert-metrics.ts';
import { LabelCounts } from './label-counts.ts';

/** From what a receiver nearby takes to the last attempt. */
const DELIVERY_BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 21_600, 86_400];

/** Registers the metrics of alerts. */
export function alertMetrics(registry: Registry): AlertMetrics {
  const made = new LabelCounts(registry, {
    name: 'waycast_alerts_total',
    help: 'Alerts made, by kind.',
    labelNames: ['kind'],
  });
  const attempts = new LabelCounts(registry, {
    name: 'waycast_alert_attempts_total',
    help: 'Attempts at delivering alerts, by channel and what came of them.',
    labelNames: ['channel', 'outcome'],
  });
  const delivered = new Histogram({
    name: 'waycast_alert_delivery_seconds',
    help: 'How long delivered alerts took from their making, by channel.',
    labelNames: ['channel'],
    buckets: DELIVERY_BUCKETS_S,
    registers: [registry],
  });
  return {
    made: (kind) => made.add(kind, '', 1),
    attempted(channel, outcome, seconds) {
      attempts.add(channel, outcome, 1);
      if (outcome === 'delivered') delivered.observe({ channel }, seconds);
    },
  };
}
