import type { Topic } from '@waycast/contract';
import { topicDefinition, topicKey, topicName, WaycastError } from '@waycast/contract';
import type { KeyedState, Live, LogPosition, LogReplay } from '../ports/live.ts';
import type { Access } from './access.ts';
import { denial, followAction } from './access.ts';
import { Follow } from './fanout.ts';
import { type FleetFeeds, type FleetView, tickOf } from './fleet-feed.ts';
import { broadcastOf, snapshotOf } from './frames.ts';
import type { Hub } from './hub.ts';
import type { Positions } from './positions.ts';
import { MAX_FOLLOWS, type Session } from './session.ts';

/** Times a log topic is read again because more came meanwhile than a join holds. */
const MAX_REREADS = 3;

export interface SubscribeParts {
  readonly access: Access;
  readonly hub: Hub;
  readonly live: Live;
  readonly positions: Positions;
  readonly fleets: FleetFeeds;
}

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
const KEYED_POSITION: LogPosition = { epoch: '0', offset: 0 };

/** authorise → hold → subscribe → snapshot or replay → (ack) → release: snapshot, what was held, live. */
export function createSubscribe({ access, hub, live, positions, fleets }: SubscribeParts) {
  async function authorise(session: Session, topic: Topic): Promise<void> {
    const { subject } = session;
    if (subject === undefined) throw new WaycastError('unauthenticated', 'authenticate first');
    // A topic of another tenant does not exist for anyone, whatever the application's own rule says.
    if (subject.tenant !== topic.tenant) throw denial(subject, 'follow:vehicle', topic.id);
    const { action, resourceId } = followAction(topic);
    await access.require(subject, action, resourceId);
  }

  async function join(session: Session, topic: Topic, since?: LogPosition): Promise<Joined> {
    await authorise(session, topic);
    if (topic.family === 'fleet')
      return joinFleet(session, { tenant: topic.tenant, bbox: undefined, tickMs: tickOf(undefined) });
    return topicDefinition(topic.family).kind === 'keyed'
      ? joinKeyed(session, topic)
      : joinLog(session, topic, since);
  }

  /** The session's follow of the topic, subscribed in the hub: its present one, or a new one in its place. */
  async function hold(session: Session, topic: Topic, afresh: boolean): Promise<Held> {
    if (session.phase.name !== 'open') throw new WaycastError('unauthenticated', 'the session has ended');
    const existing = session.followOf(topic);
    if (existing !== undefined && !afresh) {
      existing.share();
      // Asked again, for the join that made it may still be waiting for live.
      await hub.follow(topic, existing);
      return { follow: existing, first: false };
    }
    if (existing === undefined && session.followCount >= MAX_FOLLOWS) {
      throw new WaycastError(
        'too_large',
        `a socket follows at most ${MAX_FOLLOWS} topics; unsubscribe from some first`,
      );
    }
    const follow = new Follow(topicKey(topic), session.outbox);
    session.addFollow(topic, follow);
    try {
      await hub.follow(topic, follow);
    } catch (error) {
      session.removeFollow(topic, follow);
      throw error;
    }
    return { follow, first: true };
  }

  /** Ends what a join began, except what another join of the same topic, answered meanwhile, relies on. */
  function giveUp(session: Session, topic: Topic, { follow, first }: Held): void {
    if (!first || !follow.joining) return;
    if (follow.shared && session.followOf(topic) === follow) follow.release();
    else session.removeFollow(topic, follow);
  }

  async function joinKeyed(session: Session, topic: Topic): Promise<Joined> {
    const held = await hold(session, topic, false);
    const state = await orGiveUp(session, topic, held, () => positions.newest(topic.tenant, topic.id));
    return {
      ...KEYED_POSITION,
      recovered: true,
      ...(state === undefined ? {} : { snapshot: state.data }),
      release: () => releaseKeyed(session, topic, held, state),
      cancel: () => giveUp(session, topic, held),
    };
  }

  function releaseKeyed(
    session: Session,
    topic: Topic,
    { follow, first }: Held,
    state: KeyedState | undefined,
  ): void {
    if (session.followOf(topic) !== follow) return;
    // The join that made the follow sends its own snapshot, in a moment.
    if (!first && follow.joining) return;
    if (state !== undefined && follow.takeSnapshot(state.version)) {
      session.outbox.pushKeyed(topicKey(topic), snapshotOf(topic, state.event, state.data));
    }
    follow.release();
  }

  async function joinLog(session: Session, topic: Topic, since?: LogPosition): Promise<Joined> {
    const held = await hold(session, topic, since !== undefined);
    const replay = await orGiveUp(session, topic, held, () => replayAll(topic, held.follow, since));
    return {
      ...replay.position,
      recovered: replay.recovered,
      release: () => releaseLog(session, topic, held, replay),
      cancel: () => giveUp(session, topic, held),
    };
  }

  /** Reads until the read and what was held while reading are complete together. */
  async function replayAll(topic: Topic, follow: Follow, since: LogPosition | undefined): Promise<LogReplay> {
    for (let reads = 0; reads < MAX_REREADS; reads++) {
      const replay = await live.replay(topic, since);
      if (!follow.overflowed) return replay;
      follow.forgetHeld();
    }
    throw new WaycastError('unavailable', `${topicName(topic)} changes faster than it can be read`, {
      retryAfterMs: 1000,
    });
  }

  function releaseLog(session: Session, topic: Topic, { follow, first }: Held, replay: LogReplay): void {
    // A follow that was there already delivers everything from its own position on; to move it would lose events.
    if (!first || session.followOf(topic) !== follow) return;
    // What still waits of an earlier follow is in the replay, or older than the position that was answered.
    session.outbox.takeBack(topicName(topic));
    for (const event of replay.events) session.outbox.pushLog(broadcastOf(event));
    follow.sawPosition(replay.position);
    follow.release();
  }

  async function orGiveUp<T>(session: Session, topic: Topic, held: Held, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      giveUp(session, topic, held);
      throw error;
    }
  }

  async function joinFleet(session: Session, view: FleetView): Promise<Joined & { vehicles: number }> {
    session.fleetWish += 1;
    const wish = session.fleetWish;
    const membership = await fleets.join(view, session.outbox);
    if (session.phase.name !== 'open') {
      membership.leave();
      throw new WaycastError('unauthenticated', 'the session ended');
    }
    const { vehicles, release, leave } = membership;
    if (session.fleetWish === wish) {
      session.fleet?.leave();
      session.fleet = membership;
    } else leave();
    return { ...KEYED_POSITION, recovered: true, vehicles, release, cancel: leave };
  }

  function leave(session: Session, topic: Topic): void {
    if (topic.family === 'fleet') leaveFleet(session);
    else session.removeFollow(topic);
    // Or it would arrive after the ack.
    session.outbox.takeBack(topicName(topic));
  }

  function leaveFleet(session: Session): void {
    session.fleetWish += 1;
    session.fleet?.leave();
    session.fleet = undefined;
  }

  /** Ends the follows that the session's subject is no longer allowed. */
  async function recheck(session: Session): Promise<Topic[]> {
    const { subject } = session;
    const ended: Topic[] = [];
    for (const { topic } of [...session.follows]) {
      const { action, resourceId } = followAction(topic);
      if (subject !== undefined && (await access.may(subject, action, resourceId))) continue;
      leave(session, topic);
      ended.push(topic);
    }
    if (
      session.fleet !== undefined &&
      subject !== undefined &&
      !(await access.may(subject, 'follow:fleet', ''))
    ) {
      leave(session, { tenant: subject.tenant, family: 'fleet', id: '' });
    }
    return ended;
  }

  return { join, joinFleet, leave, recheck };
}

export type Subscribe = ReturnType<typeof createSubscribe>;
