import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { endWithParent, exited } from '../../test/fixtures/processes.ts';

/** How a program is run. */
export interface Alone {
  /** Of `bench/`, such as `trip-engine`. */
  readonly program: string;
  /** What it gets as JSON. */
  readonly input: object;
  /** The cores it runs on, `0` unless named. */
  readonly core?: string;
}

/** Runs a program in a process of its own, so that its heap and its core hold nothing else. Resolves to what it prints. */
export async function runAlone<Figures>({ program, input, core = '0' }: Alone): Promise<Figures> {
  const directory = await mkdtemp(join(tmpdir(), 'waycast-bench-'));
  const file = fileURLToPath(new URL(`../${program}.ts`, import.meta.url));
  const command = [process.execPath, '-C', 'waycast-source', '--expose-gc', file, JSON.stringify(input)];
  const child = spawn('taskset', ['-c', core, ...command], { stdio: ['ignore', 'pipe', 'inherit'] });
  const dismiss = endWithParent(child.pid ?? 0, directory);
  try {
    const printed = await text(child.stdout);
    await exited(child);
    if (child.exitCode !== 0)
      throw new Error(`${program} ended with ${child.exitCode ?? child.signalCode}, see above`);
    return JSON.parse(printed);
  } finally {
    dismiss();
    await rm(directory, { recursive: true, force: true });
  }
}
