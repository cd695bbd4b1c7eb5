import { Counter, Gauge, type Registry } from 'prom-client';

/** What Redis has done since the start of this process, and how it is now. */
export interface RedisSources {
  readonly state: () => 'connecting' | 'connected' | 'unproven' | 'disconnected';
  readonly counts: () => RedisTotals;
}

export interface RedisTotals {
  /** Distinct channels subscribed now. */
  readonly channels: number;
  /** Listeners on them. */
  readonly subscriptions: number;
  readonly published: number;
  readonly received: number;
  readonly errors: number;
  /** Messages from outside that were in no format that we know, and were dropped. */
  readonly malformed: number;
  /** Times that followers were brought up to date after a break. */
  readonly resyncs: number;
  /** Seconds in which delivery through Redis was not proven, since it first was. */
  readonly secondsWithoutDelivery: number;
}

/** The five totals that monitors of older servers ask for. */
export interface PubSubTotals {
  readonly channels: number;
  readonly subscriptions: number;
  readonly published: number;
  readonly received: number;
  readonly errors: number;
}

/** Numbers for graphs and alerts: anything below 2 is worth a look. */
const STATE_VALUES = { disconnected: 0, connecting: 0, unproven: 1, connected: 2 } as const;

/** Registers Redis' metrics; without Redis they have a name and no value, so that no alert takes it for broken. */
export function observeRedis(registry: Registry, redis: RedisSources | undefined): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: (redis: RedisSources) => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        if (redis === undefined) this.remove();
        else this.set(read(redis));
      },
    });
  };
  const counter = (name: string, help: string, read: (totals: RedisTotals) => number): void => {
    new Counter({
      name,
      help,
      registers,
      collect() {
        if (redis === undefined) this.remove();
        else setTotal(this, read(redis.counts()));
      },
    });
  };
  observeState(registry, redis);
  gauge(
    'waycast_redis_channels',
    'Redis channels that this server listens to.',
    ({ counts }) => counts().channels,
  );
  observeMessages(registry, redis);
  counter('waycast_redis_errors_total', 'Commands and connections that failed.', ({ errors }) => errors);
  counter(
    'waycast_redis_malformed_messages_total',
    'Messages from outside that were dropped.',
    ({ malformed }) => malformed,
  );
  counter(
    'waycast_redis_resyncs_total',
    'Times that followers were brought up to date after a break.',
    ({ resyncs }) => resyncs,
  );
  counter(
    'waycast_redis_seconds_without_delivery_total',
    'Seconds in which delivery through Redis was not proven.',
    ({ secondsWithoutDelivery }) => secondsWithoutDelivery,
  );
}

function observeState(registry: Registry, redis: RedisSources | undefined): void {
  new Gauge({
    name: 'waycast_redis_state',
    help: '2 connected and proven, 1 answers but delivery is unproven, 0 disconnected.',
    // Of several processes of a server the worst counts.
    aggregator: 'min',
    registers: [registry],
    collect() {
      if (redis === undefined) this.remove();
      else this.set(STATE_VALUES[redis.state()]);
    },
  });
}

function observeMessages(registry: Registry, redis: RedisSources | undefined): void {
  new Counter({
    name: 'waycast_redis_messages_total',
    help: 'Messages of Redis pub/sub, by direction: out is published by this server.',
    labelNames: ['direction'],
    registers: [registry],
    collect() {
      if (redis === undefined) return;
      const { published, received } = redis.counts();
      this.reset();
      this.inc({ direction: 'out' }, published);
      this.inc({ direction: 'in' }, received);
    },
  });
}

/** Shows a total that is counted elsewhere: prom-client's counters only go up by steps. */
function setTotal(counter: Counter, total: number): void {
  counter.reset();
  counter.inc(total);
}
