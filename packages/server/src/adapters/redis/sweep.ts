import type { Log } from '../../ports/log.ts';
import { hashFields } from './hash-fields.ts';
import type { Redis } from './redis.ts';
import { sendAll } from './send-all.ts';
import { serverNames } from './server-names.ts';
import type { ServerRegistry } from './server-registry.ts';
import { type OwnedSession, parseOwned } from './session-record.ts';
import type { SessionStore } from './session-store.ts';
import { eraseViews, type View, viewOf } from './written-views.ts';

/** The lock of a sweep outlives its holder by this much at most. */
const LOCK_MS = 10_000;

export interface SweepParts {
  readonly redis: Redis;
  readonly registry: ServerRegistry;
  readonly store: SessionStore;
  /** This server's id. */
  readonly serverId: string;
  readonly log: Log;
  /** Told of sessions that were removed. */
  readonly removed: (sessions: readonly OwnedSession[]) => void;
  /** Told of the views of the dead server. */
  readonly viewsRemoved: (views: readonly View[]) => void;
}

/**
 * Removes what a dead server left, in batches, under a lock that one server holds. Stops when the server turns out
 * to live. Resolves to whether nothing is left; rejects when Redis goes away.
 */
export async function sweepServer(parts: SweepParts, deadId: string): Promise<boolean> {
  const { redis, registry, store, serverId, log, removed } = parts;
  const names = serverNames(deadId, redis.cluster);
  const lock = ['SET', names.sweeper, serverId, 'NX', 'PX', String(LOCK_MS)];
  if ((await redis.command(names.sweeper, lock)) === null) return false;
  const lastWord = (await registry.read()).servers.get(deadId)?.at;
  const goOn = async (): Promise<boolean> => {
    await redis.command(names.sweeper, ['PEXPIRE', names.sweeper, String(LOCK_MS)]);
    return (await registry.read()).servers.get(deadId)?.at === lastWord;
  };
  let sessions = 0;
  for await (const batch of hashFields(redis, names.sessions)) {
    if (!(await goOn())) return false;
    const owned = ownedOf(batch);
    await store.remove(owned, names.sessions);
    removed(owned);
    sessions += owned.length;
  }
  for await (const batch of hashFields(redis, names.views)) {
    if (!(await goOn())) return false;
    await removeViews(parts, deadId, names.views, batch);
  }
  if (!(await goOn())) return false;
  await sendAll(redis, [
    ['DEL', names.sessions],
    ['DEL', names.views],
    ['DEL', names.sweeper],
  ]);
  await registry.remove(deadId);
  if (sessions > 0) log.info({ server: deadId, sessions }, 'removed what a dead server left');
  return true;
}

/** The sessions of a batch of owned ones. What cannot be read is of another version, and ends by its life. */
export function ownedOf(batch: readonly (readonly [socketId: string, text: string])[]): OwnedSession[] {
  return batch.flatMap(([socketId, text]) => parseOwned(socketId, text) ?? []);
}

async function removeViews(
  { redis, viewsRemoved }: SweepParts,
  deadId: string,
  ownedKey: string,
  batch: readonly (readonly [field: string, value: string])[],
): Promise<void> {
  const views = batch.flatMap(([field]) => viewOf(field) ?? []);
  if (views.length === 0) return;
  // What is erased needs no life.
  await eraseViews({ redis, serverId: deadId, ownedKey, viewersTtlS: 0 }, views);
  viewsRemoved(views);
}
