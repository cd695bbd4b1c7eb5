import type { ErrorCode, Subject, Topic } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Tokens } from '../ports/tokens.ts';
import { watchExpiry } from './expiry.ts';
import { Broadcast } from './frames.ts';
import type { Hub } from './hub.ts';
import { type EndOfTurn, Outbox } from './outbox.ts';
import { type Connection, closeOf, Session } from './session.ts';
import type { Subscribe } from './subscribe.ts';
import { type BucketLimit, fullBucket, type TokenBucket, takeToken } from './token-bucket.ts';

export interface SessionLimits {
  readonly authTimeoutMs: number;
  /** 0: no limit. */
  readonly connectionsPerSubject: number;
  readonly commandsPerSession: BucketLimit;
  readonly commandsPerSubject: BucketLimit;
}

export interface SessionsParts {
  readonly tokens: Tokens;
  readonly hub: Hub;
  readonly subscribe: Subscribe;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limits: SessionLimits;
  readonly endOfTurn: EndOfTurn;
}

/** What all sessions of one subject share. */
interface Tally {
  readonly sessions: Set<Session>;
  readonly bucket: TokenBucket;
}

/** All sessions of this server, from connection to end. */
export interface Sessions {
  /** A new connection. It must authenticate within the limit or is closed. */
  open(connection: Connection): Session;
  /** Opens the session, or renews its token. Resolves to who it is and what follows from its role. */
  authenticate(session: Session, token: string): Promise<{ subject: Subject; release: () => void }>;
  /** Milliseconds that the session or its subject must wait before the next command; 0: go on. */
  takeCommand(session: Session): number;
  /** The transport lost the connection. */
  gone(session: Session): void;
  /** Ends the session with a catalogue error, which the client sees as the close code. */
  close(session: Session, code: ErrorCode): void;
  /** Rights changed: sessions of the subject lose what they may no longer follow. */
  recheck(tenant: string, subject: string): Promise<void>;
  readonly all: ReadonlySet<Session>;
  /** Announces the end of this server and closes every session, spread over `spreadMs`. */
  drain(spreadMs: number): void;
}

export function createSessions(parts: SessionsParts): Sessions {
  const { tokens, hub, subscribe, clock, log, metrics, limits, endOfTurn } = parts;
  const all = new Set<Session>();
  const tallies = new Map<string, Tally>();

  function open(connection: Connection): Session {
    const outbox = new Outbox(connection.sink, metrics, endOfTurn, () => close(session, 'slow_consumer'));
    const now = clock.now();
    const session: Session = new Session({
      connection,
      outbox,
      hub,
      now,
      bucket: fullBucket(limits.commandsPerSession, now),
      phase: {
        name: 'anonymous',
        cancelTimeout: clock.after(limits.authTimeoutMs, () => close(session, 'timeout')),
      },
    });
    all.add(session);
    metrics.connected(connection.transport, 1);
    return session;
  }

  function forget(session: Session): void {
    if (!all.delete(session)) return;
    const { subject } = session;
    if (subject !== undefined) leaveTally(subject, session);
    metrics.connected(session.connection.transport, -1);
    session.end();
  }

  function close(session: Session, code: ErrorCode): void {
    if (session.phase.name === 'closed') return;
    session.outbox.flush();
    forget(session);
    const { closeCode, reason } = closeOf(code);
    log.debug({ session: session.connection.id, code }, 'session closed');
    session.connection.sink.close(closeCode, reason);
  }

  function joinTally(subject: Subject, session: Session): void {
    const key = subjectKey(subject.tenant, subject.id);
    const tally = tallies.get(key) ?? {
      sessions: new Set(),
      bucket: fullBucket(limits.commandsPerSubject, clock.now()),
    };
    if (limits.connectionsPerSubject > 0 && tally.sessions.size >= limits.connectionsPerSubject) {
      throw new WaycastError(
        'rate_limited',
        `subject ${subject.id} has ${tally.sessions.size} connections; more are not accepted`,
        { retryAfterMs: 10_000 },
      );
    }
    tallies.set(key, tally);
    tally.sessions.add(session);
  }

  function leaveTally(subject: Subject, session: Session): void {
    const key = subjectKey(subject.tenant, subject.id);
    const tally = tallies.get(key);
    tally?.sessions.delete(session);
    if (tally?.sessions.size === 0) tallies.delete(key);
  }

  function enter(session: Session, subject: Subject): void {
    if (session.phase.name === 'closed')
      throw new WaycastError('unauthenticated', 'the connection has ended');
    if (session.phase.name === 'anonymous') {
      joinTally(subject, session);
      session.phase.cancelTimeout();
    } else {
      const known = session.phase.subject;
      if (known.id !== subject.id || known.tenant !== subject.tenant) {
        throw new WaycastError(
          'conflict',
          `this connection belongs to subject ${known.id}; open another for ${subject.id}`,
        );
      }
      session.phase.cancelExpiry();
    }
    const notify = (): void => session.outbox.pushLog(expiring(subject));
    const cancelExpiry = watchExpiry(clock, subject.expiresAt, notify, () =>
      close(session, 'unauthenticated'),
    );
    session.phase = { name: 'open', subject, cancelExpiry };
  }

  return {
    all,
    open,
    close,
    gone: forget,
    async authenticate(session, token) {
      const subject = await tokens.verify(token);
      const renewal = session.phase.name === 'open';
      enter(session, subject);
      if (renewal) await subscribe.recheck(session);
      const topic: Topic = {
        tenant: subject.tenant,
        family: subject.roles.has('driver') ? 'drivers' : 'users',
        id: '',
      };
      // Also after a renewal: its roles may be others, or the first join may have failed.
      if (session.followOf(topic) !== undefined) return { subject, release: () => undefined };
      const { release } = await subscribe.join(session, topic);
      return { subject, release };
    },
    takeCommand(session) {
      const now = clock.now();
      const { subject } = session;
      const tally = subject === undefined ? undefined : tallies.get(subjectKey(subject.tenant, subject.id));
      const ownMs = takeToken(session.bucket, limits.commandsPerSession, now);
      if (ownMs > 0 || tally === undefined) return ownMs;
      return takeToken(tally.bucket, limits.commandsPerSubject, now);
    },
    async recheck(tenant, subject) {
      const sessions = tallies.get(subjectKey(tenant, subject))?.sessions ?? [];
      for (const session of [...sessions]) await subscribe.recheck(session);
    },
    drain(spreadMs) {
      const sessions = [...all];
      for (const [index, session] of sessions.entries()) {
        const delayMs = Math.round((index / sessions.length) * spreadMs);
        session.outbox.pushLog(new Broadcast({ event: 'server:moving', data: { delayMs } }));
        session.outbox.flush();
      }
      for (const session of sessions) close(session, 'server_moving');
    },
  };
}

function expiring(subject: Subject): Broadcast {
  return new Broadcast({
    event: 'token:expiring',
    data: { expiresAt: new Date(subject.expiresAt).toISOString() },
  });
}

function subjectKey(tenant: string, subject: string): string {
  return `${tenant} ${subject}`;
}
