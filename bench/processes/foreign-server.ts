import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithParent, exited, freePort } from '../../test/fixtures/processes.ts';
import { until } from '../../test/fixtures/until.ts';
import { cpuSecondsOf, residentMbOf } from './process-tree.ts';
import { findProgram } from './program.ts';

/** A server that is not ours, of one program and one configuration file. */
export interface ForeignServer {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  cpuSeconds(): number;
  residentMb(): number;
  stop(): Promise<void>;
}

/** What to start. */
export interface ForeignLaunch {
  readonly program: string;
  /** A file by which it is known whether all of it is installed, where the program alone does not say. */
  readonly file?: string;
  /** The configuration, for a port and a folder of its own. */
  configuration(port: number, folder: string): string;
  /** The command line for that file. */
  commandLine(file: string): readonly string[];
  /** The cores it runs on, `0` unless named. */
  readonly core?: string;
}

/** Starts it in a temporary folder, and resolves once it takes connections. */
export async function startForeign(launch: ForeignLaunch): Promise<ForeignServer> {
  const program = findProgram(launch.program);
  if (program === undefined) throw new Error(`${launch.program} is not here`);
  const folder = await mkdtemp(join(tmpdir(), 'waycast-bench-'));
  const port = await freePort();
  const file = join(folder, 'configuration');
  await writeFile(file, launch.configuration(port, folder));
  const args = ['-c', launch.core ?? '0', program, ...launch.commandLine(file)];
  const child = spawn('taskset', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const pid = child.pid ?? 0;
  const dismiss = endWithParent(pid, folder);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited(child);
    dismiss();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await until(`${launch.program} takes connections`, () => child.exitCode === null && isListening(port));
  } catch (error) {
    await stop();
    throw error;
  }
  const host = '127.0.0.1';
  return {
    host,
    port,
    pid,
    cpuSeconds: () => cpuSecondsOf(pid),
    residentMb: () => residentMbOf(pid),
    stop,
  };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
    socket.once('connect', () => socket.end());
  });
}
