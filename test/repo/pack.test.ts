import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exited, freePort, waitForLine } from '../fixtures/processes.ts';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGES = ['contract', 'geo', 'client', 'react', 'server', 'cli', 'dashboard', 'widget'];
/** One export of each library that its README speaks of. */
const EXPORTS = {
  contract: 'TOPICS',
  'contract/errors': 'ERRORS',
  geo: 'distanceM',
  client: 'createConnection',
  react: 'useVehicleTracking',
  server: 'createWaycast',
};
const JWT_SECRET = 'a secret of the pack test, long enough for HS256';

/** An empty project of a customer's: nothing above it leads to this repository. */
let project = '';
/** What npm and Vitest add while they run us, and what would configure a server of ours. */
const NOT_THE_MACHINES =
  /^(npm_(?!config_(registry|cafile|cache|userconfig)$)|VITE|NODE_(ENV|OPTIONS|PATH|COMPILE_CACHE)$|INIT_CWD)/;
const OUR_SETTINGS = /^(WAYCAST_|DATABASE_URL|REDIS_|JWT_|PORT$|HOST$)/;

/** The machine's own settings (a proxy, a certificate) and PATH, without the Node 24 in front. */
const env: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !NOT_THE_MACHINES.test(name) && !OUR_SETTINGS.test(name)),
  ),
  PATH: '/usr/local/bin:/usr/bin:/bin',
};
const withNode24: NodeJS.ProcessEnv = { ...env, PATH: `${dirname(process.execPath)}:${env.PATH}` };

beforeAll(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), 'waycast-pack-')));
  const tarballs = join(project, 'tarballs');
  await mkdir(tarballs);
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  await run(process.execPath, ['scripts/build.js', '--packages'], { cwd: repository });
  const workspaces = PACKAGES.flatMap((name) => ['-w', `@waycast/${name}`]);
  const pack = ['pack', '--ignore-scripts', '--pack-destination', tarballs, ...workspaces];
  await run('npm', pack, { cwd: repository, env: withNode24 });
  const files = (await readdir(tarballs)).map((file) => join(tarballs, file));
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', ...files, 'react'];
  await run('npm', install, { cwd: project, env });
}, 300_000);

afterAll(() => rm(project, { recursive: true, force: true }));

test('every package is packed', async () => {
  expect(await readdir(join(project, 'tarballs'))).toHaveLength(PACKAGES.length);
});

test.each(Object.entries(EXPORTS))('@waycast/%s exports %s', async (name, exported) => {
  const text = `import { ${exported} } from '@waycast/${name}'; console.log(typeof ${exported});`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', text], { cwd: project, env });
  expect(stdout.trim()).toMatch(/function|object/);
});

test('the declarations type a program', async () => {
  const program = `
    import { createWaycast } from '@waycast/server';
    import { useVehicleTracking } from '@waycast/react';
    export const close = async () => (await createWaycast({})).close();
    export const latitude = (): number | undefined => useVehicleTracking('bus-7', 'token').location?.latitude;
    // @ts-expect-error an id is text or a number
    export const wrong = () => useVehicleTracking({}, 'token');
  `;
  await writeFile(join(project, 'program.ts'), program);
  const options = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--lib',
    'es2024,dom',
  ];
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  const types = ['--typeRoots', join(repository, 'node_modules/@types'), '--types', 'node,react'];
  await run(process.execPath, [tsc, ...options, ...types, 'program.ts'], { cwd: project });
});

test('npx waycast --help runs under the Node of this machine', async () => {
  const { stdout } = await run('npx', ['waycast', '--help'], { cwd: project, env });
  expect(stdout).toContain('replay');
});

test('npx waycast token signs a token', async () => {
  const token = ['waycast', 'token', '--subject', 'dispatch', '--role', 'dispatcher'];
  const { stdout } = await run('npx', token, { cwd: project, env: { ...env, JWT_SECRET } });
  expect(stdout.trim()).toMatch(/^[\w-]+[.][\w-]+[.][\w-]+$/);
});

test('the installed server answers, shows the dashboard and ends', async () => {
  const port = await freePort();
  const settings = { JWT_SECRET, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: join(project, 'data') };
  const bin = join(project, 'node_modules/.bin/waycast');
  const server = spawn(bin, ['start'], { cwd: project, env: { ...env, ...settings } });
  try {
    await waitForLine(server, new RegExp(`${port}`));
    const health = await fetch(`http://127.0.0.1:${port}/health`);
    expect(health.status).toBe(200);
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(await page.text()).toContain('<div id="root">');
  } finally {
    server.kill('SIGTERM');
    await exited(server);
  }
  expect(server.exitCode).toBe(0);
});
