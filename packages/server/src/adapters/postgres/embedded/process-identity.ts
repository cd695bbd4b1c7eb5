import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Which process, beyond doubt: ids of processes are used again, moments of birth are not. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Boot of the machine and the process's start within it; null where the system has no /proc. */
  readonly started: string | null;
}

export async function ownIdentity(): Promise<ProcessIdentity> {
  return { pid: process.pid, host: hostname(), started: await startOf(process.pid) };
}

/** Reads an identity that `ownIdentity` was written down as; undefined when the text is something else. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('pid' in value && 'host' in value)) return undefined;
  const { pid, host } = value;
  if (typeof pid !== 'number' || typeof host !== 'string') return undefined;
  const started = 'started' in value && typeof value.started === 'string' ? value.started : null;
  return { pid, host, started };
}

/** Whether a process of this host still lives. */
export async function isAlive({ pid, started }: ProcessIdentity): Promise<boolean> {
  if (!hasProcess(pid)) return false;
  const now = await startOf(pid);
  return started === null || now === null || started === now;
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function startOf(pid: number): Promise<string | null> {
  try {
    const [boot, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // Field 22, counted behind the command's name, which may hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    // A zombie holds nothing any more.
    return state === 'Z' ? 'ended' : `${boot.trim()}:${startTicks}`;
  } catch {
    return null;
  }
}
