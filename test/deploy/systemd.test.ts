import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { resolveConfig } from '@waycast/server/config';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REPOSITORY, shipped } from './shipped.ts';

const run = promisify(execFile);
const ANALYZE = '/usr/bin/systemd-analyze';
/** `systemd-analyze security` counts up to 10; what it calls OK ends at 5, and ours is below 2. */
const EXPOSURE_MAX = '20';

const text = await shipped('systemd/waycast.service');
const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const value = (key: string) => lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1);

describe('waycast.service', () => {
  test('has its three sections, and settings only', () => {
    expect(lines.filter((line) => line.startsWith('['))).toEqual(['[Unit]', '[Service]', '[Install]']);
    for (const line of lines) expect(line).toMatch(/^(\[\w+\]|[A-Z]\w+=.*)$/);
  });

  test('starts the command that npm installs', () => {
    expect(value('ExecStart')).toBe(`${value('WorkingDirectory')}/node_modules/.bin/waycast start`);
    expect(existsSync(join(REPOSITORY, 'node_modules/.bin/waycast'))).toBe(true);
  });

  test('leaves time to drain', () => {
    expect(Number(value('TimeoutStopSec'))).toBeGreaterThan(resolveConfig({}).drainTimeout);
    expect(value('KillSignal')).toBe('SIGTERM');
    expect(value('KillMode')).toBe('mixed');
  });

  test('keeps the data where it may write', () => {
    expect(value('Environment')).toContain(`DATA_DIR=/var/lib/${value('StateDirectory')}`);
  });
});

const reason = existsSync(ANALYZE) ? '' : ' (skipped: this machine has no systemd-analyze)';

describe.skipIf(reason !== '')(`waycast.service in the eyes of systemd${reason}`, () => {
  let folder = '';
  let unit = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waycast-systemd-'));
    unit = join(folder, 'waycast.service');
    await writeFile(unit, text.replaceAll('/opt/waycast/node_modules/', `${REPOSITORY}node_modules/`));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('it is a valid unit', async () => {
    const { stdout, stderr } = await run(ANALYZE, ['verify', '--man=no', unit]);
    const own = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('waycast'));
    expect(own).toEqual([]);
    await writeFile(join(folder, 'wrong.service'), text.replace('KillMode=mixed', 'KillMode=some'));
    const wrong = await run(ANALYZE, ['verify', '--man=no', join(folder, 'wrong.service')]).catch(
      (error: { stderr: string }) => error,
    );
    expect(wrong.stderr).toMatch(/kill mode/i);
  });

  test('it gives little away', async () => {
    const { stdout } = await run(ANALYZE, ['security', '--offline=yes', `--threshold=${EXPOSURE_MAX}`, unit]);
    expect(stdout).toMatch(/Overall exposure level/);
  });
});
