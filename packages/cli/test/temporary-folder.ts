import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** A folder for all tests of a file, removed after them. To be called outside tests. */
export function temporaryFolder(): string {
  const folder = makeFolder();
  afterAll(() => remove(folder));
  return folder;
}

/** A folder for the running test, removed after it. */
export function temporaryFolderOfTest(): string {
  const folder = makeFolder();
  onTestFinished(() => remove(folder));
  return folder;
}

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'waycast-cli-'));
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
