import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { lockFolder } from '../../../src/adapters/postgres/embedded/folder-lock.ts';
import type { DiskJournalOptions } from '../../../src/adapters/spool/disk-journal.ts';
import { openJournal } from '../../../src/adapters/spool/open-journal.ts';
import { fixAt, T0 } from '../../../src/conformance/history-samples.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import type { Journal, JournalEntry } from '../../../src/ports/journal.ts';
import { quiet, recordingLog, temporaryFolder } from '../postgres/stores.ts';

/** A data folder that goes with the test. */
export async function dataFolder(): Promise<string> {
  const { folder, remove } = await temporaryFolder();
  onTestFinished(remove);
  return folder;
}

export async function openIn(
  dataDir: string,
  options: Partial<DiskJournalOptions> & { isWorker?: boolean } = {},
) {
  const { log, lines } = recordingLog();
  const opened = await openJournal({
    dataDir,
    maxBytes: 64 * 1024 ** 2,
    isWorker: false,
    lock: (folder) => lockFolder(folder, quiet),
    clock: systemClock,
    log,
    ...options,
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= opened.close());
  onTestFinished(close);
  return { journal: opened.journal, close, lines };
}

/** An entry that is told apart by its number. */
export function entryOf(number: number, fixes = 1): JournalEntry {
  return Array.from({ length: fixes }, (_, at) => ({
    tenant: 'acme',
    fix: fixAt(T0 + number, { speed: at, vehicleId: `bus-${number}` }),
  }));
}

/** Reads and forgets all that waits. */
export async function drain(journal: Journal): Promise<JournalEntry[]> {
  const all: JournalEntry[] = [];
  for (let entries = await journal.oldest(10); entries.length > 0; entries = await journal.oldest(10)) {
    all.push(...entries);
    await journal.forget();
  }
  return all;
}

/** Puts a segment where a server that has ended would have left it. */
export async function leaveSegment(
  dataDir: string,
  bytes: Uint8Array,
  server = 'dead',
  number = 1,
): Promise<string> {
  const folder = join(dataDir, 'spool', server);
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${String(number).padStart(8, '0')}.fixes`);
  await writeFile(path, bytes);
  return path;
}

/** Names of all files below the spool's folder. */
export async function filesIn(dataDir: string): Promise<string[]> {
  const entries = await readdir(join(dataDir, 'spool'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
