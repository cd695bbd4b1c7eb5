import type { Subject } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import { Few } from './few.ts';
import type { Session } from './session.ts';
import { type BucketLimit, fullBucket, type TokenBucket, takeToken } from './token-bucket.ts';

/** What all sessions of one subject share. */
interface Tally {
  readonly sessions: Few<Session>;
  readonly bucket: TokenBucket;
}

const RETRY_AFTER_MS = 10_000;
/** Subjects without a session whose buckets are not full yet; beyond it the one that left first is forgotten. */
const MAX_LEFT = 20_000;

/** The open sessions of each subject, their number and their commands together kept within limits. */
export class Tallies {
  readonly #maxSessions: number;
  readonly #commands: BucketLimit;
  readonly #tallies = new Map<string, Tally>();
  /** The same by session: a subject's name is not to be put together with every command. */
  readonly #bySession = new Map<Session, Tally>();
  /** Without a session, in order of leaving: coming back must not fill the bucket before its time. */
  readonly #left = new Map<string, Tally>();

  /** 0 sessions: no limit. */
  constructor(maxSessions: number, commands: BucketLimit) {
    this.#maxSessions = maxSessions;
    this.#commands = commands;
  }

  /** Throws WaycastError `rate_limited` when the subject has as many sessions as it may. */
  join(subject: Subject, session: Session, now: number): void {
    const key = keyOf(subject.tenant, subject.id);
    const tally = this.#tallies.get(key) ??
      this.#left.get(key) ?? { sessions: new Few<Session>(), bucket: fullBucket(this.#commands, now) };
    if (this.#maxSessions > 0 && tally.sessions.size >= this.#maxSessions) {
      const message = `subject ${subject.id} has ${tally.sessions.size} connections; more are not accepted`;
      throw new WaycastError('rate_limited', message, { retryAfterMs: RETRY_AFTER_MS });
    }
    this.#left.delete(key);
    this.#tallies.set(key, tally);
    tally.sessions.add(session);
    this.#bySession.set(session, tally);
    this.#forgetFull(now);
  }

  leave(subject: Subject, session: Session): void {
    const key = keyOf(subject.tenant, subject.id);
    const tally = this.#tallies.get(key);
    this.#bySession.delete(session);
    tally?.sessions.delete(session);
    if (tally?.sessions.size !== 0) return;
    this.#tallies.delete(key);
    if (this.#commands.perSecond === 0) return;
    this.#left.set(key, tally);
    const [first] = this.#left.keys();
    if (this.#left.size > MAX_LEFT && first !== undefined) this.#left.delete(first);
  }

  sessionsOf(tenant: string, subject: string): Session[] {
    return this.#tallies.get(keyOf(tenant, subject))?.sessions.items() ?? [];
  }

  /** Milliseconds that the session's subject must wait before its next command; 0: go on. */
  takeCommand(session: Session, now: number): number {
    const tally = this.#bySession.get(session);
    return tally === undefined ? 0 : takeToken(tally.bucket, this.#commands, now);
  }

  /** Those that left first are full first, or soon after. */
  #forgetFull(now: number): void {
    const fullAfterMs = (this.#commands.burst / this.#commands.perSecond) * 1000;
    for (const [key, { bucket }] of this.#left) {
      if (now - bucket.refilledAt < fullAfterMs) return;
      this.#left.delete(key);
    }
  }
}

function keyOf(tenant: string, subject: string): string {
  return `${tenant} ${subject}`;
}
