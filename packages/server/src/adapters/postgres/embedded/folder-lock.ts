import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../../ports/log.ts';
import { isAlive, ownIdentity, type ProcessIdentity, parseIdentity } from './process-identity.ts';

const LOCK_NAME = 'waycast.lock';
const HEARTBEAT_MS = 2000;
/** A holder on another host (another container on the same volume) that misses so many beats is dead. */
const MISSED_BEATS = 3;
const ATTEMPTS = 5;

/**
 * Makes this process the only one that uses the folder, and returns the call that ends that. Rejects when a living
 * process holds it; takes over from a dead one, told apart by process id, start time and host. For a holder on
 * another host it watches the lock's heartbeat, which takes 6 s.
 */
export async function lockFolder(
  folder: string,
  log: Log,
  beatMs = HEARTBEAT_MS,
): Promise<() => Promise<void>> {
  const path = join(folder, LOCK_NAME);
  const text = JSON.stringify({ ...(await ownIdentity()), lock: randomUUID() });
  await acquire(path, text, { folder, log, beatMs });
  return hold(path, text, log, beatMs);
}

interface Circumstances {
  readonly folder: string;
  readonly log: Log;
  readonly beatMs: number;
}

async function acquire(path: string, text: string, circumstances: Circumstances): Promise<void> {
  const { folder, log, beatMs } = circumstances;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (await create(path, text)) return;
    const found = await read(path);
    if (found === undefined) continue;
    const holder = parseIdentity(found);
    if (holder !== undefined && (await lives(holder, path, beatMs))) throw new Error(refusal(folder, holder));
    if (await succeed(path, found, text, circumstances)) {
      log.warn(
        { holder, folder },
        'Took over the data folder from a process that has ended without closing it',
      );
      return;
    }
  }
  throw new Error(
    `The data folder ${resolve(folder)} changes hands too fast: another server is starting on it.`,
  );
}

/**
 * Replaces the lock that was found dead. Several starters may have found it: whoever holds the claim to this very
 * lock may replace it, if it is still there. The claim is a lock too, in case its holder dies in the act.
 */
async function succeed(
  path: string,
  found: string,
  text: string,
  circumstances: Circumstances,
): Promise<boolean> {
  const claim = `${path}.${createHash('sha256').update(found).digest('hex').slice(0, 16)}`;
  await acquire(claim, text, circumstances);
  try {
    if ((await read(path)) !== found) return false;
    const draft = `${path}.${randomUUID()}`;
    await writeFile(draft, text);
    await rename(draft, path);
    return true;
  } finally {
    await rm(claim);
  }
}

/** Appears with its content or not at all, so that nobody ever reads half a lock. */
async function create(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function lives(holder: ProcessIdentity, path: string, beatMs: number): Promise<boolean> {
  const { host } = await ownIdentity();
  if (holder.host === host) return isAlive(holder);
  // Clocks of two hosts may differ: only whether the beat moves counts.
  const before = await lastBeat(path);
  await sleep(MISSED_BEATS * beatMs);
  return (await lastBeat(path)) !== before;
}

/** Undefined when the lock is gone. */
function lastBeat(path: string): Promise<number | undefined> {
  return stat(path).then(({ mtimeMs }) => mtimeMs, whenAbsent);
}

function hold(path: string, text: string, log: Log, beatMs: number): () => Promise<void> {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch((error: unknown) =>
      log.error({ err: error }, 'The lock of the data folder is gone'),
    );
  }, beatMs);
  beat.unref();
  return async () => {
    clearInterval(beat);
    if ((await read(path)) === text) await rm(path, { force: true });
  };
}

function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(whenAbsent);
}

function whenAbsent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

function refusal(folder: string, { pid, host }: ProcessIdentity): string {
  return `The data folder ${resolve(folder)} is in use by process ${pid} on ${host}. Stop that process, or give this server another DATA_DIR.`;
}
