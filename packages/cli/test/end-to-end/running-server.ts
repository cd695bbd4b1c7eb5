import type { ChildProcess } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { exited, waitForLine } from '../../../../test/fixtures/processes.ts';
import { startWaycast } from '../run-waycast.ts';

/** A server that a test started through the command. */
export interface RunningServer {
  readonly child: ChildProcess;
  /** Sends a signal and resolves to the exit code, null when the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts `waycast COMMAND` and waits for a line of its output; killed after the test if it still runs. */
export async function startServer(
  command: 'start' | 'demo',
  ready: RegExp,
  setting: { cwd: string; env: Record<string, string> },
): Promise<RunningServer> {
  const child = startWaycast([command], setting);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited(child);
  });
  await waitForLine(child, ready);
  return {
    child,
    async end(signal) {
      child.kill(signal);
      await exited(child);
      return child.exitCode;
    },
  };
}

/** What `waycast start` prints once it serves. */
export const SERVING = /listening +http/;
