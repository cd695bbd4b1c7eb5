import { execFile, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { resolveConfig } from '@waycast/server/config';
import { expect, onTestFinished, test } from 'vitest';
import { exited, waitForLine } from '../fixtures/processes.ts';
import { eventually, type Installation, installationOfTest, isHealthy } from './installation.ts';
import { shipped } from './shipped.ts';

const run = promisify(execFile);
const text = await shipped('supervisor.conf');

/** The shipped program in a supervisor of this test's own, as whoever runs the test. */
async function supervisorOfTest({ folder, env }: Installation) {
  const program = text
    .replaceAll('/opt/waycast', folder)
    .replace('/var/log/waycast', folder)
    .replace(/^user=.*\n/m, '');
  const socket = join(folder, 'supervisor.sock');
  const file = join(folder, 'supervisord.conf');
  const sections = [
    `[unix_http_server]\nfile=${socket}`,
    `[supervisord]\nlogfile=${folder}/supervisord.log\npidfile=${folder}/supervisord.pid\nchildlogdir=${folder}`,
    '[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface',
    `[supervisorctl]\nserverurl=unix://${socket}`,
    program,
  ];
  await writeFile(file, sections.join('\n\n'));
  const child = spawn('supervisord', ['--nodaemon', '--configuration', file], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await exited(child);
  });
  await waitForLine(child, /supervisord started/);
  return {
    child,
    /** Exit codes say whether the program runs, not only whether the call went well. */
    ctl: (...args: string[]) =>
      run('supervisorctl', ['-c', file, ...args], { env }).then(
        ({ stdout }) => stdout,
        (error: { stdout: string }) => error.stdout,
      ),
    log: () => readFile(join(folder, 'waycast.log'), 'utf8'),
  };
}

test('supervisor runs the server, starts it again when it dies, and drains it when told to stop', async () => {
  const installation = await installationOfTest();
  const { ctl, log } = await supervisorOfTest(installation);
  await eventually('the server is healthy', () => isHealthy(installation.url));

  const pidOf = async () => /pid (\d+)/.exec(await ctl('status', 'waycast'))?.[1];
  const first = await eventually('supervisor calls it running', pidOf);
  process.kill(Number(first), 'SIGKILL');
  await eventually('another process is healthy', async () => {
    const now = await pidOf();
    return now !== undefined && now !== first && isHealthy(installation.url);
  });

  expect(await ctl('stop', 'waycast')).toContain('stopped');
  expect(await isHealthy(installation.url)).toBe(false);
  expect(await log()).toMatch(/SIGTERM: stopping[\s\S]*Waycast has stopped/);
  expect(await ctl('status', 'waycast')).toContain('STOPPED');
});

test('supervisor waits longer than a drain takes', () => {
  expect(Number(/^stopwaitsecs=(\d+)$/m.exec(text)?.[1])).toBeGreaterThan(resolveConfig({}).drainTimeout);
  expect(text).toMatch(/^stopsignal=TERM$/m);
});
