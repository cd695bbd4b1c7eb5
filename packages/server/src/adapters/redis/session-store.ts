import { keyName } from '@waycast/contract';
import type { SubjectTotals } from '../../ports/presence.ts';
import { ownName } from './names.ts';
import type { Redis } from './redis.ts';
import { listOf, numberOf, textOf } from './replies.ts';
import { type KeyedCommand, sendAll } from './send-all.ts';
import {
  type Counted,
  countedAs,
  type Kind,
  type OwnedSession,
  ownedJson,
  type SessionRecord,
  sessionJson,
} from './session-record.ts';

/** Sorted set of tenants, by when a session of theirs was last written. */
const TENANTS_KEY = 'waycast:tenants';
/** Open sessions are written each minute; the clocks of servers may differ. */
const TENANT_LIFE_MS = 2 * 3600 * 1000;

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
  readonly counted: Counted;
}

/**
 * The documented keys of sessions, which tenants there are, and what says who owns them. A user is active by the sockets that it has as a
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
      for (const counted of record.former) former.push({ ...record, counted });
      record.former.clear();
      record.written = record.geohash;
      record.writtenAt = now;
    }
    const active = records.flatMap((record) =>
      activitiesOf(record).map((one) => ['SADD', this.#activeKey(one), one.userId] as const),
    );
    const tenants = new Set(records.map(({ tenant }) => tenant));
    const scores = [...tenants].flatMap((tenant) => [String(now), tenant]);
    if (scores.length > 0) commands.push(['ZADD', TENANTS_KEY, ...scores]);
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
    let end = 0;
    const ended = sessions.flatMap((session, index) => {
      end += removals[index]?.length ?? 0;
      const activities = activitiesOf(session);
      return activities.filter((_, at) => numberOf(replies[end - activities.length + at]) === 0);
    });
    await this.#withdraw(ended);
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
    const key = this.#activeKey({ tenant, counted: kind });
    const ids = await this.#redis.command(key, ['SMEMBERS', key]);
    return new Set(Array.isArray(ids) ? ids.map(String) : []);
  }

  /** Different subjects, of all tenants. */
  async subjects(now: number): Promise<SubjectTotals> {
    const since = String(now - TENANT_LIFE_MS);
    await this.#redis.command(TENANTS_KEY, ['ZREMRANGEBYSCORE', TENANTS_KEY, '-inf', `(${since}`]);
    const reply = await this.#redis.command(TENANTS_KEY, ['ZRANGEBYSCORE', TENANTS_KEY, since, '+inf']);
    const tenants = listOf(reply).map(textOf);
    const count = async (counted: Counted): Promise<number> => {
      const sizes = await sendAll(
        this.#redis,
        tenants.map((tenant) => ['SCARD', this.#activeKey({ tenant, counted })] as const),
      );
      return sizes.map(numberOf).reduce((sum, size) => sum + size, 0);
    };
    const [drivers, users, viewers] = await Promise.all([count('drivers'), count('users'), count('viewers')]);
    return { drivers, users, viewers };
  }

  #commandsOf(record: SessionRecord, ownedKey: string, now: number): KeyedCommand[] {
    const { socketId, tenant, geohash } = record;
    const { session, heartbeat, sessions } = this.#keysOf(record);
    const ttl = this.#sessionTtl;
    const region = geohash === undefined ? undefined : this.#regionKey(tenant, geohash);
    const membership: KeyedCommand[] =
      region === undefined
        ? []
        : [
            ['SADD', region, socketId],
            ['EXPIRE', region, String(REGION_TTL_S)],
          ];
    const former = [...record.former].map((counted) => this.#socketsKey({ ...record, counted }));
    const sockets = activitiesOf(record).map((one) => this.#socketsKey(one));
    if (record.written !== undefined && record.written !== geohash) record.left.add(record.written);
    if (geohash !== undefined) record.left.delete(geohash);
    return [
      ...[...record.left].map((one) => ['SREM', this.#regionKey(tenant, one), socketId] as const),
      ...former.map((key) => ['SREM', key, socketId] as const),
      ['HSET', ownedKey, socketId, ownedJson(record)],
      ['SET', session, sessionJson(record), 'EX', ttl],
      ...this.#heartbeatOf(record, heartbeat, now),
      ['SADD', sessions, socketId],
      ['EXPIRE', sessions, ttl],
      ...sockets.flatMap((key): KeyedCommand[] => [
        ['SADD', key, socketId],
        ['EXPIRE', key, ttl],
      ]),
      ...membership,
    ];
  }

  /** With what is left of its life: the server renews what an eviction took, not what the client said. */
  #heartbeatOf({ lastBeatAt }: SessionRecord, key: string, now: number): KeyedCommand[] {
    const restS = Math.ceil(this.#heartbeatTtlS - (now - lastBeatAt) / 1000);
    return restS <= 0 ? [] : [['SET', key, new Date(lastBeatAt).toISOString(), 'EX', String(restS)]];
  }

  /** What takes one out; the last ones tell how many sockets the user has left of each that it counted as. */
  #removalOf(session: OwnedSession): KeyedCommand[] {
    const { socketId, tenant, geohash } = session;
    const { session: key, heartbeat, sessions } = this.#keysOf(session);
    const sockets = activitiesOf(session).map((one) => this.#socketsKey(one));
    return [
      ['DEL', key],
      ['DEL', heartbeat],
      ['SREM', sessions, socketId],
      ...sockets.map((one) => ['SREM', one, socketId] as const),
      ...(geohash === undefined ? [] : [['SREM', this.#regionKey(tenant, geohash), socketId] as const]),
      ...sockets.map((one) => ['SCARD', one] as const),
    ];
  }

  /** Takes users out of the active ones; one who came back on another server meanwhile is put in again. */
  async #withdraw(ended: readonly Activity[]): Promise<void> {
    const users = [
      ...new Map(ended.map((one) => [`${one.tenant} ${one.counted} ${one.userId}`, one])).values(),
    ];
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

  #socketsKey({ tenant, counted, userId }: Activity): string {
    return ownName(tenant, `sockets:${counted}`, userId, this.#redis.cluster);
  }

  #activeKey({ tenant, counted }: Pick<Activity, 'tenant' | 'counted'>): string {
    if (counted === 'viewers') return ownName(tenant, 'active', counted, this.#redis.cluster);
    return keyName(counted === 'drivers' ? 'activeDrivers' : 'activeUsers', tenant);
  }
}

function activitiesOf(session: OwnedSession): Activity[] {
  const { tenant, userId } = session;
  return countedAs(session).map((counted) => ({ tenant, userId, counted }));
}

/** The reply of TIME, seconds and microseconds, as microseconds. */
function microseconds(time: unknown): number {
  const [seconds, micros] = Array.isArray(time) ? time.map(Number) : [];
  return (seconds ?? 0) * 1_000_000 + (micros ?? 0);
}
