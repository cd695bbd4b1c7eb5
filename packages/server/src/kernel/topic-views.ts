import type { Topic } from '@waycast/contract';
import type { OwnViewers } from './own-viewers.ts';
import type { Session } from './session.ts';

/** Who a session was when it began to follow something: at its end it no longer says. */
type Viewer = { readonly tenant: string; readonly id: string };

/** Whoever follows a conversation has it open, and who follows a company is there for its customers. */
export class TopicViews {
  readonly #own: OwnViewers;
  readonly #viewers = new WeakMap<Session, Viewer>();

  constructor(own: OwnViewers) {
    this.#own = own;
  }

  began(session: Session, topic: Topic): void {
    const { subject } = session;
    if (!isViewed(topic) || subject === undefined) return;
    this.#viewers.set(session, subject);
    this.#own.aside(session, viewedOf(topic), subject.id, true);
  }

  ended(session: Session, topic: Topic): void {
    if (!isViewed(topic)) return;
    const viewer = this.#viewers.get(session);
    if (viewer !== undefined) this.#own.aside(session, viewedOf(topic), viewer.id, false);
  }
}

type ViewedTopic = Topic & { readonly family: 'conversation' | 'company' };

function isViewed(topic: Topic): topic is ViewedTopic {
  return topic.family === 'conversation' || topic.family === 'company';
}

function viewedOf({ tenant, family, id }: ViewedTopic) {
  return { kind: family, tenant, id };
}
