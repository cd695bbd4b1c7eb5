import type { ErrorCode, Subject, Topic } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Presence, PresentSession } from '../ports/presence.ts';
import type { Tokens } from '../ports/tokens.ts';
import { Drain, type DrainPlan } from './drain.ts';
import { Expiries } from './expiry.ts';
import { Broadcast } from './frames.ts';
import type { Hub } from './hub.ts';
import type { OrderViews } from './order-views.ts';
import { type EndOfTurn, Outbox } from './outbox.ts';
import { type Connection, closeOf, type FollowListener, Session } from './session.ts';
import { isShare } from './share-scope.ts';
import type { Subscribe } from './subscribe.ts';
import { Tallies } from './tallies.ts';
import { type BucketLimit, fullBucket, takeToken } from './token-bucket.ts';

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
  readonly presence: Presence;
  /** Absent: nobody looks at orders. */
  readonly views?: OrderViews | undefined;
  /** Absent: nobody needs to know who follows what. */
  readonly listener?: FollowListener | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limits: SessionLimits;
  readonly endOfTurn: EndOfTurn;
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
  /** The open sessions of a subject. */
  of(tenant: string, subject: string): readonly Session[];
  /**
   * Announces the end of this server to every session, and closes each at a time of its own. Resolves when none is
   * left, and not before the first were to leave; sessions that still come into being leave first. Once only.
   */
  drain(plan: DrainPlan): Promise<void>;
}

export function createSessions(parts: SessionsParts): Sessions {
  return new ServerSessions(parts);
}

class ServerSessions implements Sessions {
  readonly all = new Set<Session>();
  readonly #parts: SessionsParts;
  readonly #tallies: Tallies;
  readonly #expiries: Expiries<Session>;
  #drain: Drain | undefined;

  constructor(parts: SessionsParts) {
    this.#parts = parts;
    this.#tallies = new Tallies(parts.limits.connectionsPerSubject, parts.limits.commandsPerSubject);
    this.#expiries = new Expiries(
      parts.clock,
      (session) => session.outbox.pushLog(expiring(session)),
      (session) => this.close(session, 'unauthenticated'),
    );
  }

  open(connection: Connection): Session {
    const { metrics, endOfTurn, clock, limits, hub, listener } = this.#parts;
    const now = clock.now();
    const session: Session = new Session({
      connection,
      outbox: new Outbox(connection.sink, metrics, endOfTurn, () => this.close(session, 'slow_consumer')),
      hub,
      listener,
      now,
      bucket: fullBucket(limits.commandsPerSession, now),
      phase: {
        name: 'anonymous',
        cancelTimeout: clock.after(limits.authTimeoutMs, () => this.close(session, 'timeout')),
      },
    });
    this.all.add(session);
    metrics.connected(connection.transport, 1);
    if (this.#drain !== undefined) tellMoving(session, this.#drain.add(session));
    return session;
  }

  gone(session: Session): void {
    if (!this.all.delete(session)) return;
    const { subject } = session;
    if (subject !== undefined) {
      this.#tallies.leave(subject, session);
      this.#expiries.forget(session);
      void this.#parts.presence.close(session.connection.id);
      this.#parts.views?.gone(session, subject);
    }
    this.#parts.metrics.connected(session.connection.transport, -1);
    session.end();
    this.#drain?.left(session);
  }

  close(session: Session, code: ErrorCode): void {
    if (session.phase.name === 'closed') return;
    session.outbox.flush();
    this.gone(session);
    const { closeCode, reason } = closeOf(code);
    this.#parts.log.debug({ session: session.connection.id, code }, 'session closed');
    session.connection.sink.close(closeCode, reason);
  }

  async authenticate(session: Session, token: string): Promise<{ subject: Subject; release: () => void }> {
    const { tokens, subscribe } = this.#parts;
    const subject = await tokens.verify(token);
    const renewal = session.phase.name === 'open';
    this.#enter(session, subject);
    const present = this.#parts.presence.open(presentAs(session, subject));
    if (renewal) await this.#recheckOne(session);
    const releases: (() => void)[] = [];
    for (const topic of followedByRole(subject)) {
      // Also after a renewal: its roles may be others, or the first join may have failed.
      if (session.followOf(topic) === undefined)
        releases.push((await subscribe.join(session, topic)).release);
    }
    await present;
    const release = (): void => {
      for (const one of releases) one();
    };
    return { subject, release };
  }

  takeCommand(session: Session): number {
    const now = this.#parts.clock.now();
    const ownMs = takeToken(session.bucket, this.#parts.limits.commandsPerSession, now);
    if (ownMs > 0 || session.subject === undefined) return ownMs;
    this.#parts.presence.seen(session.connection.id);
    return this.#tallies.takeCommand(session, now);
  }

  of(tenant: string, subject: string): readonly Session[] {
    return this.#tallies.sessionsOf(tenant, subject);
  }

  async recheck(tenant: string, subject: string): Promise<void> {
    for (const session of this.of(tenant, subject)) await this.#recheckOne(session);
  }

  drain(plan: DrainPlan): Promise<void> {
    const drain = new Drain(this.#parts.clock, plan, (session) => this.close(session, 'server_moving'));
    this.#drain = drain;
    return drain.run([...this.all], tellMoving);
  }

  async #recheckOne(session: Session): Promise<void> {
    await this.#parts.subscribe.recheck(session);
    await this.#parts.views?.recheck(session);
  }

  /** Opens the session for the subject, or renews what it is good for. */
  #enter(session: Session, subject: Subject): void {
    const { clock } = this.#parts;
    if (session.phase.name === 'closed')
      throw new WaycastError('unauthenticated', 'the connection has ended');
    if (session.phase.name === 'anonymous') {
      this.#tallies.join(subject, session, clock.now());
      session.phase.cancelTimeout();
    } else {
      requireSame(session.phase.subject, subject);
      this.#expiries.forget(session);
    }
    session.phase = { name: 'open', subject };
    this.#expiries.watch(session);
  }
}

/** Without asking: drivers what is sent to all of them and offered to each, every other role what is sent to users. */
function followedByRole(subject: Subject): readonly Topic[] {
  const { tenant, id, roles } = subject;
  if (isShare(subject)) return [];
  if (!roles.has('driver')) return [{ tenant, family: 'users', id: '' }];
  return [
    { tenant, family: 'drivers', id: '' },
    { tenant, family: 'offers', id },
  ];
}

function presentAs({ connection, connectedAt }: Session, subject: Subject): PresentSession {
  return { socketId: connection.id, subject, connectedAt, userAgent: connection.userAgent };
}

function requireSame(known: Subject, subject: Subject): void {
  if (known.id === subject.id && known.tenant === subject.tenant) return;
  const message = `this connection belongs to subject ${known.id}; open another for ${subject.id}`;
  throw new WaycastError('conflict', message);
}

function tellMoving(session: Session, delayMs: number): void {
  session.outbox.pushLog(new Broadcast({ event: 'server:moving', data: { delayMs } }));
  session.outbox.flush();
}

function expiring({ expiresAt }: Session): Broadcast {
  return new Broadcast({
    event: 'token:expiring',
    data: { expiresAt: new Date(expiresAt).toISOString() },
  });
}
