import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { exited } from '../fixtures/processes.ts';

/** Prints who runs it and its signals, and stays; `exit 7` ends it with that code. */
const MAIN = `
const say = (word: string, value: unknown) => console.log(JSON.stringify({ word, value }));
export async function main(args: string[]): Promise<void> {
  process.on('SIGTERM', () => say('signal', 'SIGTERM'));
  process.on('SIGINT', () => process.exit(7));
  say('up', { pid: process.pid, version: process.versions.node, args, options: process.execArgv });
  setInterval(() => undefined, 1000);
}
`;

const repository = fileURLToPath(new URL('../..', import.meta.url));
const oldNodes = ['/usr/bin/node', '/usr/local/bin/node'];
const started: ChildProcess[] = [];
let checkout = '';

beforeAll(async () => {
  checkout = await realpath(await mkdtemp(join(tmpdir(), 'waycast-bin-')));
  await mkdir(join(checkout, 'src'));
  await writeFile(join(checkout, 'package.json'), '{ "type": "module" }');
  await writeFile(join(checkout, 'src/main.ts'), MAIN);
  await cp(join(repository, 'packages/cli/bin'), join(checkout, 'bin'), { recursive: true });
  await symlink(join(repository, 'node_modules'), join(checkout, 'node_modules'));
  await symlink(join(checkout, 'bin/waycast.js'), join(checkout, 'waycast'));
});

afterEach(async () => {
  for (const child of started.splice(0)) await kill(child, 'SIGKILL');
});

afterAll(() => rm(checkout, { recursive: true, force: true }));

type Line = { word: string; value: unknown };
type Up = { pid: number; version: string; args: string[]; options: string[] };

function start(command: string, args: string[]) {
  // The machine's own PATH, without the Node 24 that npm and Vitest put in front.
  const env = { ...process.env, PATH: '/usr/local/bin:/usr/bin:/bin' };
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  started.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Line> => JSON.parse((await lines.next()).value ?? '{"word":"ended"}');
  const up = async (): Promise<Up> => (await next()).value as Up;
  return { child, next, up };
}

const kill = async (child: ChildProcess, signal: NodeJS.Signals) => {
  child.kill(signal);
  await exited(child);
};

test('by name, through a link, it becomes Node 24 in the very same process', async () => {
  const { child, up } = start(join(checkout, 'waycast'), ['start', '--name', 'two words']);
  const running = await up();
  expect(running.pid).toBe(child.pid);
  expect(Number.parseInt(running.version, 10)).toBeGreaterThanOrEqual(24);
  expect(running.args).toEqual(['start', '--name', 'two words']);
  expect(running.options).toContain('--conditions=waycast-source');
});

test('as an argument of a new Node it replaces that Node', async () => {
  const { child, up } = start(process.execPath, [join(checkout, 'bin/waycast.js')]);
  expect((await up()).pid).toBe(child.pid);
});

describe('as an argument of an old Node', async () => {
  const old = await firstOldNode();
  const reason = old ? '' : ' (skipped: this machine has no Node older than 24)';

  test.skipIf(!old)(`it passes signals and the exit code on${reason}`, async () => {
    const { child, up, next } = start(old ?? '', [join(checkout, 'bin/waycast.js'), 'demo']);
    expect((await up()).args).toEqual(['demo']);
    child.kill('SIGTERM');
    expect(await next()).toEqual({ word: 'signal', value: 'SIGTERM' });
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect(await ended).toEqual([7, null]);
  });

  test.skipIf(!old)(`kill -9 of it leaves no server behind${reason}`, async () => {
    const { child, up, next } = start(old ?? '', [join(checkout, 'bin/waycast.js')]);
    const { pid } = await up();
    expect(pid).not.toBe(child.pid);
    await kill(child, 'SIGKILL');
    // The output ends when the last process that holds it, which is the server, is gone.
    expect(await next()).toEqual({ word: 'ended' });
  });
});

async function firstOldNode(): Promise<string | undefined> {
  for (const path of oldNodes) {
    const child = spawn(path, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const version = await new Promise<string>((resolve) => {
      child.once('error', () => resolve(''));
      child.stdout.once('data', (data: Buffer) => resolve(data.toString()));
    });
    if (version && Number.parseInt(version.slice(1), 10) < 24) return path;
  }
  return undefined;
}
