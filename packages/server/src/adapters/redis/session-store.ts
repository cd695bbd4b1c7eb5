import { keyName } from '@waycast/contract';
import { ownName } from './names.ts';
import type { Redis } from './redis.ts';
import { numberOf } from './replies.ts';
import { type KeyedCommand, sendAll } from './send-all.ts';
import {
  type Kind,
  type OwnedSession,
  ownedJson,
  type SessionRecord,
  sessionJson,
} from './session-record.ts';

/** Life of `region:{geohash}:members` in seconds. */
const REGION_TTL_S = 3600;

export interface SessionStoreOptions {
  readonly redis: Redis;
  /** SESSION_TTL and HEARTBEAT_TTL in seconds. */
  readonly sessionTtlS: number;
  readonly heartbeatTtlS: number;
}

/** Whose user is, or is no more, one of the active. */
interface Activity {
  readonly tenant: string;
  readonly userId: string;
  readonly kind: Kind;
}

/**
 * The documented keys of sessions, and what says who owns them. A user is active by the sockets that it has as a
 * driver or as another, over all servers; those are kept apart from `user:{id}:sessions`, which has both.
 */
export class SessionStore {
  readonly #redis: Redis;
  readonly #sessionTtl: string;
  readonly #heartbeatTtlS: number;

  constructor({ redis, sessionTtlS, heartbeatTtlS }: SessionStoreOptions) {
    this.#redis = redis;
    this.#sessionTtl = String(sessionTtlS);
    this.#heartbeatTtlS = heartbeatTtlS;
  }

  /** Writes sessions whole, whatever was there. Rejects when it is not certain that all of it was written. */
  async write(records: readonly SessionRecord[], ownedKey: string, now: number): Promise<void> {
    const former: Activity[] = [];
    const commands = records.flatMap((record) => this.#commandsOf(record, ownedKey, now));
    for (const record of records) {
      if (record.formerKind !== undefined) former.push({ ...record, kind: record.formerKind });
      record.formerKind = undefined;
      record.written = record.geohash;
      record.writtenAt = now;
    }
    const active = records.map((record) => ['SADD', this.#activeKey(record), record.userId] as const);
    // In this order: who finds nobody in the set of sockets takes the user out of the active ones.
    if (this.#redis.cluster) await sendAll(this.#redis, commands);
    await sendAll(this.#redis, this.#redis.cluster ? active : [...commands, ...active]);
    await this.#withdraw(former);
    for (const { left } of records) left.clear();
  }

  /** Removes every trace of sessions, whoever owned them. */
  async remove(sessions: readonly OwnedSession[], ownedKey: string): Promise<void> {
    if (sessions.length === 0) return;
    const removals = sessions.map((session) => this.#removalOf(session));
    const replies = await sendAll(this.#redis, removals.flat());
    let at = -1;
    const last = sessions.filter((_, index) => {
      at += removals[index]?.length ?? 0;
      return numberOf(replies[at]) === 0;
    });
    await this.#withdraw(last);
    const ids = sessions.map(({ socketId }) => socketId);
    await this.#redis.command(ownedKey, ['HDEL', ownedKey, ...ids]);
  }

  /** Takes a session out of the regions that it may still be found in, but for its present one. */
  async leave({ socketId, tenant, geohash, left, written }: SessionRecord): Promise<void> {
    const others = new Set(left);
    if (written !== undefined) others.add(written);
    if (geohash !== undefined) others.delete(geohash);
    await sendAll(
      this.#redis,
      [...others].map((one) => ['SREM', this.#regionKey(tenant, one), socketId]),
    );
  }

  /** Members of a region, and a version that rises with every later count: microseconds by its node's clock. */
  async count(tenant: string, geohash: string): Promise<{ members: number; version: number }> {
    const key = this.#regionKey(tenant, geohash);
    // Time first: whatever changes between the two is counted again, later, by whoever changed it.
    const [time, members] = await Promise.all([
      this.#redis.command(key, ['TIME']),
      this.#redis.command(key, ['SCARD', key]),
    ]);
    return { members: numberOf(members), version: microseconds(time) };
  }

  async active(tenant: string, kind: Kind): Promise<ReadonlySet<string>> {
    const key = this.#activeKey({ tenant, kind });
    const ids = await this.#redis.command(key, ['SMEMBERS', key]);
    return new Set(Array.isArray(ids) ? ids.map(String) : []);
  }

  #commandsOf(record: SessionRecord, ownedKey: string, now: number): KeyedCommand[] {
    const { socketId, tenant, geohash } = record;
    const { session, heartbeat, sessions } = this.#keysOf(record);
    const sockets = this.#socketsKey(record);
    const ttl = this.#sessionTtl;
    const region = geohash === undefined ? undefined : this.#regionKey(tenant, geohash);
    const membership: KeyedCommand[] =
      region === undefined
        ? []
        : [
            ['SADD', region, socketId],
            ['EXPIRE', region, String(REGION_TTL_S)],
          ];
    const former = record.formerKind === undefined ? undefined : { ...record, kind: record.formerKind };
    if (record.written !== undefined && record.written !== geohash) record.left.add(record.written);
    if (geohash !== undefined) record.left.delete(geohash);
    return [
      ...[...record.left].map((one) => ['SREM', this.#regionKey(tenant, one), socketId] as const),
      ...(former === undefined ? [] : [['SREM', this.#socketsKey(former), socketId] as const]),
      ['HSET', ownedKey, socketId, ownedJson(record)],
      ['SET', session, sessionJson(record), 'EX', ttl],
      ...this.#heartbeatOf(record, heartbeat, now),
      ['SADD', sessions, socketId],
      ['EXPIRE', sessions, ttl],
      ['SADD', sockets, socketId],
      ['EXPIRE', sockets, ttl],
      ...membership,
    ];
  }

  /** With what is left of its life: the server renews what an eviction took, not what the client said. */
  #heartbeatOf({ lastBeatAt }: SessionRecord, key: string, now: number): KeyedCommand[] {
    const restS = Math.ceil(this.#heartbeatTtlS - (now - lastBeatAt) / 1000);
    return restS <= 0 ? [] : [['SET', key, new Date(lastBeatAt).toISOString(), 'EX', String(restS)]];
  }

  /** What takes one out; the last one tells how many sockets of the kind the user has left. */
  #removalOf(session: OwnedSession): KeyedCommand[] {
    const { socketId, tenant, geohash } = session;
    const { session: key, heartbeat, sessions } = this.#keysOf(session);
    const sockets = this.#socketsKey(session);
    return [
      ['DEL', key],
      ['DEL', heartbeat],
      ['SREM', sessions, socketId],
      ['SREM', sockets, socketId],
      ...(geohash === undefined ? [] : [['SREM', this.#regionKey(tenant, geohash), socketId] as const]),
      ['SCARD', sockets],
    ];
  }

  /** Takes users out of the active ones; one who came back on another server meanwhile is put in again. */
  async #withdraw(ended: readonly Activity[]): Promise<void> {
    const users = [...new Map(ended.map((one) => [`${one.tenant} ${one.kind} ${one.userId}`, one])).values()];
    const gone = await this.#withoutSockets(users);
    await sendAll(
      this.#redis,
      gone.map((user) => ['SREM', this.#activeKey(user), user.userId]),
    );
    const stillGone = new Set(await this.#withoutSockets(gone));
    const back = gone.filter((user) => !stillGone.has(user));
    await sendAll(
      this.#redis,
      back.map((user) => ['SADD', this.#activeKey(user), user.userId]),
    );
  }

  async #withoutSockets(users: readonly Activity[]): Promise<Activity[]> {
    const counts = await sendAll(
      this.#redis,
      users.map((user) => ['SCARD', this.#socketsKey(user)]),
    );
    return users.filter((_, index) => numberOf(counts[index]) === 0);
  }

  #keysOf({ tenant, socketId, userId }: OwnedSession) {
    const { cluster } = this.#redis;
    return {
      session: keyName('session', tenant, socketId, { cluster }),
      heartbeat: keyName('heartbeat', tenant, socketId, { cluster }),
      sessions: keyName('userSessions', tenant, userId, { cluster }),
    };
  }

  #regionKey(tenant: string, geohash: string): string {
    return keyName('regionMembers', tenant, geohash, { cluster: this.#redis.cluster });
  }

  #socketsKey({ tenant, kind, userId }: Activity): string {
    return ownName(tenant, `sockets:${kind}`, userId, this.#redis.cluster);
  }

  #activeKey({ tenant, kind }: Pick<Activity, 'tenant' | 'kind'>): string {
    return keyName(kind === 'drivers' ? 'activeDrivers' : 'activeUsers', tenant);
  }
}

/** The reply of TIME, seconds and microseconds, as microseconds. */
function microseconds(time: unknown): number {
  const [seconds, micros] = Array.isArray(time) ? time.map(Number) : [];
  return (seconds ?? 0) * 1_000_000 + (micros ?? 0);
}
