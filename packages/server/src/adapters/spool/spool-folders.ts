import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import { unlessAbsent } from './disk-error.ts';
import { Segment } from './segment.ts';
import { syncFolder } from './sync-folder.ts';

const SPOOL = 'spool';
const WORKER = /^worker-\d+$/;
const SEGMENT = /^\d{8}\.fixes$/;
const LOCK = 'waycast.lock';

/** Makes this process the only one that uses a folder; resolves to the call that ends that, rejects when it is in use. */
export type LockFolder = (folder: string) => Promise<() => Promise<void>>;

/** The folder in which one process keeps its segments; others leave it alone while that lives. */
export interface SpoolFolder {
  readonly path: string;
  /** Leaves it, and removes it when nothing is in it. */
  release(): Promise<void>;
}

/** What another process has left, with its folder held. */
export interface LeftBehind extends SpoolFolder {
  readonly segments: readonly Segment[];
}

export function segmentName(number: number): string {
  return `${String(number).padStart(8, '0')}.fixes`;
}

/** Makes a folder `DATA_DIR/spool/NAME`, durably, and holds it. */
export async function makeFolder(dataDir: string, name: string, lock: LockFolder): Promise<SpoolFolder> {
  const path = join(dataDir, SPOOL, name);
  await mkdir(path, { recursive: true });
  const unlock = await lock(path);
  try {
    for (const folder of [path, dirname(path), dataDir, dirname(dataDir)]) await syncFolder(folder);
  } catch (error) {
    await unlock();
    throw error;
  }
  return { path, release: () => release(path, unlock) };
}

/**
 * Takes over what servers that have ended left below a data folder or below those of its workers: `spool/*` and
 * `worker-N/spool/*`. What a living one holds is left to it.
 */
export async function takeOver(
  dataDir: string,
  own: string | undefined,
  lock: LockFolder,
  log: Log,
): Promise<LeftBehind[]> {
  const workers = (await namesIn(dataDir)).filter((name) => WORKER.test(name));
  const found: LeftBehind[] = [];
  for (const place of [dataDir, ...workers.map((name) => join(dataDir, name))]) {
    const spool = join(place, SPOOL);
    for (const name of (await namesIn(spool)).sort()) {
      const path = join(spool, name);
      const left = path === own ? undefined : await takeOne(path, lock, log);
      if (left !== undefined) found.push(left);
    }
  }
  return found;
}

async function takeOne(path: string, lock: LockFolder, log: Log): Promise<LeftBehind | undefined> {
  const names = await namesIn(path);
  // A folder without either has just been made.
  if (!names.some((name) => SEGMENT.test(name) || name === LOCK)) return undefined;
  const unlock = await lock(path).catch((error: unknown) => {
    log.debug({ err: error, folder: path }, 'left a spool to its owner');
    return undefined;
  });
  if (unlock === undefined) return undefined;
  const segments: Segment[] = [];
  for (const name of (await namesIn(path)).filter((one) => SEGMENT.test(one)).sort()) {
    const file = join(path, name);
    const size = (await stat(file).catch(unlessAbsent))?.size ?? 0;
    if (size === 0) await rm(file, { force: true });
    else segments.push(new Segment(file, size, log));
  }
  const left = { path, segments, release: () => release(path, unlock) };
  if (segments.length > 0) return left;
  await left.release();
  return undefined;
}

async function release(path: string, unlock: () => Promise<void>): Promise<void> {
  await unlock();
  // It stays when something is in it: a file that was put aside, or what waits for the next start.
  await rmdir(path).catch(() => undefined);
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(unlessAbsent)) ?? [];
}
