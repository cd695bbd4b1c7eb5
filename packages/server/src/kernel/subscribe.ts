import type { Subject, Topic } from '@waycast/contract';
import { topicDefinition, topicName, WaycastError } from '@waycast/contract';
import type { Via } from '../ports/follow-log.ts';
import type { KeyedState, Live, LogPosition } from '../ports/live.ts';
import type { Viewers } from '../ports/viewers.ts';
import type { Access } from './access.ts';
import { denial, followAction, type Right } from './access.ts';
import { type FleetFeeds, type FleetView, tickOf } from './fleet-feed.ts';
import { broadcastOf } from './frames.ts';
import type { Hub } from './hub.ts';
import type { Session } from './session.ts';
import { requireTopicOpen } from './share-scope.ts';
import { type Joined, KEYED_POSITION, TopicJoins } from './topic-joins.ts';

export type { Joined } from './topic-joins.ts';

export interface SubscribeParts {
  readonly access: Access;
  readonly hub: Hub;
  readonly live: Live;
  /** The newest value of a keyed topic. */
  readonly newest: (topic: Topic) => Promise<KeyedState | undefined>;
  readonly fleets: FleetFeeds;
  /** Drivers who look at an order now; absent: nobody does. */
  readonly viewers?: Pick<Viewers, 'count'> | undefined;
  /** Called when a session begins to follow something, with the right to it. */
  readonly followed?: ((subject: Subject, topic: Topic, right: Right) => void) | undefined;
  /** Called with the right to what a session follows: once it has joined, and whenever it was checked again. */
  readonly allowed?: ((subject: Subject, topic: Topic, right: Right) => void) | undefined;
}

/** A joined topic, and by what right. */
type JoinedBy = Joined & { readonly via: Via };

/** A joined fleet, with the number of vehicles in view. */
export type JoinedFleet = Joined & { readonly vehicles: number };

/** The ways into topics and out of them: authorise → join → (ack) → release. */
export class Subscribe {
  readonly #access: Access;
  readonly #fleets: FleetFeeds;
  readonly #joins: TopicJoins;
  readonly #followed: SubscribeParts['followed'];
  readonly #allowed: SubscribeParts['allowed'];
  readonly #viewers: SubscribeParts['viewers'];

  constructor(parts: SubscribeParts) {
    this.#access = parts.access;
    this.#fleets = parts.fleets;
    this.#joins = new TopicJoins(parts);
    this.#followed = parts.followed;
    this.#allowed = parts.allowed;
    this.#viewers = parts.viewers;
  }

  async join(session: Session, topic: Topic, since?: LogPosition): Promise<JoinedBy> {
    const right = await this.#authorise(session, topic);
    const { via } = right;
    // What happened before concerned others: a guardian's view begins when they come.
    const joined = await this.#join(session, topic, via === 'guardian' ? undefined : since);
    if (session.subject !== undefined) this.#allowed?.(session.subject, topic, right);
    return { ...joined, via };
  }

  async #join(session: Session, topic: Topic, since: LogPosition | undefined): Promise<Joined> {
    if (topic.family === 'fleet') {
      return this.joinFleet(session, { tenant: topic.tenant, bbox: undefined, tickMs: tickOf(undefined) });
    }
    if (topicDefinition(topic.family).kind === 'keyed') return this.#joins.keyed(session, topic);
    const joined = await this.#joins.log(session, topic, since);
    return topic.family === 'order' ? this.#withViewers(session, topic, joined) : joined;
  }

  /** Changes of what is no part of the log are told from now on; how it is now is told first. */
  async #withViewers(session: Session, topic: Topic, joined: Joined): Promise<Joined> {
    const count = (await this.#viewers?.count({ kind: 'order', tenant: topic.tenant, id: topic.id })) ?? 0;
    if (count === 0) return joined;
    const data = { orderId: topic.id, count };
    const release = (): void => {
      if (session.followOf(topic) !== undefined)
        session.outbox.pushLog(broadcastOf({ kind: 'aside', topic, event: 'order_viewers', data }));
      joined.release();
    };
    return { ...joined, release };
  }

  /** Joins the fleet, which the caller has authorised, in place of the session's present view of it. */
  async joinFleet(session: Session, view: FleetView): Promise<JoinedFleet> {
    session.fleetWish += 1;
    const wish = session.fleetWish;
    const membership = await this.#fleets.join(view, session.outbox);
    if (session.phase.name !== 'open') {
      membership.leave();
      throw new WaycastError('unauthenticated', 'the session ended');
    }
    const { vehicles, release, leave } = membership;
    this.#noteFleet(session);
    if (session.fleetWish === wish) {
      session.fleet?.leave();
      session.fleet = membership;
    } else leave();
    return { ...KEYED_POSITION, recovered: true, vehicles, release, cancel: leave };
  }

  /** Only a role opens the fleet, or the application. */
  #noteFleet({ subject, fleet }: Session): void {
    if (subject === undefined || fleet !== undefined) return;
    this.#followed?.(subject, { tenant: subject.tenant, family: 'fleet', id: '' }, { via: 'role' });
  }

  leave(session: Session, topic: Topic): void {
    if (topic.family === 'fleet') leaveFleet(session);
    else session.removeFollow(topic);
    // Or it would arrive after the ack.
    session.outbox.takeBack(topicName(topic));
  }

  /** Ends the follows that the session's subject is no longer allowed. */
  async recheck(session: Session): Promise<Topic[]> {
    const ended: Topic[] = [];
    const followed = [...session.follows].map(({ topic }) => topic);
    if (session.fleet !== undefined && session.subject !== undefined) {
      followed.push({ tenant: session.subject.tenant, family: 'fleet', id: '' });
    }
    for (const topic of followed) {
      const { action, resourceId } = followAction(topic);
      const { subject } = session;
      const right = subject && (await this.#access.rightTo(subject, action, resourceId));
      if (subject !== undefined && right !== undefined && opens(right, topic)) {
        this.#allowed?.(subject, topic, right);
        continue;
      }
      this.leave(session, topic);
      ended.push(topic);
    }
    return ended;
  }

  async #authorise(session: Session, topic: Topic): Promise<Right> {
    const { subject } = session;
    if (subject === undefined) throw new WaycastError('unauthenticated', 'authenticate first');
    // A topic of another tenant does not exist for anyone, whatever the application's own rule says.
    if (subject.tenant !== topic.tenant) throw denial(subject, 'follow:vehicle', topic.id);
    requireTopicOpen(subject, topic.family);
    const { action, resourceId } = followAction(topic);
    const right = await this.#access.requireRight(subject, action, resourceId);
    if (!opens(right, topic)) throw denial(subject, action, resourceId);
    if (topic.family !== 'fleet' && session.followOf(topic) === undefined)
      this.#followed?.(subject, topic, right);
    return right;
  }
}

/** Whose car comes sees where it is; alerts of fences would tell of other people's places. */
function opens({ via }: Right, { family }: Topic): boolean {
  return via !== 'order' || family !== 'geofence';
}

function leaveFleet(session: Session): void {
  session.fleetWish += 1;
  session.fleet?.leave();
  session.fleet = undefined;
}
