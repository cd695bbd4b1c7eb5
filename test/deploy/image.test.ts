import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DockerfileParser } from 'dockerfile-ast';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exited, freePort, waitForLine } from '../fixtures/processes.ts';
import { REPOSITORY, shipped } from './shipped.ts';

// No Docker here: the Dockerfile's own steps are taken by hand, in a folder that stands for the image's root. What
// this cannot show is the base image, its users, and the health check's clock.

const run = promisify(execFile);
const JWT_SECRET = 'a secret of the tests, long enough for HS256';
const NOT_THE_MACHINES = /^(npm_(?!config_(registry|cafile|cache|userconfig)$)|VITE|NODE_|INIT_CWD)/;
const OUR_SETTINGS = /^(WAYCAST_|DATABASE_URL|REDIS_|JWT_|PORT$|HOST$)/;
/** The image's Node is 24; here it is the one that runs the tests. */
const machine: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !NOT_THE_MACHINES.test(name) && !OUR_SETTINGS.test(name)),
  ),
  PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
};

/**
 * The checkout's own modules come from the same lock file by the same command. Here it only says whether lock file and
 * manifests fit what was copied; the modules are linked, but for npm's list of them, which it writes anew in place.
 */
const INSTALL = /^npm ci .*$/m;
const installed = (command: string): string => `${command} --dry-run --ignore-scripts
for folder in $(cd '${REPOSITORY}' && ls -d node_modules bench/node_modules packages/*/node_modules); do
  mkdir -p $folder
  cp -al '${REPOSITORY}'$folder/. $folder/ 2>&- || cp -a '${REPOSITORY}'$folder/. $folder/
done
cp --remove-destination '${REPOSITORY}node_modules/.package-lock.json' node_modules/
rm -rf node_modules/.cache
npm run prepare`;

interface Step {
  readonly keyword: string;
  readonly argument: string;
}

const steps: Step[] = DockerfileParser.parse(await shipped('Dockerfile'))
  .getInstructions()
  .map((one) => ({ keyword: one.getKeyword(), argument: one.getArgumentsContent() ?? '' }));
const last = steps.findLastIndex(({ keyword }) => keyword === 'FROM');
const value = (keyword: string) => steps.find((step) => step.keyword === keyword)?.argument ?? '';

let root = '';
const inside = (path: string) => join(root, path);

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'waycast-image-')));
  const files = await sentFiles();
  let workdir = '/';
  // What the last stage adds to the first, a folder and its owner, is of the base image's users.
  for (const { keyword, argument } of steps.slice(0, last)) {
    if (keyword === 'WORKDIR') workdir = argument;
    await mkdir(inside(workdir), { recursive: true });
    if (keyword === 'COPY') await copy(argument.split(/\s+/), files, workdir);
    if (keyword === 'RUN') {
      const command = argument.replace(/\\\n/g, ' ').replace(INSTALL, installed);
      await run('/bin/sh', ['-ec', command], {
        cwd: inside(workdir),
        env: { ...machine, npm_config_prefer_offline: 'true' },
        maxBuffer: 2 ** 26,
      });
    }
  }
}, 900_000);

afterAll(() => rm(root, { recursive: true, force: true }), 120_000);

/** The files that the builder is sent: those of the checkout without what .dockerignore names. */
async function sentFiles(): Promise<string[]> {
  const { stdout } = await run('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: REPOSITORY,
    maxBuffer: 2 ** 26,
  });
  const lines = (await shipped('../.dockerignore'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const anywhere = lines.filter((line) => /^\*\*\/[^*]+$/.test(line)).map((line) => line.slice(3));
  return stdout
    .split('\0')
    .filter((path) => path !== '' && !path.split('/').some((name) => anywhere.includes(name)));
}

async function copy(words: readonly string[], files: readonly string[], workdir: string): Promise<void> {
  const [sources, target = ''] = [words.slice(0, -1), words.at(-1)];
  for (const source of sources) {
    const sent = files.filter((path) => path === source || path.startsWith(`${source}/`));
    expect(sent, source).not.toEqual([]);
    for (const path of sent) {
      // A file goes into the folder under its own name; of a folder, its content does.
      const name = path === source ? (path.split('/').at(-1) ?? '') : path.slice(source.length + 1);
      const place = join(inside(resolve(workdir, target)), name);
      await mkdir(dirname(place), { recursive: true });
      await cp(join(REPOSITORY, path), place);
    }
  }
}

test('what is in it runs: alive to its own health check, drained by SIGTERM', async () => {
  const port = await freePort();
  const [binary = '']: string[] = JSON.parse(value('ENTRYPOINT'));
  const args: string[] = JSON.parse(value('CMD'));
  const server = spawn(inside(binary), args, {
    cwd: inside('/app'),
    env: {
      ...machine,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: inside('/data'),
      JWT_SECRET,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    await waitForLine(server, /listening +http/);
    const [node = '', ...check]: string[] = JSON.parse(value('HEALTHCHECK').replace(/^CMD\s+/, ''));
    const env = { ...machine, PORT: String(port) };
    await run(node, check, { env });
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(await page.text()).toContain('<div id="root">');
    server.kill(value('STOPSIGNAL') === 'SIGTERM' ? 'SIGTERM' : 'SIGKILL');
    await exited(server);
    expect(server.exitCode).toBe(0);
    await expect(run(node, check, { env })).rejects.toThrow();
  } finally {
    server.kill('SIGKILL');
    await exited(server);
  }
});

test('no sources, no tests and no tools that only development needs are in it', async () => {
  const packages = await readdir(inside('/app/packages'));
  expect(packages).toContain('server');
  for (const name of packages) {
    const entries = await readdir(inside(`/app/packages/${name}`));
    expect(entries).toContain('dist');
    expect(entries.filter((entry) => ['src', 'test'].includes(entry))).toEqual([]);
  }
  const modules = await readdir(inside('/app/node_modules'));
  expect(modules).toContain('fastify');
  expect(
    modules.filter((name) => /^(typescript|vitest|pm2|vite|playwright-core|node-linux-.*)$/.test(name)),
  ).toEqual([]);
});
