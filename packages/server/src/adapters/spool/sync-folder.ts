import { open } from 'node:fs/promises';
import { codeOf } from './disk-error.ts';

/** Where a folder cannot be opened or synced (Windows), its entries are as durable as the system makes them. */
const NOT_POSSIBLE: ReadonlySet<string | undefined> = new Set([
  'EPERM',
  'EISDIR',
  'EACCES',
  'EINVAL',
  'ENOTSUP',
]);

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!NOT_POSSIBLE.has(codeOf(error))) throw error;
  }
}
