import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AlertMetrics } from '../../ports/alert-metrics.ts';
import type { Metrics } from '../../ports/metrics.ts';
import { alertMetrics } from './alert-metrics.ts';
import { type GaugeSources, observe } from './gauges.ts';
import { LabelCounts } from './label-counts.ts';
import type { PubSubTotals } from './redis-gauges.ts';

/** From half a millisecond, as in one process, to what a person calls broken. */
const DELIVERY_BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const NO_PUB_SUB: PubSubTotals = { channels: 0, subscriptions: 0, published: 0, received: 0, errors: 0 };

export interface PrometheusMetrics extends Metrics {
  /** What becomes of alerts. */
  readonly alerts: AlertMetrics;
  /** Text exposition, for `GET /metrics`. */
  text(): Promise<string>;
  readonly contentType: string;
  /** The same as JSON, for another process of this server to add up. */
  own(): Promise<object[]>;
  /** Text exposition of several processes' metrics together. */
  textOf(all: object[][]): Promise<string>;
  /** Sets where gauges read from; before it they are absent. */
  observe(sources: GaugeSources): void;
  /** Totals of Redis pub/sub; zeros without Redis. */
  pubsub(): PubSubTotals;
  close(): void;
}

/** Metrics in a registry of this server's own, so that two servers in one process do not mix. */
export function createMetrics(): PrometheusMetrics {
  const registry = new Registry();
  // The histogram of delays includes its own sampling interval: the shorter, the truer.
  collectDefaultMetrics({ register: registry, prefix: 'waycast_', eventLoopMonitoringPrecision: 2 });
  let sources: GaugeSources | undefined;
  const ingested = new LabelCounts(registry, {
    name: 'waycast_ingested_fixes_total',
    help: 'Fixes judged, by verdict.',
    labelNames: ['verdict'],
  });
  const broadcast = new LabelCounts(registry, {
    name: 'waycast_broadcasts_total',
    help: 'Events that went to the hub, by topic family.',
    labelNames: ['family'],
  });
  const delivered = new Counter({
    name: 'waycast_delivered_frames_total',
    help: 'Frames handed to sockets.',
    registers: [registry],
  });
  const dropped = new LabelCounts(registry, {
    name: 'waycast_dropped_frames_total',
    help: 'Frames that did not go out, by reason.',
    labelNames: ['reason'],
  });
  const commands = new LabelCounts(registry, {
    name: 'waycast_commands_total',
    help: 'Commands answered, by outcome.',
    labelNames: ['command', 'outcome'],
  });
  const connections = connectionsGauge(registry);
  const delivery = deliveryHistogram(registry);

  return {
    alerts: alertMetrics(registry),
    contentType: registry.contentType,
    text: () => registry.metrics(),
    own: () => registry.getMetricsAsJSON(),
    textOf: (all) => AggregatorRegistry.aggregate(all).metrics(),
    ingested: (verdict, count = 1) => ingested.add(verdict, '', count),
    broadcast: (family) => broadcast.add(family, '', 1),
    delivered: (count) => delivered.inc(count),
    dropped: (reason, count = 1) => dropped.add(reason, '', count),
    commanded: (command, outcome) => commands.add(command, outcome, 1),
    connected: (transport, delta) => connections.inc({ transport }, delta),
    deliveredAfter: (since, seconds) => delivery.observe({ since }, seconds),
    pubsub: () => pubSubTotals(sources),
    observe(given) {
      sources = given;
      observe(registry, given);
    },
    close: () => registry.clear(),
  };
}

function connectionsGauge(registry: Registry): Gauge<'transport'> {
  return new Gauge({
    name: 'waycast_connections',
    help: 'Open connections, by transport.',
    labelNames: ['transport'],
    registers: [registry],
  });
}

function deliveryHistogram(registry: Registry): Histogram<'since'> {
  return new Histogram({
    name: 'waycast_publish_to_deliver_seconds',
    help:
      'How long an event took to the sockets, once per event. since="publish": published by this server, from then; ' +
      'since="arrival": by another one, from when its message arrived here.',
    labelNames: ['since'],
    buckets: DELIVERY_BUCKETS_S,
    registers: [registry],
  });
}

function pubSubTotals(sources: GaugeSources | undefined): PubSubTotals {
  if (sources?.redis === undefined) return NO_PUB_SUB;
  const { channels, subscriptions, published, received, errors } = sources.redis.counts();
  return { channels, subscriptions, published, received, errors };
}
