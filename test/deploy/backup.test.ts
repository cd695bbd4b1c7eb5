import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createWaycast, type WaycastOptions } from '@waycast/server';
import { expect, onTestFinished, test } from 'vitest';
import { freshDatabase } from '../fixtures/database.ts';
import { postgresBinaries } from '../fixtures/postgres.ts';
import { startRedis } from '../fixtures/redis.ts';
import { REPOSITORY } from './shipped.ts';

const run = promisify(execFile);
const SECRET = 'a secret of the tests, long enough for HS256';
const guide = await readFile(join(REPOSITORY, 'docs/guides/backup.md'), 'utf8');
const waycast = join(REPOSITORY, 'node_modules/.bin/waycast');

/** The shell commands under a heading of the second level, in their order. */
function commandsUnder(heading: string): string {
  const section = guide.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';
  const blocks = [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
  expect(blocks.length).toBeGreaterThan(0);
  return blocks.join('\n');
}

/** Runs them as a person would, in an empty folder where Waycast is installed. */
async function runCommands(commands: string, env: Record<string, string>): Promise<string> {
  const folder = await folderOfTest();
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  const path = `${await postgresBinaries()}:${process.env.PATH}`;
  const { stdout } = await run('/bin/bash', ['-euo', 'pipefail', '-c', commands], {
    cwd: folder,
    env: { PATH: path, HOME: folder, LANG: 'C.UTF-8', ...env },
  });
  return stdout;
}

async function folderOfTest(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'waycast-backup-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function token(): Promise<string> {
  const args = ['token', '--subject', 'olga', '--role', 'dispatcher'];
  const env = { PATH: process.env.PATH, JWT_SECRET: SECRET };
  return (await run(waycast, args, { cwd: tmpdir(), env })).stdout.trim();
}

/** A server while `use` runs, with calls as a dispatcher. */
async function serving<T>(
  storage: Pick<WaycastOptions, 'databaseUrl' | 'dataDir'>,
  use: (call: (method: string, path: string, body?: object) => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const authorization = `Bearer ${await token()}`;
  const server = await createWaycast({
    ...storage,
    host: '127.0.0.1',
    port: 0,
    jwtSecret: SECRET,
    logLevel: 'silent',
  });
  try {
    return await use(async (method, path, body) => {
      const answer = await fetch(`${server.url}${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      expect(answer.ok).toBe(true);
      return answer.json();
    });
  } finally {
    await server.close();
  }
}

const HISTORY = '/api/tracking/vehicles/bus-7/history';
const START = Date.now() - 60_000;
const updates = Array.from({ length: 50 }, (_, second) => ({
  vehicleId: 'bus-7',
  latitude: 52 + second / 1000,
  longitude: -8,
  timestamp: new Date(START + second * 1000).toISOString(),
}));

/** What a server keeps of the ride, before and after. */
const record = (storage: Pick<WaycastOptions, 'databaseUrl' | 'dataDir'>) =>
  serving(storage, async (call) => {
    expect(await call('POST', '/api/tracking/batch', { updates })).toMatchObject({ accepted: 50 });
    return call('GET', HISTORY);
  });
const remember = (storage: Pick<WaycastOptions, 'databaseUrl' | 'dataDir'>) =>
  serving(storage, (call) => call('GET', HISTORY));

test('PostgreSQL: what was there is there again, in another database', async () => {
  const [databaseUrl, dataDir] = [await freshDatabase(), await folderOfTest()];
  const before = await record({ databaseUrl, dataDir });
  expect(before).toMatchObject({ items: { length: 50 } });

  const name = `restored_${databaseUrl.split('/').at(-1)}`;
  const restoredUrl = databaseUrl.replace(/[^/]+$/, name);
  const commands = commandsUnder('PostgreSQL').replaceAll('waycast_restored', name);
  const out = await runCommands(commands, {
    DATABASE_URL: databaseUrl,
    RESTORED_URL: restoredUrl,
    JWT_SECRET: SECRET,
  });
  expect(out).toMatch(/^ +50 \|/m);
  expect(await remember({ databaseUrl: restoredUrl, dataDir })).toEqual(before);
});

test('the embedded database: a folder is taken away and brought back', async () => {
  const [dataDir, other] = [await folderOfTest(), await folderOfTest()];
  const before = await record({ dataDir });
  const restored = join(other, 'restored');
  await runCommands(commandsUnder('Embedded database'), { DATA_DIR: dataDir, RESTORED_DIR: restored });
  expect(await remember({ dataDir: restored })).toEqual(before);
});

test('Redis: it is emptied', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  await redis.cli('SET', 'location:current:vehicle:bus-7', '{}');
  expect(await runCommands(commandsUnder('Redis'), { REDIS_URL: redis.url })).toBe('OK\n');
  expect(await redis.cli('DBSIZE')).toBe(0);
});

test('no command of the guide goes untried', () => {
  const tried = ['PostgreSQL', 'Embedded database', 'Redis'].map(commandsUnder).join('');
  const all = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block).join('');
  expect(tried.replaceAll('\n', '')).toBe(all.replaceAll('\n', ''));
});
