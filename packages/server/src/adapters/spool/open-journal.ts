import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Log } from '../../ports/log.ts';
import { codeOf } from './disk-error.ts';
import { DiskJournal, type DiskJournalOptions } from './disk-journal.ts';
import { takeOver } from './spool-folders.ts';

/** How often others' folders are looked at: a server that ends again and again stores nothing by itself. */
const LOOK_EVERY_MS = 60_000;
/** A holder on another host takes seconds to be found dead; the start does not wait for that. */
const START_WAITS_MS = 1000;

export interface OpenJournalOptions extends DiskJournalOptions {
  /** The server is one of several processes whose data folders lie side by side. */
  readonly isWorker: boolean;
}

export interface OpenedJournal {
  readonly journal: DiskJournal;
  close(): Promise<void>;
}

/** Opens a journal and takes over what servers that have ended left in this data folder, or beside it. */
export async function openJournal(options: OpenJournalOptions): Promise<OpenedJournal> {
  const { dataDir, isWorker, lock, log, clock } = options;
  const journal = new DiskJournal(options);
  const folder = isWorker ? dirname(resolve(dataDir)) : dataDir;
  let cancel: (() => void) | undefined;
  let ended = false;
  const look = async (): Promise<void> => {
    try {
      journal.add(await takeOver(folder, journal.folder, lock, log));
    } catch (error) {
      log.warn({ err: error, folder }, 'Could not look for what other servers left in their spools');
    }
    if (ended) return;
    cancel = clock.after(LOOK_EVERY_MS, () => {
      looking = look();
    });
  };
  await warnIfReadOnly(dataDir, log);
  let looking = look();
  await Promise.race([looking, new Promise<void>((done) => clock.after(START_WAITS_MS, done))]);
  return {
    journal,
    async close() {
      ended = true;
      cancel?.();
      await looking;
      await journal.close();
    },
  };
}

async function warnIfReadOnly(dataDir: string, log: Log): Promise<void> {
  try {
    await access(await nearestExisting(resolve(dataDir)), constants.W_OK | constants.X_OK);
  } catch (error) {
    log.warn(
      { err: error, dataDir },
      'DATA_DIR cannot be written: fixes will be refused while the database is away',
    );
  }
}

async function nearestExisting(path: string): Promise<string> {
  try {
    await access(path);
    return path;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    return nearestExisting(dirname(path));
  }
}
