import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Kernel clock ticks a second, as `/proc/PID/stat` counts CPU time on Linux. */
const TICKS_PER_SECOND = 100;

/** A server under measurement, in a process of its own on a core of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly secret: string;
  /** User and system CPU seconds so far. */
  cpuSeconds(): number;
  /** Resident memory in MB. */
  residentMb(): number;
  stop(): Promise<void>;
}

/** Starts a program of `bench/servers`, pinned to core 0 unless told otherwise; it prints `listening PORT` when it is ready. */
export async function startServer(
  program: string,
  env: Record<string, string> = {},
  cores = '0',
): Promise<ServerProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'waycast-bench-'));
  const secret = randomBytes(32).toString('hex');
  const file = fileURLToPath(new URL(`./servers/${program}.ts`, import.meta.url));
  const child = spawn('taskset', ['-c', cores, process.execPath, '-C', 'waycast-source', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATA_DIR: dataDir, JWT_SECRET: secret, ...env },
  });
  const port = await listeningPort(child);
  const pid = child.pid ?? 0;
  return {
    url: `http://127.0.0.1:${port}`,
    secret,
    cpuSeconds: () => cpuTicks(pid) / TICKS_PER_SECOND,
    residentMb: () => residentKb(pid) / 1024,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const port = /^listening (\d+)$/m.exec(printed)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('exit', (code) => reject(new Error(`the server ended with code ${code} before it listened`)));
  });
}

function cpuTicks(pid: number): number {
  // The command's name stands in parentheses and may hold spaces: fields count from behind it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

function residentKb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
