import type { Subject, Topic } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import type { Live } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { OrderDesk, ViewerCount } from '../ports/order-desk.ts';
import type { Access } from './access.ts';
import type { Follow } from './fanout.ts';
import type { Session } from './session.ts';
import type { Subscribe } from './subscribe.ts';

/** Orders that one session may look at. */
const MAX_VIEWS = 50;

export interface OrderViewsParts {
  readonly desk: Pick<OrderDesk, 'view' | 'unview' | 'viewers' | 'onViewers'>;
  readonly subscribe: Subscribe;
  readonly access: Access;
  readonly live: Pick<Live, 'aside'>;
  readonly log: Log;
}

/** A driver looks at an order, in these sessions of this server. */
interface View {
  readonly sessions: Set<Session>;
  /** Ends with the last change that was asked for. */
  turn: Promise<unknown>;
}

/**
 * Which orders the drivers of this server look at. A driver with several sessions counts once, until the last of them
 * looks away, loses the right or ends. Followers of an order are told how many look at it.
 */
export class OrderViews {
  readonly #parts: OrderViewsParts;
  readonly #views = new Map<string, View>();
  /** What each session looks at, and the follow that began with it: one that the client asked for by name stays. */
  readonly #bySession = new Map<Session, Map<string, Follow | undefined>>();

  constructor(parts: OrderViewsParts) {
    this.#parts = parts;
    parts.desk.onViewers((counts) => this.#announce(counts));
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
    return { count: await this.#enter(session, subject, orderId), release };
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
    return this.#leave(session, subject, orderId);
  }

  /** The session of this subject has ended. */
  gone(session: Session, subject: Subject): void {
    const viewed = [...(this.#bySession.get(session)?.keys() ?? [])];
    this.#bySession.delete(session);
    for (const orderId of viewed) this.#leaveAside(session, subject, orderId);
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

  #enter(session: Session, subject: Subject, orderId: string): Promise<number> {
    const key = keyOf(subject, orderId);
    const view = this.#views.get(key) ?? { sessions: new Set<Session>(), turn: Promise.resolve() };
    this.#views.set(key, view);
    view.sessions.add(session);
    return this.#bring(key, view, subject, orderId);
  }

  #leave(session: Session, subject: Subject, orderId: string): Promise<number> {
    const key = keyOf(subject, orderId);
    const view = this.#views.get(key);
    if (view?.sessions.delete(session) !== true) return this.#parts.desk.viewers(subject.tenant, orderId);
    return this.#bring(key, view, subject, orderId);
  }

  #leaveAside(session: Session, subject: Subject, orderId: string): void {
    this.#leave(session, subject, orderId).catch((error) =>
      this.#parts.log.warn(
        { err: error, orderId },
        'a driver who left may still count as looking at an order',
      ),
    );
  }

  /** Brings the desk to what holds when its turn comes. */
  #bring(key: string, view: View, { tenant, id }: Subject, orderId: string): Promise<number> {
    const { desk } = this.#parts;
    const bring = (): Promise<number> =>
      view.sessions.size > 0 ? desk.view(tenant, orderId, id) : desk.unview(tenant, orderId, id);
    const turn = view.turn.then(bring, bring);
    view.turn = turn;
    const forget = (): void => {
      if (view.turn === turn && view.sessions.size === 0) this.#views.delete(key);
    };
    turn.then(forget, forget);
    return turn;
  }

  #announce(counts: readonly ViewerCount[]): void {
    for (const { tenant, orderId, count } of counts) {
      this.#parts.live
        .aside(topicOf(tenant, orderId), 'order_viewers', { orderId, count })
        .catch((error) => this.#parts.log.debug({ err: error, orderId }, 'viewers were not announced'));
    }
  }
}

function topicOf(tenant: string, orderId: string): Topic {
  return { tenant, family: 'order', id: orderId };
}

function keyOf({ tenant, id }: Subject, orderId: string): string {
  return `${tenant} ${orderId} ${id}`;
}
