import type { Clock } from '../../ports/clock.ts';
import type { Heartbeat, PresentSession } from '../../ports/presence.ts';
import { hashFields } from './hash-fields.ts';
import type { Redis } from './redis.ts';
import type { RegionMove } from './region-counts.ts';
import { isReachable } from './send-all.ts';
import { serverNames } from './server-names.ts';
import { changeRoles, recordOf, type SessionRecord } from './session-record.ts';
import type { SessionStore } from './session-store.ts';
import { ownedOf } from './sweep.ts';

/** How long heartbeats and moves gather before they are written together. */
const WRITE_TICK_MS = 25;
/** How often sessions that are due for renewal are looked for, and how many are written at once at most. */
const RENEW_TICK_MS = 1_000;
const BATCH = 500;
/** An open session is written again after this long, or a third of the shorter life if that is less. */
const MAX_RENEW_MS = 60_000;

export interface OwnSessionsParts {
  readonly redis: Redis;
  readonly store: SessionStore;
  readonly serverId: string;
  readonly clock: Clock;
  readonly sessionTtlS: number;
  readonly heartbeatTtlS: number;
  /** A region's members changed. */
  readonly changed: (tenant: string, geohash: string | undefined, move: RegionMove) => void;
  /** It is not certain that something was written. */
  readonly failed: (error: unknown) => void;
}

/** This server's sessions, kept here whole and in Redis as long as it can be reached. No method rejects for it. */
export class OwnSessions {
  readonly #parts: OwnSessionsParts;
  readonly #ownedKey: string;
  readonly #renewMs: number;
  /** In order of their last writing, so that those due for renewal stand first. */
  readonly #records = new Map<string, SessionRecord>();
  #due = new Set<SessionRecord>();
  /** What gathers now, and who waits for it to be written. */
  #tick: { readonly written: Promise<void>; readonly resolve: () => void } | undefined;
  #cancelTick: (() => void) | undefined;
  /** Sessions that ended and are still in Redis, and their removal, which is under way. */
  readonly #ended: SessionRecord[] = [];
  #removal: Promise<void> | undefined;
  #cancelRenewal: () => void;

  constructor(parts: OwnSessionsParts) {
    this.#parts = parts;
    this.#ownedKey = serverNames(parts.serverId, parts.redis.cluster).sessions;
    const shortestMs = Math.min(parts.sessionTtlS, parts.heartbeatTtlS) * 1000;
    this.#renewMs = Math.min(MAX_RENEW_MS, shortestMs / 3);
    this.#cancelRenewal = parts.clock.after(RENEW_TICK_MS, () => this.#renew());
  }

  open(session: PresentSession): Promise<void> {
    const known = this.#records.get(session.socketId);
    const record = known ?? recordOf(session);
    changeRoles(record, session.subject);
    this.#records.set(session.socketId, record);
    return this.#write([record]);
  }

  seen(socketId: string): void {
    const record = this.#records.get(socketId);
    if (record !== undefined) record.lastActivityAt = this.#parts.clock.now();
  }

  beat(socketId: string, { lastLocation }: Heartbeat): Promise<void> {
    const record = this.#records.get(socketId);
    if (record === undefined) return Promise.resolve();
    record.lastActivityAt = this.#parts.clock.now();
    record.lastBeatAt = record.lastActivityAt;
    if (lastLocation !== undefined) record.lastLocation = lastLocation;
    return this.#writeSoon(record);
  }

  move(socketId: string, geohash: string | undefined): Promise<void> {
    const record = this.#records.get(socketId);
    if (record === undefined || record.geohash === geohash) return Promise.resolve();
    const before = record.geohash;
    record.geohash = geohash;
    const written = this.#writeSoon(record);
    return written.then(() => {
      this.#parts.changed(record.tenant, before, 'left');
      this.#parts.changed(record.tenant, geohash, 'joined');
    });
  }

  async close(socketId: string): Promise<void> {
    const record = this.#records.get(socketId);
    if (record === undefined) return;
    this.#forget(record);
    if (!isReachable(this.#parts.redis)) return;
    this.#ended.push(record);
    this.#removal ??= this.#removeEnded();
    await this.#removal;
  }

  /**
   * Writes every session again, and removes what Redis still has of others as this server's: it was away while they
   * ended or moved. Rejects when it goes away again.
   */
  async rewrite(): Promise<void> {
    const { redis, store, changed } = this.#parts;
    for await (const batch of hashFields(redis, this.#ownedKey)) {
      const gone = [];
      for (const owned of ownedOf(batch)) {
        const record = this.#records.get(owned.socketId);
        if (record === undefined) gone.push(owned);
        else if (owned.geohash !== undefined && owned.geohash !== record.geohash)
          record.left.add(owned.geohash);
        changed(owned.tenant, owned.geohash, 'counted');
      }
      await store.remove(gone, this.#ownedKey);
    }
    const all = [...this.#records.values()];
    for (let at = 0; at < all.length; at += BATCH) {
      const batch = all
        .slice(at, at + BATCH)
        .filter((record) => this.#records.get(record.socketId) === record);
      await this.#writeAll(batch);
      for (const { tenant, geohash } of batch) changed(tenant, geohash, 'counted');
    }
  }

  /** Removes all sessions and ends the timers. */
  async end(): Promise<void> {
    this.#cancelRenewal();
    this.#cancelTick?.();
    const all = [...this.#records.values()];
    for (const record of all) this.#forget(record);
    this.#tick?.resolve();
    await this.#removal;
    for (let at = 0; at < all.length && isReachable(this.#parts.redis); at += BATCH) {
      await this.#remove(all.slice(at, at + BATCH));
    }
  }

  #forget(record: SessionRecord): void {
    this.#records.delete(record.socketId);
    this.#due.delete(record);
  }

  /** The next together when the last are removed: thousands may end at once. */
  async #removeEnded(): Promise<void> {
    while (this.#ended.length > 0) await this.#remove(this.#ended.splice(0, BATCH));
    this.#removal = undefined;
  }

  async #remove(records: readonly SessionRecord[]): Promise<void> {
    const { store, changed, failed } = this.#parts;
    try {
      await Promise.all(records.map((record) => store.leave(record)));
      await store.remove(records, this.#ownedKey);
    } catch (error) {
      failed(error);
    }
    for (const { tenant, geohash, written } of records) {
      changed(tenant, geohash, 'left');
      changed(tenant, written, 'counted');
    }
  }

  #writeSoon(record: SessionRecord): Promise<void> {
    if (!isReachable(this.#parts.redis)) return Promise.resolve();
    this.#due.add(record);
    if (this.#tick === undefined) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#tick = { written: promise, resolve };
      this.#cancelTick = this.#parts.clock.after(WRITE_TICK_MS, () => this.#writeDue());
    }
    return this.#tick.written;
  }

  #writeDue(): void {
    const [due, tick] = [[...this.#due], this.#tick];
    this.#due = new Set();
    this.#tick = undefined;
    void this.#write(due).then(tick?.resolve);
  }

  async #write(records: readonly SessionRecord[]): Promise<void> {
    if (!isReachable(this.#parts.redis)) return;
    try {
      await this.#writeAll(records);
    } catch (error) {
      this.#parts.failed(error);
    }
  }

  async #writeAll(records: readonly SessionRecord[]): Promise<void> {
    for (const record of records) {
      this.#records.delete(record.socketId);
      this.#records.set(record.socketId, record);
    }
    await this.#parts.store.write(records, this.#ownedKey, this.#parts.clock.now());
    // On a Cluster what a closing session removes may overtake, on another node, what this wrote.
    const gone = records.filter(({ socketId }) => !this.#records.has(socketId));
    if (gone.length > 0) await this.#remove(gone);
  }

  #renew(): void {
    this.#cancelRenewal = this.#parts.clock.after(RENEW_TICK_MS, () => this.#renew());
    const before = this.#parts.clock.now() - this.#renewMs;
    const due: SessionRecord[] = [];
    for (const record of this.#records.values()) {
      if (record.writtenAt > before || due.length >= BATCH) break;
      due.push(record);
    }
    if (due.length > 0) void this.#write(due);
  }
}
