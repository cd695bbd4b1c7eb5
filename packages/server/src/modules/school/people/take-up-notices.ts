import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Notices } from './notices.ts';

const LOOK_EVERY_MS = 10_000;

export interface TakeUpParts {
  readonly notices: Pick<Notices, 'takeUp'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Looks, until it is closed, for notices that a server has left unsettled; resolves when nothing is under way. */
export function takeUpNotices({ notices, clock, log }: TakeUpParts): () => Promise<void> {
  let cancel: () => void = () => undefined;
  let looking: Promise<void> = Promise.resolve();
  let closed = false;

  function wait(): void {
    if (!closed) cancel = clock.after(LOOK_EVERY_MS, look);
  }

  function look(): void {
    looking = notices
      .takeUp()
      .catch((error) => log.warn({ err: error }, 'unsettled notices could not be taken up; trying again'))
      .finally(wait);
  }

  wait();
  return () => {
    closed = true;
    cancel();
    return looking;
  };
}
