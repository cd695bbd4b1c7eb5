import { CommanderError } from 'commander';
import { messageOf, UsageError } from './failure.ts';
import { createProgram } from './program.ts';

/**
 * Runs one command line (without node and script). Sets the process's exit code: 0 done, 1 failed, 2 the command
 * line is wrong. Resolves when the command has ended; `start` and `demo` end by a signal.
 */
export async function main(argv: string[]): Promise<void> {
  try {
    await createProgram().parseAsync(argv, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Says what went wrong and answers the exit code. */
function report(error: unknown): number {
  // Commander has printed its own message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(`waycast: ${explain(error)}\n`);
  return error instanceof UsageError ? 2 : 1;
}

function explain(error: unknown): string {
  const isDefect = [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
  // A defect of ours: the stack is what a bug report needs. Everything else says itself what to do.
  return isDefect && error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
}
