import type { Subject } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import type { Session } from './session.ts';
import { type BucketLimit, fullBucket, type TokenBucket, takeToken } from './token-bucket.ts';

/** What all sessions of one subject share. */
interface Tally {
  readonly sessions: Set<Session>;
  readonly bucket: TokenBucket;
}

const RETRY_AFTER_MS = 10_000;

/** The open sessions of each subject, their number and their commands together kept within limits. */
export class Tallies {
  readonly #maxSessions: number;
  readonly #commands: BucketLimit;
  readonly #tallies = new Map<string, Tally>();

  /** 0 sessions: no limit. */
  constructor(maxSessions: number, commands: BucketLimit) {
    this.#maxSessions = maxSessions;
    this.#commands = commands;
  }

  /** Throws WaycastError `rate_limited` when the subject has as many sessions as it may. */
  join(subject: Subject, session: Session, now: number): void {
    const key = keyOf(subject.tenant, subject.id);
    const tally = this.#tallies.get(key) ?? { sessions: new Set(), bucket: fullBucket(this.#commands, now) };
    if (this.#maxSessions > 0 && tally.sessions.size >= this.#maxSessions) {
      const message = `subject ${subject.id} has ${tally.sessions.size} connections; more are not accepted`;
      throw new WaycastError('rate_limited', message, { retryAfterMs: RETRY_AFTER_MS });
    }
    this.#tallies.set(key, tally);
    tally.sessions.add(session);
  }

  leave(subject: Subject, session: Session): void {
    const key = keyOf(subject.tenant, subject.id);
    const tally = this.#tallies.get(key);
    tally?.sessions.delete(session);
    if (tally?.sessions.size === 0) this.#tallies.delete(key);
  }

  /** A copy, so that sessions may end while it is gone through. */
  sessionsOf(tenant: string, subject: string): Session[] {
    return [...(this.#tallies.get(keyOf(tenant, subject))?.sessions ?? [])];
  }

  /** Milliseconds that the subject must wait before its next command; 0: go on. */
  takeCommand(subject: Subject, now: number): number {
    const tally = this.#tallies.get(keyOf(subject.tenant, subject.id));
    return tally === undefined ? 0 : takeToken(tally.bucket, this.#commands, now);
  }
}

function keyOf(tenant: string, subject: string): string {
  return `${tenant} ${subject}`;
}
