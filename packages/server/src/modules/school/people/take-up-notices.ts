import { LookAgain } from '../../../kernel/look-again.ts';
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
  const looks = new LookAgain({
    ...{ everyMs: LOOK_EVERY_MS, clock, log },
    failed: 'unsettled notices could not be taken up; trying again',
    look: () => notices.takeUp(),
  });
  looks.wait();
  return () => looks.close();
}
