import type { ErrorCode, Subject, Topic, TopicFamily } from '@waycast/contract';
import { ERRORS, topicKey } from '@waycast/contract';
import type { Follow } from './fanout.ts';
import type { FleetMembership } from './fleet-feed.ts';
import type { Hub } from './hub.ts';
import type { Outbox, Sink } from './outbox.ts';
import { isShare } from './share-scope.ts';
import type { TokenBucket } from './token-bucket.ts';

export type TransportName = 'socketio' | 'websocket' | 'sse';

/** Topics that one session may follow. */
export const MAX_FOLLOWS = 5_000;

/** Families whose followers also join a Socket.IO room of the topic's name. */
const ROOMED: ReadonlySet<TopicFamily> = new Set<TopicFamily>([
  'vehicle',
  'trip',
  'company',
  'conversation',
  'region',
]);

/** What a transport knows and offers of one connection. */
export interface Connection {
  readonly id: string;
  readonly transport: TransportName;
  readonly sink: Sink;
  /** The client's address, with trusted proxies taken into account. */
  readonly address: string;
  readonly userAgent: string | undefined;
  /** Socket.IO only: the application's own rooms, named like the topics. */
  readonly rooms?: { join(room: string): void; leave(room: string): void };
}

/**
 *   anonymous ──authenticate──▶ open ──authenticate (renewal)──▶ open
 *       │ 10 s                    │ token expired, drain, overflow, socket gone
 *       └──────────▶ closed ◀─────┘
 */
export type SessionPhase =
  | { readonly name: 'anonymous'; readonly cancelTimeout: () => void }
  | { readonly name: 'open'; readonly subject: Subject }
  | { readonly name: 'closed' };

/** The same for all. */
const CLOSED: SessionPhase = { name: 'closed' };

interface Followed {
  readonly topic: Topic;
  readonly follow: Follow;
}

/** Is told what sessions follow. */
export interface FollowListener {
  began(session: Session, topic: Topic): void;
  ended(session: Session, topic: Topic): void;
}

/** One connected client: who it is, what it follows, what waits for it. */
export class Session {
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly connectedAt: number;
  readonly bucket: TokenBucket;
  phase: SessionPhase;
  fleet: FleetMembership | undefined;
  /** Counts the wishes about the fleet, so that of several under way the last one holds. */
  fleetWish = 0;
  /** Commands that came and are not answered yet; its transport counts them. */
  commandsUnderWay = 0;
  /** The region it is a member of. */
  geohash: string | undefined;
  /** It was a little outside of that, the last time that it said where it is. */
  isLeaving = false;
  /** The region it joined, whose follow moves with its membership, and that follow unless the client began it. */
  region: { readonly topic: Topic; readonly follow: Follow | undefined } | undefined;
  /** Ends with the last change of the region that was asked for; undefined when none is under way. */
  regionTurn: Promise<void> | undefined;
  readonly #hub: Hub;
  readonly #listener: FollowListener | undefined;
  readonly #follows = new Map<string, Followed>();
  #requests = 0;

  constructor(parts: {
    connection: Connection;
    outbox: Outbox;
    hub: Hub;
    listener?: FollowListener | undefined;
    bucket: TokenBucket;
    now: number;
    phase: SessionPhase;
  }) {
    this.connection = parts.connection;
    this.outbox = parts.outbox;
    this.bucket = parts.bucket;
    this.connectedAt = parts.now;
    this.phase = parts.phase;
    this.#hub = parts.hub;
    this.#listener = parts.listener;
  }

  /** Who is behind the session; undefined before authentication and after the end. */
  get subject(): Subject | undefined {
    return this.phase.name === 'open' ? this.phase.subject : undefined;
  }

  /** When its token expires, epoch ms; never, as long as it is not open. */
  get expiresAt(): number {
    return this.subject?.expiresAt ?? Number.POSITIVE_INFINITY;
  }

  get follows(): Iterable<Followed> {
    return this.#follows.values();
  }

  get followCount(): number {
    return this.#follows.size;
  }

  /** An id for the next request, unique among all sessions: it stands in the ack, in errors and in the log. */
  nextRequestId(): string {
    this.#requests += 1;
    return `${this.connection.id}-${this.#requests}`;
  }

  followOf(topic: Topic): Follow | undefined {
    return this.#follows.get(topicKey(topic))?.follow;
  }

  /** Takes a follow into the session, in place of an earlier one of the same topic. */
  addFollow(topic: Topic, follow: Follow): void {
    this.removeFollow(topic);
    const key = topicKey(topic);
    this.#follows.set(key, { topic, follow });
    // What an application emits to a room is its own; nobody who comes with a share link gets it.
    const inRoom = ROOMED.has(topic.family) && this.subject !== undefined && !isShare(this.subject);
    if (inRoom) this.connection.rooms?.join(key);
    this.#listener?.began(this, topic);
  }

  /** Ends a follow; with `only`, just if it is still that one. */
  removeFollow(topic: Topic, only?: Follow): void {
    const key = topicKey(topic);
    const followed = this.#follows.get(key);
    if (followed === undefined || (only !== undefined && followed.follow !== only)) return;
    this.#follows.delete(key);
    this.#hub.unfollow(topic, followed.follow);
    if (ROOMED.has(topic.family)) this.connection.rooms?.leave(key);
    this.#listener?.ended(this, topic);
  }

  /** Forgets everything the session owns. The socket is gone or is closed by the caller. */
  end(): void {
    if (this.phase.name === 'anonymous') this.phase.cancelTimeout();
    this.phase = CLOSED;
    for (const { topic } of [...this.#follows.values()]) this.removeFollow(topic);
    this.fleet?.leave();
    this.fleet = undefined;
    this.outbox.close();
  }
}

/** The close code and reason of a catalogue error. Errors without a close code of their own end as `internal`. */
export function closeOf(code: ErrorCode): { closeCode: number; reason: string } {
  const entry = ERRORS[code];
  return { closeCode: 'closeCode' in entry ? entry.closeCode : ERRORS.internal.closeCode, reason: code };
}
