import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWithParent, exited } from '../../test/fixtures/processes.ts';
import { cpuSecondsOf, residentMbOf } from './process-tree.ts';

/** What ends the wait for a server that answers no SIGTERM. */
const STOP_TIMEOUT_MS = 15_000;

/** A server under measurement, in a process of its own on a core of its own. */
export interface ServerProcess {
  readonly host: string;
  readonly port: number;
  /** `http://HOST:PORT`. */
  readonly url: string;
  /** `JWT_SECRET`, for `signToken`. */
  readonly secret: string;
  readonly pid: number;
  /** User and system CPU seconds so far, with its workers and child processes. */
  cpuSeconds(): number;
  /** Resident memory in MB, with that of its child processes. */
  residentMb(): number;
  stop(): Promise<void>;
}

/** How a server is started. */
export interface ServerLaunch {
  readonly env?: Readonly<Record<string, string>>;
  /** Path of the Node that runs it, this one unless named. */
  readonly node?: string;
  /** Options of Node itself, such as `--expose-gc`. */
  readonly nodeArguments?: readonly string[];
  /** The cores it runs on, `0` unless named. */
  readonly core?: string;
}

/** Starts a program of `bench/servers` or `bench/peers`; it prints `listening PORT` when it is ready. */
export async function startServer(program: string, launch: ServerLaunch = {}): Promise<ServerProcess> {
  const { env = {}, node = process.execPath, nodeArguments = [], core = '0' } = launch;
  const dataDir = await mkdtemp(join(tmpdir(), 'waycast-bench-'));
  const secret = env.JWT_SECRET ?? randomBytes(32).toString('hex');
  const command = [node, '-C', 'waycast-source', ...nodeArguments, fileOf(program)];
  const child = spawn('taskset', ['-c', core, ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATA_DIR: dataDir, JWT_SECRET: secret, ...env },
  });
  const pid = child.pid ?? 0;
  const dismiss = endWithParent(pid, dataDir);
  const stop = async (): Promise<void> => {
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    child.kill('SIGTERM');
    await exited(child);
    clearTimeout(impatience);
    dismiss();
    await rm(dataDir, { recursive: true, force: true });
  };
  const port = await listeningPort(program, child).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    host: '127.0.0.1',
    port,
    url: `http://127.0.0.1:${port}`,
    secret,
    pid,
    cpuSeconds: () => cpuSecondsOf(pid),
    residentMb: () => residentMbOf(pid),
    stop,
  };
}

function fileOf(program: string): string {
  const files = [`servers/${program}.ts`, `peers/${program}.ts`, `peers/${program}.js`].map((path) =>
    fileURLToPath(new URL(`../${path}`, import.meta.url)),
  );
  const file = files.find((path) => existsSync(path));
  if (file === undefined) throw new Error(`There is none of ${files.join(', ')}.`);
  return file;
}

function listeningPort(program: string, child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-1000);
      const port = /^listening (\d+)$/m.exec(printed)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`${program} ended with ${code ?? signal} before it listened, see above.`)),
    );
  });
}
