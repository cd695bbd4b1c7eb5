import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WaycastConfig } from '@waycast/server/config';
import { CommandFailure } from '../failure.ts';

/** The key with which tokens for a server on this machine are signed, and where it comes from. */
export interface LocalKey {
  readonly secret: string;
  readonly source: 'JWT_SECRET' | 'demo';
  /** File of the demo's key; absent for JWT_SECRET. */
  readonly file?: string;
}

/** JWT_SECRET, else the key that `waycast demo` left in DATA_DIR. Rejects with CommandFailure when there is neither. */
export async function findLocalKey(config: WaycastConfig): Promise<LocalKey> {
  if (config.jwtSecret !== undefined) return { secret: config.jwtSecret, source: 'JWT_SECRET' };
  const file = demoKeyFile(config);
  const secret = await readKey(file);
  if (secret !== undefined) return { secret, source: 'demo', file };
  throw new CommandFailure(
    `there is no key to sign with: JWT_SECRET is not set and ${file} does not exist. ` +
      'Set JWT_SECRET as the server has it, or run `waycast demo` first.',
  );
}

/** JWT_SECRET, else the demo's own key, made on the first call and kept readable for its owner only. */
export async function ensureDemoKey(config: WaycastConfig): Promise<LocalKey> {
  if (config.jwtSecret !== undefined) return { secret: config.jwtSecret, source: 'JWT_SECRET' };
  const file = demoKeyFile(config);
  await mkdir(config.dataDir, { recursive: true });
  try {
    const secret = randomBytes(48).toString('base64url');
    await writeFile(file, `${secret}\n`, { flag: 'wx', mode: 0o600 });
    return { secret, source: 'demo', file };
  } catch (error) {
    const known = await readKey(file);
    if (known !== undefined) return { secret: known, source: 'demo', file };
    throw error;
  }
}

function demoKeyFile(config: WaycastConfig): string {
  return join(config.dataDir, 'demo-secret');
}

async function readKey(file: string): Promise<string | undefined> {
  try {
    const secret = (await readFile(file, 'utf8')).trim();
    return secret === '' ? undefined : secret;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
