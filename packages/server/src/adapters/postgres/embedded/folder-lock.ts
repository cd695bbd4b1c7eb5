import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../../ports/log.ts';
import { isAlive, ownIdentity, parseIdentity, type ProcessIdentity } from './process-identity.ts';

const LOCK_NAME = 'waycast.lock';
const HEARTBEAT_MS = 2000;
/** A holder on another host (another container on the same volume) that lets this pass without a beat is dead. */
const FOREIGN_SILENCE_MS = 3 * HEARTBEAT_MS;
const ATTEMPTS = 5;

/**
 * Makes this process the only one that uses the folder, and returns the call that ends that. Rejects when a living
 * process holds it; takes over from a dead one, told apart by process id, start time and host. For a holder on
 * another host it watches the lock's heartbeat, which takes 6 s.
 */
export async function lockFolder(folder: string, log: Log): Promise<() => Promise<void>> {
  const path = join(folder, LOCK_NAME);
  const text = JSON.stringify({ ...(await ownIdentity()), lock: randomUUID() });
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (await create(path, text)) return hold(path, text, log);
    const found = await read(path);
    if (found === undefined) continue;
    const holder = parseIdentity(found);
    if (holder !== undefined && (await lives(holder, path))) throw new Error(refusal(folder, holder));
    log.warn({ holder, folder }, 'Taking over the data folder from a process that has ended without closing it');
    await discard(path, found);
  }
  throw new Error(`The data folder ${resolve(folder)} changes hands too fast: another server is starting on it.`);
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

async function lives(holder: ProcessIdentity, path: string): Promise<boolean> {
  const { host } = await ownIdentity();
  if (holder.host === host) return isAlive(holder);
  // Clocks of two hosts may differ: only whether the beat moves counts.
  const before = (await stat(path)).mtimeMs;
  await sleep(FOREIGN_SILENCE_MS);
  return (await stat(path)).mtimeMs !== before;
}

/** Removes the lock that was found dead. One that another starter has put there meanwhile goes back. */
async function discard(path: string, found: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== found) await link(aside, path);
  await rm(aside);
}

function hold(path: string, text: string, log: Log): () => Promise<void> {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch((error: unknown) => log.error({ err: error }, 'The lock of the data folder is gone'));
  }, HEARTBEAT_MS);
  beat.unref();
  return async () => {
    clearInterval(beat);
    if ((await read(path)) === text) await rm(path, { force: true });
  };
}

function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
}

function refusal(folder: string, { pid, host }: ProcessIdentity): string {
  return `The data folder ${resolve(folder)} is in use by process ${pid} on ${host}. Stop that process, or give this server another DATA_DIR.`;
}
