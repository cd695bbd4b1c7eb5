import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Kernel clock ticks a second, as `/proc/PID/stat` counts CPU time on Linux. */
export const TICKS_PER_SECOND = 100;

interface Stat {
  readonly parent: number;
  /** User and system time, with that of children that ended. */
  readonly ticks: number;
}

/** User and system CPU seconds so far of a process with its threads and all its children, those that ended too. */
export function cpuSecondsOf(pid: number): number {
  let ticks = 0;
  for (const one of processTree(pid)) ticks += statOf(one)?.ticks ?? 0;
  return ticks / TICKS_PER_SECOND;
}

/** Resident memory in MB of a process and its children. */
export function residentMbOf(pid: number): number {
  let kb = 0;
  for (const one of processTree(pid)) kb += residentKb(one);
  return kb / 1024;
}

/** Keeps a process and its children on these cores, such as `0` or `0,1`. */
export function pinTo(pid: number, core: string): void {
  for (const one of processTree(pid)) {
    execFileSync('taskset', ['-acp', core, String(one)], { stdio: 'ignore' });
  }
}

function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (Number.isNaN(pid)) continue;
    const parent = statOf(pid)?.parent ?? 0;
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (let at = 0; at < tree.length; at++) tree.push(...(children.get(tree[at] ?? 0) ?? []));
  return tree;
}

/** Undefined when the process has gone. */
function statOf(pid: number): Stat | undefined {
  const text = readOrEmpty(`/proc/${pid}/stat`);
  // The command's name stands in parentheses and may hold spaces and parentheses: fields count from behind it.
  const fields = text.slice(text.lastIndexOf(') ') + 2).split(' ');
  if (text === '') return undefined;
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { parent: Number(fields[1]), ticks };
}

function residentKb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readOrEmpty(`/proc/${pid}/status`))?.[1] ?? 0);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
