import type { Link, MessageListener, SubscribeKind } from './link.ts';

interface Held {
  readonly listener: MessageListener;
  wanted: boolean;
  held: boolean;
  /** How often the server has ended it by itself, which may happen before we hear that it began. */
  ended: number;
  work: Promise<void> | undefined;
}

/** A channel or pattern, and what gets its messages; the object stands for the subscription. */
export interface Subscription {
  readonly kind: SubscribeKind;
  readonly name: string;
  readonly listener: MessageListener;
}

/**
 * The subscriptions of one connection. Changes of one channel follow each other, for what the client makes of a
 * SUBSCRIBE that overtakes the answer to an UNSUBSCRIBE is a channel that is subscribed nowhere and known to nobody.
 */
export class Subscriber {
  readonly link: Link;
  readonly #held = new Map<Subscription, Held>();
  readonly #sharded = new Map<string, Subscription>();
  readonly #onMoved: (subscription: Subscription) => void;

  /** `onMoved` is called when the server has ended a subscription by itself. */
  constructor(link: Link, onMoved: (subscription: Subscription) => void) {
    this.link = link;
    this.#onMoved = onMoved;
    link.onMoved((channel) => this.#moved(channel));
  }

  /** Resolves when the server has confirmed it; rejects with its answer, or when the connection is lost. */
  want(subscription: Subscription): Promise<void> {
    const held = this.#heldOf(subscription);
    held.wanted = true;
    return this.#settle(subscription, held);
  }

  async drop(subscription: Subscription): Promise<void> {
    const held = this.#held.get(subscription);
    if (held === undefined) return;
    held.wanted = false;
    await this.#settle(subscription, held);
  }

  #heldOf(subscription: Subscription): Held {
    const known = this.#held.get(subscription);
    if (known !== undefined) return known;
    const held = { listener: subscription.listener, wanted: false, held: false, ended: 0, work: undefined };
    this.#held.set(subscription, held);
    if (subscription.kind === 'sharded') this.#sharded.set(subscription.name, subscription);
    return held;
  }

  #settle(subscription: Subscription, held: Held): Promise<void> {
    if (held.work === undefined && held.wanted === held.held) this.#forgetUnheld(subscription, held);
    else held.work ??= this.#work(subscription, held);
    return held.work ?? Promise.resolve();
  }

  async #work(subscription: Subscription, held: Held): Promise<void> {
    const { kind, name, listener } = subscription;
    try {
      while (held.wanted !== held.held) {
        const { wanted, ended } = held;
        // Should it fail, nobody knows; asking for it once more does no harm.
        held.held = false;
        if (wanted) await this.link.subscribe(kind, name, listener);
        else await this.link.unsubscribe(kind, name, listener);
        held.held = wanted && ended === held.ended;
      }
    } finally {
      // In the same step as the last look at what is wanted: whoever changes that later has to begin anew.
      held.work = undefined;
      this.#forgetUnheld(subscription, held);
    }
  }

  #forgetUnheld(subscription: Subscription, { held, wanted }: Held): void {
    if (!held || !wanted) this.#forget(subscription);
  }

  #moved(channel: string): void {
    const subscription = this.#sharded.get(channel);
    const held = subscription && this.#held.get(subscription);
    if (subscription === undefined || held === undefined) return;
    const { wanted } = held;
    held.held = false;
    held.wanted = false;
    held.ended += 1;
    if (held.work === undefined) this.#forget(subscription);
    if (wanted) this.#onMoved(subscription);
  }

  #forget(subscription: Subscription): void {
    this.#held.delete(subscription);
    if (this.#sharded.get(subscription.name) === subscription) this.#sharded.delete(subscription.name);
  }
}
