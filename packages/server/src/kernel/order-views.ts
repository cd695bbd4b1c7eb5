import type { Subject, Topic } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import type { Live } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { Viewed, Viewers, ViewersThen } from '../ports/viewers.ts';
import type { Access } from './access.ts';
import type { Follow } from './fanout.ts';
import type { OwnViewers } from './own-viewers.ts';
import type { Session } from './session.ts';
import type { Subscribe } from './subscribe.ts';

/** Orders that one session may look at. */
const MAX_VIEWS = 50;

export interface OrderViewsParts {
  readonly viewers: Pick<Viewers, 'onViewers'>;
  readonly own: OwnViewers;
  readonly subscribe: Subscribe;
  readonly access: Access;
  readonly live: Pick<Live, 'aside'>;
  readonly log: Log;
}

/**
 * Which orders the drivers of this server look at. A driver with several sessions counts once, until the last of them
 * looks away, loses the right or ends. Followers of an order are told how many look at it.
 */
export class OrderViews {
  readonly #parts: OrderViewsParts;
  /** What each session looks at, and the follow that began with it: one that the client asked for by name stays. */
  readonly #bySession = new Map<Session, Map<string, Follow | undefined>>();

  constructor(parts: OrderViewsParts) {
    this.#parts = parts;
    parts.viewers.onViewers((news) => this.#announce(news));
  }

  /** Follows the order and counts the driver. Rejects with `not_found` where nothing has ever happened to it. */
  async view(
    session: Session,
    subject: Subject,
    orderId: string,
  ): Promise<{ count: number; release: () => void }> {
    const topic = topicOf(subject.tenant, orderId);
    const viewed = this.#bySession.get(session) ?? new Map<string, Follow | undefined>();
    if (!viewed.has(orderId) && viewed.size >= MAX_VIEWS) {
      const message = `a socket looks at ${MAX_VIEWS} orders at most; send order:unview for some first`;
      throw new WaycastError('too_large', message);
    }
    const earlier = session.followOf(topic);
    const { offset, release, cancel } = await this.#parts.subscribe.join(session, topic);
    if (offset === 0) {
      cancel();
      throw new WaycastError('not_found', `no order ${orderId} that you may see`);
    }
    const ours = earlier === undefined || earlier === viewed.get(orderId);
    // A session that ended meanwhile was told so by then, and would never look away.
    if (session.phase.name !== 'open') throw new WaycastError('unauthenticated', 'the session has ended');
    viewed.set(orderId, ours ? session.followOf(topic) : undefined);
    this.#bySession.set(session, viewed);
    const count = await this.#parts.own.enter(session, viewedOf(subject.tenant, orderId), subject.id);
    return { count, release };
  }

  /** Looks at it no more; resolves to the viewers that are left. */
  unview(session: Session, subject: Subject, orderId: string): Promise<number> {
    const topic = topicOf(subject.tenant, orderId);
    const viewed = this.#bySession.get(session);
    const follow = viewed?.get(orderId);
    viewed?.delete(orderId);
    if (viewed?.size === 0) this.#bySession.delete(session);
    if (follow !== undefined && session.followOf(topic) === follow)
      this.#parts.subscribe.leave(session, topic);
    return this.#parts.own.leave(session, viewedOf(subject.tenant, orderId), subject.id);
  }

  /** The session of this subject has ended. */
  gone(session: Session, subject: Subject): void {
    const viewed = [...(this.#bySession.get(session)?.keys() ?? [])];
    this.#bySession.delete(session);
    for (const orderId of viewed)
      this.#parts.own.aside(session, viewedOf(subject.tenant, orderId), subject.id, false);
  }

  /** The rights of the subject may be others now. */
  async recheck(session: Session): Promise<void> {
    const { subject } = session;
    if (subject === undefined) return;
    for (const orderId of [...(this.#bySession.get(session)?.keys() ?? [])]) {
      if (await this.#parts.access.may(subject, 'view:order', orderId)) continue;
      await this.unview(session, subject, orderId);
    }
  }

  #announce(news: readonly ViewersThen[]): void {
    for (const { kind, tenant, id: orderId, count } of news) {
      if (kind !== 'order') continue;
      this.#parts.live
        .aside(topicOf(tenant, orderId), 'order_viewers', { orderId, count })
        .catch((error) => this.#parts.log.debug({ err: error, orderId }, 'viewers were not announced'));
    }
  }
}

function topicOf(tenant: string, orderId: string): Topic {
  return { tenant, family: 'order', id: orderId };
}

function viewedOf(tenant: string, orderId: string): Viewed {
  return { kind: 'order', tenant, id: orderId };
}
