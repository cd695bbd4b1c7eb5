import { Counter, Gauge, type Registry } from 'prom-client';
import { observeRedis, type RedisSources } from './redis-gauges.ts';
import { observeSpool, type SpoolSources } from './spool-gauges.ts';

/** Totals that are read from their owners when somebody asks. */
export interface GaugeSources {
  readonly topics: () => number;
  readonly historyQueue: () => number;
  readonly outboxDepth: () => number;
  readonly databaseConnected: () => boolean;
  /** Absent where fixes do not wait on disk: the metrics then have a name and no value. */
  readonly spool?: SpoolSources;
  /** Deliveries of alerts that wait or were given up, over all servers. */
  readonly alerts: () => { readonly pending: number; readonly dead: number };
  /** By step, what the upkeep of the history has done since the start. */
  readonly upkeep: () => Readonly<Record<string, { readonly done: number; readonly failed: number }>>;
  /** Absent while the server runs without Redis: the metrics then have a name and no value. */
  readonly redis?: RedisSources;
}

/** Registers the gauges and counters whose values are kept elsewhere. */
export function observe(registry: Registry, sources: GaugeSources): void {
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
  new Gauge({
    name: 'waycast_database_connected',
    help: '1 while the database answers.',
    // Of several processes of a server the worst counts.
    aggregator: 'min',
    registers: [registry],
    collect() {
      this.set(sources.databaseConnected() ? 1 : 0);
    },
  });
  observeSpool(registry, sources.spool);
  observeUpkeep(registry, sources.upkeep);
  observeAlerts(registry, sources.alerts);
  observeRedis(registry, sources.redis);
}

/** Counted in the database, so that every server tells the same: of several processes the greatest is right. */
function observeAlerts(registry: Registry, counts: GaugeSources['alerts']): void {
  new Gauge({
    name: 'waycast_alert_deliveries',
    help: 'Deliveries of alerts in the database, by state: pending waits, dead was given up.',
    labelNames: ['state'],
    aggregator: 'max',
    registers: [registry],
    collect() {
      const { pending, dead } = counts();
      this.set({ state: 'pending' }, pending);
      this.set({ state: 'dead' }, dead);
    },
  });
}

function observeUpkeep(registry: Registry, read: GaugeSources['upkeep']): void {
  const counter = (name: string, help: string, which: 'done' | 'failed'): void => {
    new Counter({
      name,
      help,
      labelNames: ['step'],
      registers: [registry],
      collect() {
        this.reset();
        for (const [step, totals] of Object.entries(read())) this.inc({ step }, totals[which]);
      },
    });
  };
  counter(
    'waycast_upkeep_done_total',
    'Upkeep of the history and of alerts: hours, fixes, parts or rows that a step dealt with.',
    'done',
  );
  counter(
    'waycast_upkeep_failures_total',
    'Upkeep of the history and of alerts: failures of a step, which is tried again.',
    'failed',
  );
}
