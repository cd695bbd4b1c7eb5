import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

const LOG_EVERY_MS = 60_000;

/** Takes note of a failure: the log has one line a minute, which says how many there were. */
export type NoteFailure = (error: unknown) => void;

/** For what fails again and again while something is away, as `message` says. */
export function createNoteFailure(clock: Clock, log: Log, message: string): NoteFailure {
  let loggedAt = Number.NEGATIVE_INFINITY;
  let unlogged = 0;
  return (error) => {
    unlogged += 1;
    const now = clock.now();
    if (now - loggedAt < LOG_EVERY_MS) return;
    log.warn({ err: error, failures: unlogged }, message);
    loggedAt = now;
    unlogged = 0;
  };
}
