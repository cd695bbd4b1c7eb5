import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type {
  Heartbeat,
  Presence,
  PresentSession,
  RegionCount,
  ServerTotals,
  SubjectTotals,
} from '../../ports/presence.ts';
import { createOrLocal, type OrLocal } from './or-local.ts';
import { OwnServer } from './own-server.ts';
import { OwnSessions } from './own-sessions.ts';
import type { Redis } from './redis.ts';
import { RegionCounts } from './region-counts.ts';
import { isReachable } from './send-all.ts';
import { ServerRegistry } from './server-registry.ts';
import type { Kind } from './session-record.ts';
import { SessionStore } from './session-store.ts';
import { sweepServer } from './sweep.ts';
import type { View } from './written-views.ts';

/** How often a server says that it lives. */
const BEAT_MS = 5_000;
/** A server that has said nothing for this long is dead. */
const SILENT_AFTER_MS = 20_000;

export interface RedisPresenceOptions {
  readonly redis: Redis;
  readonly serverId: string;
  readonly clock: Clock;
  readonly log: Log;
  /** SESSION_TTL and HEARTBEAT_TTL in seconds. */
  readonly sessionTtlS: number;
  readonly heartbeatTtlS: number;
  /** What this server knows of its own sessions; it answers while Redis is away. */
  readonly local: Presence;
  /** Told of the views of a dead server, which were removed. */
  readonly viewsRemoved?: (views: readonly View[]) => void;
  /** Milliseconds between a server's signs of life, 5000 when absent, and after which it is dead, 20,000. */
  readonly beatMs?: number;
  readonly silentAfterMs?: number;
}

/** Presence of all servers that share a Redis. */
export function createRedisPresence(options: RedisPresenceOptions): Presence {
  return new RedisPresence(options);
}

class RedisPresence implements Presence {
  readonly #redis: Redis;
  readonly #local: Presence;
  readonly #log: Log;
  readonly #store: SessionStore;
  readonly #registry: ServerRegistry;
  readonly #regions: RegionCounts;
  readonly #sessions: OwnSessions;
  readonly #server: OwnServer;
  readonly #serverId: string;
  readonly #clock: Clock;
  readonly #orLocal: OrLocal;
  readonly #viewsRemoved: (views: readonly View[]) => void;

  constructor(options: RedisPresenceOptions) {
    const { redis, serverId, clock, log, local, sessionTtlS, heartbeatTtlS } = options;
    const { beatMs = BEAT_MS, silentAfterMs = SILENT_AFTER_MS } = options;
    this.#redis = redis;
    this.#local = local;
    this.#log = log;
    this.#serverId = serverId;
    this.#clock = clock;
    this.#viewsRemoved = options.viewsRemoved ?? (() => undefined);
    this.#store = new SessionStore({ redis, sessionTtlS, heartbeatTtlS });
    this.#registry = new ServerRegistry(redis);
    this.#regions = new RegionCounts(this.#store, clock);
    const store = this.#store;
    const changed = this.#regions.changed.bind(this.#regions);
    const failed = (error: unknown): void => this.#failed(error);
    this.#orLocal = createOrLocal(redis, failed);
    this.#sessions = new OwnSessions({
      redis,
      store,
      serverId,
      clock,
      sessionTtlS,
      heartbeatTtlS,
      changed,
      failed,
    });
    this.#server = new OwnServer({
      redis,
      registry: this.#registry,
      serverId,
      clock,
      log,
      beatMs,
      silentAfterMs,
      rewrite: () => this.#sessions.rewrite(),
      sweep: (deadId) => this.#sweep(deadId),
    });
    local.onRegions((counts) => {
      if (!isReachable(redis)) this.#regions.tell(counts);
    });
  }

  async open(session: PresentSession): Promise<void> {
    await Promise.all([this.#local.open(session), this.#sessions.open(session)]);
  }

  seen(socketId: string): void {
    this.#sessions.seen(socketId);
  }

  beat(socketId: string, heartbeat: Heartbeat): Promise<void> {
    return this.#sessions.beat(socketId, heartbeat);
  }

  async move(socketId: string, geohash: string | undefined): Promise<void> {
    await Promise.all([this.#local.move(socketId, geohash), this.#sessions.move(socketId, geohash)]);
  }

  async close(socketId: string): Promise<void> {
    await Promise.all([this.#local.close(socketId), this.#sessions.close(socketId)]);
  }

  region(tenant: string, geohash: string): Promise<RegionCount> {
    return this.#orLocal(
      async () => ({ tenant, geohash, ...(await this.#store.count(tenant, geohash)) }),
      () => this.#local.region(tenant, geohash),
    );
  }

  onRegions(listener: (counts: readonly RegionCount[]) => void): () => void {
    return this.#regions.listen(listener);
  }

  active(tenant: string, who: Kind): Promise<ReadonlySet<string>> {
    return this.#orLocal(
      () => this.#store.active(tenant, who),
      () => this.#local.active(tenant, who),
    );
  }

  report(totals: Omit<ServerTotals, 'id'>): void {
    this.#server.report(totals);
  }

  servers(): Promise<readonly ServerTotals[]> {
    return this.#orLocal(
      () => this.#server.living(),
      async () => [this.#server.totals],
    );
  }

  subjects(): Promise<SubjectTotals> {
    return this.#orLocal(
      () => this.#store.subjects(this.#clock.now()),
      () => this.#local.subjects(),
    );
  }

  async end(): Promise<void> {
    await this.#server.end();
    await this.#sessions.end();
    await this.#regions.flush();
    this.#regions.end();
    await this.#local.end();
    if (!isReachable(this.#redis)) return;
    // What this fails to remove, the others do.
    await this.#registry.remove(this.#serverId).catch((error) => this.#failed(error));
  }

  #sweep(deadId: string): Promise<boolean> {
    const removed = (sessions: readonly { tenant: string; geohash: string | undefined }[]): void => {
      for (const { tenant, geohash } of sessions) this.#regions.changed(tenant, geohash, 'left');
    };
    return sweepServer({ ...this.#sweepParts(), removed, viewsRemoved: this.#viewsRemoved }, deadId);
  }

  #sweepParts() {
    const [redis, registry, store] = [this.#redis, this.#registry, this.#store];
    return { redis, registry, store, serverId: this.#serverId, log: this.#log };
  }

  /** Redis did not take something: it is written again when it can be relied on. */
  #failed(error: unknown): void {
    this.#log.debug({ err: error }, 'presence was not stored');
    this.#server.mistrust();
  }
}
