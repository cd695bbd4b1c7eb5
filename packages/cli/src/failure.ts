/** Ends the command with exit code 1; the message says what happened and what to do, and is all that is printed. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

/** Ends the command with exit code 2: the command line itself is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What any thrown value says. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : '';
  return error.message || inner || error.name;
}
