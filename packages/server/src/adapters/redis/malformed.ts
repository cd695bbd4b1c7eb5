import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

const LOG_EVERY_MS = 60_000;

/** Takes note of messages that are dropped: each is counted, and the log has one line a minute. */
export type NoteMalformed = (channel: string, reason: string) => void;

export function createNoteMalformed(clock: Clock, log: Log, count: () => void): NoteMalformed {
  let loggedAt = Number.NEGATIVE_INFINITY;
  let unlogged = 0;
  return (channel, reason) => {
    count();
    unlogged += 1;
    const now = clock.now();
    if (now - loggedAt < LOG_EVERY_MS) return;
    log.warn({ channel, reason, messages: unlogged }, 'malformed message on a Redis channel, dropped');
    loggedAt = now;
    unlogged = 0;
  };
}
