import { afterAll, beforeAll, describe } from 'vitest';
import type { Live } from '../ports/live.ts';
import { joinSuite } from './join-suite.ts';
import { carryRules } from './live-carry-rules.ts';
import { keyedRules } from './live-keyed-rules.ts';
import { listenerRules } from './live-listener-rules.ts';
import { logRules } from './live-log-rules.ts';

/** An implementation under test, shared by all tests of the suite: each uses a tenant of its own. */
export interface LiveSubject {
  readonly live: Live;
  /** Events that a log topic keeps for replay; 20 to 200 make a quick suite. */
  readonly logTail: number;
  close(): Promise<void>;
}

/**
 * The promises of the port `Live`, L1 to L9, L11 to L13, and the join protocol on top of it, bound to an implementation. Where events
 * come in no other way than elsewhere, fewer of them while a client joins will do.
 */
export function liveSuite(
  name: string,
  open: () => Promise<LiveSubject>,
  mostPublished: 1 | 2 | 3 = 3,
): void {
  describe(`live: ${name}`, () => {
    let subject: LiveSubject;
    const live = () => subject.live;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    keyedRules(live);
    logRules(live, () => subject.logTail);
    listenerRules(live);
    carryRules(live);
    joinSuite(live, mostPublished);
  });
}
