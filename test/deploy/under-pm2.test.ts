import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { resolveConfig } from '@waycast/server/config';
import { expect, onTestFinished, test } from 'vitest';
import { eventually, type Installation, installationOfTest, isHealthy } from './installation.ts';
import { at, REPOSITORY } from './shipped.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const PM2 = require.resolve('pm2/bin/pm2');
const CONFIG = join(REPOSITORY, 'deploy/pm2.config.cjs');

/** pm2 with a daemon of this test's own, which ends with it. */
async function pm2OfTest({ folder, env }: Installation) {
  const own = { ...env, PM2_HOME: join(folder, 'pm2') };
  const pm2 = async (...args: string[]) =>
    (await run(process.execPath, [PM2, ...args], { cwd: folder, env: own })).stdout;
  onTestFinished(async () => void (await pm2('kill')));
  return {
    pm2,
    async log(): Promise<string> {
      const read = (name: string) => readFile(join(folder, 'pm2/logs', name), 'utf8');
      return (await Promise.all(['waycast-out.log', 'waycast-error.log'].map(read))).join('');
    },
    /** What pm2 says of the process. */
    async description(): Promise<unknown> {
      const list: unknown = JSON.parse(await pm2('jlist', '--silent'));
      return at(list, 0);
    },
  };
}

test('pm2 runs the server, starts it again when it dies, and drains it when told to stop', async () => {
  const installation = await installationOfTest();
  const { pm2, log, description } = await pm2OfTest(installation);
  await pm2('start', CONFIG);
  await eventually('the server is healthy', () => isHealthy(installation.url));

  const first = at(await description(), 'pid');
  process.kill(Number(first), 'SIGKILL');
  await eventually('another process is healthy', async () => {
    const now = await description();
    return (
      at(now, 'pid') !== first && at(now, 'pm2_env', 'status') === 'online' && isHealthy(installation.url)
    );
  });

  await pm2('stop', 'waycast');
  expect(await isHealthy(installation.url)).toBe(false);
  expect(await log()).toMatch(/Waycast has stopped[\s\S]*SIGINT: stopping/);
  expect(at(await description(), 'pm2_env', 'exit_code')).toBe(0);
});

test('pm2 waits longer than a drain takes', () => {
  const config: unknown = require(CONFIG);
  expect(at(config, 'apps', 0, 'kill_timeout')).toBeGreaterThan(1000 * resolveConfig({}).drainTimeout);
});
