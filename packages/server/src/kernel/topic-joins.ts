import type { Topic } from '@waycast/contract';
import { topicKey, topicName, WaycastError } from '@waycast/contract';
import type { KeyedState, Live, LogPosition } from '../ports/live.ts';
import { Follow } from './fanout.ts';
import { resyncOf, snapshotOf } from './frames.ts';
import type { Hub } from './hub.ts';
import { isAt } from './log-positions.ts';
import { MAX_FOLLOWS, type Session } from './session.ts';
import { type SharedReplay, SharedReplays } from './shared-replays.ts';

/** Times a log topic is read again because more came meanwhile than a join holds. */
const MAX_REREADS = 3;

/** What a join found. The caller answers the client first and calls `release` then: nothing goes out before it. */
export interface Joined {
  readonly epoch: string;
  readonly offset: number;
  readonly recovered: boolean;
  readonly snapshot?: object;
  release(): void;
  /** Instead of `release`: the client is not told of the join, so it must not follow through it. */
  cancel(): void;
}

/** A session's follow, and whether this join made it. The join that made it also ends its holding. */
interface Held {
  readonly follow: Follow;
  readonly first: boolean;
}

/** Keyed topics have no positions; these stand in their acks. */
export const KEYED_POSITION: LogPosition = { epoch: '0', offset: 0 };

export interface TopicJoinParts {
  readonly hub: Hub;
  readonly live: Live;
  /** The newest value of a keyed topic. */
  readonly newest: (topic: Topic) => Promise<KeyedState | undefined>;
}

/** hold → subscribe → snapshot or replay → (ack) → release: snapshot, what was held, live. */
export class TopicJoins {
  readonly #parts: TopicJoinParts;
  readonly #replays: SharedReplays;

  constructor(parts: TopicJoinParts) {
    this.#parts = parts;
    this.#replays = new SharedReplays(parts.live);
  }

  async keyed(session: Session, topic: Topic): Promise<Joined> {
    const held = await this.#hold(session, topic, false);
    const state = await orGiveUp(session, topic, held, () => this.#parts.newest(topic));
    return {
      ...KEYED_POSITION,
      recovered: true,
      ...(state === undefined ? {} : { snapshot: state.data }),
      release: () => releaseKeyed(session, topic, held, state),
      cancel: () => giveUp(session, topic, held),
    };
  }

  async log(session: Session, topic: Topic, since: LogPosition | undefined): Promise<Joined> {
    const held = await this.#hold(session, topic, since !== undefined);
    const replay = await orGiveUp(session, topic, held, () => this.#replayAll(topic, held.follow, since));
    return {
      ...replay.position,
      recovered: replay.recovered,
      release: () => releaseLog(session, topic, held, replay, since),
      cancel: () => giveUp(session, topic, held),
    };
  }

  /** The session's follow of the topic, subscribed in the hub: its present one, or a new one in its place. */
  async #hold(session: Session, topic: Topic, afresh: boolean): Promise<Held> {
    if (session.phase.name !== 'open') throw new WaycastError('unauthenticated', 'the session has ended');
    const existing = session.followOf(topic);
    if (existing !== undefined && !afresh) {
      existing.share();
      // Asked again, for the join that made it may still be waiting for live.
      await this.#parts.hub.follow(topic, existing);
      return { follow: existing, first: false };
    }
    if (existing === undefined) requireRoom(session);
    const follow = new Follow(topicKey(topic), session.outbox);
    session.addFollow(topic, follow);
    try {
      await this.#parts.hub.follow(topic, follow);
    } catch (error) {
      session.removeFollow(topic, follow);
      throw error;
    }
    return { follow, first: true };
  }

  /** Reads until the read and what was held while reading are complete together. */
  async #replayAll(topic: Topic, follow: Follow, since: LogPosition | undefined): Promise<SharedReplay> {
    for (let reads = 0; reads < MAX_REREADS; reads++) {
      const replay = await this.#replays.read(topic, since);
      if (!follow.overflowed) return replay;
      follow.forgetHeld();
    }
    const message = `${topicName(topic)} changes faster than it can be read`;
    throw new WaycastError('unavailable', message, { retryAfterMs: 1000 });
  }
}

function requireRoom(session: Session): void {
  if (session.followCount < MAX_FOLLOWS) return;
  const message = `a socket follows at most ${MAX_FOLLOWS} topics; unsubscribe from some first`;
  throw new WaycastError('too_large', message);
}

function releaseKeyed(session: Session, topic: Topic, held: Held, state: KeyedState | undefined): void {
  const { follow, first } = held;
  if (session.followOf(topic) !== follow) return;
  // The join that made the follow sends its own snapshot, in a moment.
  if (!first && follow.joining) return;
  if (state !== undefined && follow.takeSnapshot(state.version)) {
    session.outbox.pushKeyed(topicKey(topic), snapshotOf(topic, state.event, state.data));
  }
  follow.release();
}

function releaseLog(
  session: Session,
  topic: Topic,
  { follow, first }: Held,
  replay: SharedReplay,
  since: LogPosition | undefined,
): void {
  // A follow that was there already delivers everything from its own position on; to move it would lose events.
  if (!first || session.followOf(topic) !== follow) return;
  // What still waits of an earlier follow is in the replay, or older than the position that was answered.
  session.outbox.takeBack(topicName(topic));
  // What the client has had of another epoch may be told again with new numbers.
  if (since !== undefined) follow.sawPosition(since);
  for (const [index, event] of replay.events.entries()) {
    const broadcast = replay.broadcasts[index];
    if (broadcast !== undefined) session.outbox.pushReplayed(broadcast);
    if (event.kind === 'log') follow.sawPosition(event);
  }
  if (since !== undefined && leadsFurther(since, replay)) {
    session.outbox.pushReplayed(resyncOf({ topic, ...replay.position }, true));
  }
  follow.sawPosition(replay.position);
  follow.forgetRenumbered(replay.events.flatMap((event) => (event.kind === 'log' ? (event.was ?? []) : [])));
  follow.release();
}

/**
 * Whether a replay from one epoch into another ends behind its last event: what the client has had by other numbers is
 * not in it, and the number of its last event would not say so.
 */
function leadsFurther(since: LogPosition, { recovered, position, events }: SharedReplay): boolean {
  if (!recovered || since.epoch === position.epoch) return false;
  const last = events.at(-1);
  return last?.kind !== 'log' || !isAt(last, position);
}

async function orGiveUp<T>(session: Session, topic: Topic, held: Held, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    giveUp(session, topic, held);
    throw error;
  }
}

/** Ends what a join began, except what another join of the same topic, answered meanwhile, relies on. */
function giveUp(session: Session, topic: Topic, { follow, first }: Held): void {
  if (!first || !follow.joining) return;
  if (follow.shared && session.followOf(topic) === follow) follow.release();
  else session.removeFollow(topic, follow);
}
