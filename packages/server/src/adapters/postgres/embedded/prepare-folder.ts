import { access, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PgliteThread } from './pglite-thread.ts';
import { seedFile } from './seed.ts';

interface PreparedFolder {
  /** Undefined: in memory. */
  readonly folder: string | undefined;
  /** Prepared data to begin with, when the folder is new. */
  readonly seed: string | undefined;
  /** To be called once the database has started in the folder. */
  readonly done: () => Promise<void>;
}

/**
 * Finds out whether `pgdata` holds a database or is to be made. A first start that was killed halfway has left a
 * mark beside it, and is done again from the beginning: nothing was stored there before the mark was removed.
 */
export async function prepareFolder(dataDir: string): Promise<PreparedFolder> {
  const folder = join(dataDir, 'pgdata');
  const mark = join(dataDir, 'pgdata.unfinished');
  if (await exists(mark)) await rm(folder, { recursive: true, force: true });
  else if (await exists(join(folder, 'PG_VERSION')))
    return { folder, seed: undefined, done: async () => undefined };
  await writeFile(mark, 'The database is being made for the first time.\n');
  const seed = await seedFile();
  if (seed === undefined) await makeFromNothing(folder);
  return { folder, seed, done: () => rm(mark, { force: true }) };
}

/** A database that lives as long as its thread. */
export async function prepareMemory(): Promise<PreparedFolder> {
  return { folder: undefined, seed: await seedFile(), done: async () => undefined };
}

/** In a thread of its own, because making a database takes 1 GB, which the thread's end gives back. */
async function makeFromNothing(folder: string): Promise<void> {
  const thread = new PgliteThread({ folder, seed: undefined });
  await thread.started;
  await thread.close();
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
