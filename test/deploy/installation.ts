import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from '../fixtures/processes.ts';
import { until } from '../fixtures/until.ts';
import { REPOSITORY } from './shipped.ts';

/** A folder as `npm install @waycast/cli` leaves it, with settings in `.env`, removed after the running test. */
export interface Installation {
  readonly folder: string;
  readonly url: string;
  /** An environment without what the test run has set. */
  readonly env: Readonly<Record<string, string>>;
}

export async function installationOfTest(): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'waycast-installation-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  const settings = {
    HOST: '127.0.0.1',
    PORT: String(port),
    JWT_SECRET: 'a secret of the tests, long enough for HS256',
    DATA_DIR: join(folder, 'data'),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}="${value}"`);
  await writeFile(join(folder, '.env'), `${lines.join('\n')}\n`);
  return {
    folder,
    url: `http://127.0.0.1:${port}`,
    env: { PATH: process.env.PATH ?? '', HOME: folder, LANG: 'C.UTF-8' },
  };
}

/** Whether the server serves, `/health` says so; false while nothing answers. */
export async function isHealthy(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health`).catch(() => undefined);
  if (answer?.status !== 200) return false;
  const body: unknown = await answer.json();
  return typeof body === 'object' && body !== null && 'status' in body && body.status === 'ok';
}

/** Asks until the answer is there; a busy machine takes its time to start a server. */
export function eventually<T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> {
  return until(what, ask, { timeoutMs: 90_000, everyMs: 100 });
}
