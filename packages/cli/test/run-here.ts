import { vi } from 'vitest';
import { main } from '../src/main.ts';
import type { Outcome } from './run-waycast.ts';

/** Runs a command line in this process: for what needs no environment of its own. */
export async function runHere(args: readonly string[]): Promise<Outcome> {
  const output = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      output[stream] += String(text);
      return true;
    }),
  );
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await main([...args]);
    return { code: Number(process.exitCode ?? 0), ...output };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
