import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Metrics } from '../../ports/metrics.ts';

/** Totals that are read from their owners when somebody asks. */
export interface GaugeSources {
  readonly topics: () => number;
  readonly historyQueue: () => number;
  readonly outboxDepth: () => number;
  readonly databaseConnected: () => boolean;
}

export interface PrometheusMetrics extends Metrics {
  /** Text exposition, for `GET /metrics`. */
  text(): Promise<string>;
  readonly contentType: string;
  /** Sets where gauges read from; before it they are absent. */
  observe(sources: GaugeSources): void;
  close(): void;
}

/** Metrics in a registry of this server's own, so that two servers in one process do not mix. */
export function createMetrics(): PrometheusMetrics {
  const registry = new Registry();
  // The histogram of delays includes its own sampling interval: the shorter, the truer.
  collectDefaultMetrics({ register: registry, prefix: 'waycast_', eventLoopMonitoringPrecision: 2 });
  const registers = [registry];
  const ingested = new Counter({
    name: 'waycast_ingested_fixes_total',
    help: 'Fixes judged, by verdict.',
    labelNames: ['verdict'],
    registers,
  });
  const broadcast = new Counter({
    name: 'waycast_broadcasts_total',
    help: 'Events that went to the hub, by topic family.',
    labelNames: ['family'],
    registers,
  });
  const delivered = new Counter({
    name: 'waycast_delivered_frames_total',
    help: 'Frames handed to sockets.',
    registers,
  });
  const dropped = new Counter({
    name: 'waycast_dropped_frames_total',
    help: 'Frames that did not go out, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const commands = new Counter({
    name: 'waycast_commands_total',
    help: 'Commands answered, by outcome.',
    labelNames: ['command', 'outcome'],
    registers,
  });
  const connections = new Gauge({
    name: 'waycast_connections',
    help: 'Open connections, by transport.',
    labelNames: ['transport'],
    registers,
  });

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    ingested: (verdict, count = 1) => ingested.inc({ verdict }, count),
    broadcast: (family) => broadcast.inc({ family }),
    delivered: (count) => delivered.inc(count),
    dropped: (reason, count = 1) => dropped.inc({ reason }, count),
    commanded: (command, outcome) => commands.inc({ command, outcome }),
    connected: (transport, delta) => connections.inc({ transport }, delta),
    observe: (sources) => observe(registry, sources),
    close: () => registry.clear(),
  };
}

function observe(registry: Registry, sources: GaugeSources): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };
  gauge('waycast_topics', 'Topics with a subscription in live.', sources.topics);
  gauge('waycast_history_queue_fixes', 'Fixes waiting to be committed.', sources.historyQueue);
  gauge('waycast_outbox_frames', 'Frames waiting in all outboxes.', sources.outboxDepth);
  gauge('waycast_database_connected', '1 while the database answers.', () =>
    sources.databaseConnected() ? 1 : 0,
  );
}
