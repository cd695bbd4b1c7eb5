import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { inspectEnv } from '@waycast/server/config';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../../../../test/fixtures/postgres.ts';
import { checkDatabase, type DatabaseFacts, judgeDatabase } from '../../src/doctor/check-database.ts';
import {
  checkDataDir,
  checkFreeSpace,
  checkNode,
  judgeOpenFiles,
  judgeSpool,
} from '../../src/doctor/check-machine.ts';
import { checkSettings } from '../../src/doctor/check-settings.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { runWaycast } from '../run-waycast.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const verdicts = (findings: readonly Finding[]) =>
  Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]));
const settings = (env: Record<string, string>) =>
  verdicts(checkSettings(inspectEnv(env, { envFile: join(folder, 'none') })));
const GOOD = '5yQp0HnT3vK8wZ1xLrB7cD2mF9sJ6aGe';

describe('settings', () => {
  test('nothing set: nobody can sign in', () => {
    expect(settings({})).toEqual({
      settings: 'ok',
      tokens: 'fail',
      address: 'warn',
      origins: 'ok',
      limits: 'ok',
      metrics: 'warn',
    });
  });

  test('all as it should be', () => {
    const env = {
      JWT_SECRET: GOOD,
      TRUST_PROXY: 'loopback',
      METRICS_TOKEN: 'x',
      SOCKET_IO_CORS_ORIGIN: 'https://a.example',
    };
    expect(new Set(Object.values(settings(env)))).toEqual(new Set(['ok']));
  });

  test.each([
    ['tokens', { JWT_SECRET: 'short' }, 'warn'],
    ['tokens', { JWT_SECRET: 'ab'.repeat(20) }, 'warn'],
    ['tokens', { JWT_JWKS_URL: 'https://id.example/keys' }, 'ok'],
    ['settings', { PORT: 'x' }, 'fail'],
    ['origins', { SOCKET_IO_CORS_ORIGIN: '*' }, 'warn'],
    ['origins', { SOCKET_IO_CORS_ORIGIN: 'http://a.example' }, 'warn'],
    ['origins', { SOCKET_IO_CORS_ORIGIN: 'http://localhost:5173' }, 'ok'],
    ['limits', { COMMANDS_PER_SECOND: '0' }, 'warn'],
    ['address', { HOST: '127.0.0.1' }, 'ok'],
    ['address', { PUBLIC_URL: 'http://a.example', TRUST_PROXY: 'loopback' }, 'warn'],
  ])('%s with %j: %s', (check, env, verdict) => {
    expect(settings(env)[check]).toBe(verdict);
  });
});

describe('machine', () => {
  test.each([
    ['24.1.0', 'ok'],
    ['26.0.0', 'ok'],
    ['20.19.0', 'fail'],
  ])('Node %s: %s', (version, verdict) => {
    expect(checkNode(version).verdict).toBe(verdict);
  });

  test.each([
    [100, 'fail'],
    [1000, 'warn'],
    [10_000, 'ok'],
  ])('%d MB free: %s', (megabytes, verdict) => {
    expect(checkFreeSpace(megabytes).verdict).toBe(verdict);
  });

  test.each([
    [512, 10_000, 'ok'],
    [512, 100, 'warn'],
    [0, 10_000, 'warn'],
  ])('%d MB may wait on disk, %d MB are free: %s', (allowed, free, verdict) => {
    expect(judgeSpool(allowed, free).verdict).toBe(verdict);
  });

  test.each([
    ['1024', 'warn'],
    ['65536', 'ok'],
    ['unlimited', 'ok'],
    [undefined, 'ok'],
  ])('%s open files: %s', (soft, verdict) => {
    expect(judgeOpenFiles(soft).verdict).toBe(verdict);
  });

  test('a data folder that is not there is not made by looking', async () => {
    const findings = await checkDataDir(join(folder, 'new', 'deep'));
    expect(findings[0]).toMatchObject({ verdict: 'ok', found: expect.stringContaining('will be made') });
  });

  test('a data folder that cannot be', async () => {
    writeFileSync(join(folder, 'file'), '');
    chmodSync(join(folder, 'file'), 0o444);
    expect(await checkDataDir(join(folder, 'file', 'data'))).toMatchObject([
      { check: 'DATA_DIR', verdict: 'fail' },
    ]);
  });

  test.each([
    ['of a living process', { pid: process.pid, host: hostname() }, 'ok', 'uses DATA_DIR now'],
    ['of a dead process', { pid: 2 ** 30, host: hostname() }, 'ok', 'the next start takes it over'],
    ['of another host', { pid: 1, host: 'elsewhere' }, 'warn', 'held from another host, elsewhere'],
  ])('a lock %s', async (_, holder, verdict, found) => {
    const held = join(folder, `held-${holder.pid}`);
    mkdirSync(held);
    writeFileSync(join(held, 'waycast.lock'), JSON.stringify(holder));
    const lock = (await checkDataDir(held)).find(({ check }) => check === 'lock');
    expect(lock).toMatchObject({ verdict, found: expect.stringContaining(found) });
  });
});

describe('database', () => {
  const FACTS: DatabaseFacts = {
    version: '15.1',
    versionNumber: 150_001,
    maxConnections: 100,
    connections: 3,
    fsync: 'on',
    synchronousCommit: 'on',
    timeZone: 'UTC',
    timescale: undefined,
    clockAheadMs: 3,
  };

  test.each<[Partial<DatabaseFacts>, string, string]>([
    [{}, 'database', 'ok'],
    [{ versionNumber: 140_009 }, 'database', 'fail'],
    [{ fsync: 'off' }, 'durability', 'fail'],
    [{ synchronousCommit: 'off' }, 'durability', 'fail'],
    [{ synchronousCommit: 'remote_apply' }, 'durability', 'ok'],
    [{ connections: 95 }, 'connections', 'warn'],
    [{ clockAheadMs: -5000 }, 'clock', 'warn'],
    [{ clockAheadMs: 60_000 }, 'clock', 'fail'],
    [{ timescale: '2.17' }, 'timescale', 'ok'],
  ])('%j: %s is %s', (facts, check, verdict) => {
    expect(verdicts(judgeDatabase({ ...FACTS, ...facts }, 1))[check]).toBe(verdict);
  });

  test('a real PostgreSQL is asked', async () => {
    // That of the test run does without fsync, which is not well.
    const postgres = await startPostgres();
    onTestFinished(() => postgres.stop());
    const { config } = inspectEnv({ DATABASE_URL: postgres.url() }, { envFile: join(folder, 'none') });
    const findings = await checkDatabase(config);
    expect(verdicts(findings)).toEqual({
      database: 'ok',
      timescale: 'ok',
      durability: 'ok',
      connections: 'ok',
      clock: 'ok',
      'time zone': 'ok',
    });
    expect(findings[0]?.found).toMatch(/^PostgreSQL \d+/);
  });

  test('one that does not answer is a failure without its password', async () => {
    const { config } = inspectEnv(
      { DATABASE_URL: 'postgres://me:hush@127.0.0.1:1/x' },
      { envFile: join(folder, 'none') },
    );
    const [finding] = await checkDatabase(config);
    expect(finding).toMatchObject({
      check: 'database',
      verdict: 'fail',
      found: expect.stringContaining('ECONNREFUSED'),
    });
    expect(JSON.stringify(finding)).not.toContain('hush');
  });
});

test('the command prints all findings and ends with 1 when one failed', async () => {
  const [bad, good] = await Promise.all([
    runWaycast(['doctor'], { cwd: folder }),
    runWaycast(['doctor', '--json'], { cwd: folder, env: { JWT_SECRET: GOOD } }),
  ]);
  expect(bad.code).toBe(1);
  expect(bad.stdout).toMatch(/fail {2}tokens .*\n +→ /);
  expect(bad.stdout).toMatch(/\d+ ok, \d+ to consider, 1 to mend\n$/);
  expect(good.code).toBe(0);
  expect(verdicts(JSON.parse(good.stdout).findings)).toMatchObject({
    tokens: 'ok',
    database: 'warn',
    Node: 'ok',
  });
});
