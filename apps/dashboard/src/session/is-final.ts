import { WaycastError } from '@waycast/client';

/** Refused for what it says, so that sending it again helps nobody. A token can be had anew, so that is not final. */
const FINAL: ReadonlySet<string> = new Set(['invalid', 'forbidden', 'not_found', 'conflict', 'too_large']);

/** Whether the same request would be refused again. */
export function isFinal(error: unknown): boolean {
  return error instanceof WaycastError && FINAL.has(error.code);
}
