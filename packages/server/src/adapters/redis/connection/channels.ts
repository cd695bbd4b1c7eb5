import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Subscriptions } from '../redis.ts';
import { Channel, type Listener } from './channel.ts';
import { Gaps } from './gaps.ts';
import { ANSWER_TIMEOUT_MS, type SubscribeKind } from './link.ts';
import { occasionally } from './occasionally.ts';
import type { Subscriber, Subscription } from './subscriber.ts';
import { reasonOf } from './unavailable.ts';

const RETRY_MS = 100;

export interface ChannelsOptions {
  readonly cluster: boolean;
  readonly log: Log;
  readonly clock: Clock;
  /** The connection that a channel belongs to now. */
  readonly holderOf: (channel: Subscription) => Subscriber | undefined;
  /** Whether Redis is known to be away, so that nobody should wait for it. */
  readonly isAway: () => boolean;
  /** Every channel is subscribed. */
  readonly onAllHeld: () => void;
  /** A server did not take a channel: it may belong elsewhere by now. */
  readonly onRefused: (error: unknown, holder: Subscriber) => void;
}

/** Everything that this process listens to, placed on the connections there are. */
export class Channels implements Subscriptions {
  readonly #options: ChannelsOptions;
  readonly #channels = new Map<string, Channel>();
  readonly #open = new Set<Channel>();
  readonly #gaps: Gaps;
  readonly #complain: (fields: object, message: string) => void;
  #cancelRetry: (() => void) | undefined;
  #refusal: string | undefined;
  received = 0;
  errors = 0;

  constructor(options: ChannelsOptions) {
    this.#options = options;
    this.#gaps = new Gaps(options.log);
    this.#complain = occasionally((fields, message) => options.log.error(fields, message));
  }

  get channels(): number {
    return this.#channels.size;
  }

  get listeners(): number {
    let sum = 0;
    for (const channel of this.#channels.values()) sum += channel.listeners.size;
    return sum;
  }

  add: Subscriptions['add'] = (channel, listener, kind = 'sharded-on-cluster') =>
    this.#add(channel, kind, { as: 'text', hear: listener });

  addBytes: Subscriptions['addBytes'] = (channel, listener, kind) =>
    this.#add(channel, kind, { as: 'bytes', hear: listener });

  onGap: Subscriptions['onGap'] = (listener) => this.#gaps.listen(listener);

  /** Subscribes on this connection what belongs there; rejects when the connection is lost meanwhile. */
  async adopt(subscriber: Subscriber): Promise<void> {
    const placed: Promise<void>[] = [];
    for (const channel of this.#channels.values()) {
      if (channel.listeners.size > 0 && this.#options.holderOf(channel) === subscriber) {
        placed.push(this.#place(channel));
      }
    }
    await Promise.all(placed);
    if (subscriber.link.isLost)
      throw new Error('the connection was lost while channels were subscribed again');
  }

  /** Places everything anew where the servers have changed. */
  placeAll(): void {
    for (const channel of this.#channels.values()) if (channel.listeners.size > 0) void this.#place(channel);
  }

  /** The server has ended the subscription. */
  moved(subscription: Subscription, from: Subscriber): void {
    const channel = this.#channels.get(keyOf(subscription.kind, subscription.name));
    if (channel === undefined || channel !== subscription || channel.holder !== from) return;
    this.#unplace(channel);
    this.#retrySoon();
  }

  /** Why delivery is not proven although the servers answer: somebody relies on a channel that is open for so long. */
  problem(openForMs: number): string | undefined {
    const limit = performance.now() - openForMs;
    for (const channel of this.#open) {
      if (channel.promised && channel.openSince <= limit) {
        return `channel ${channel.name} is not subscribed${this.#refusal ? `: ${this.#refusal}` : ''}`;
      }
    }
    return undefined;
  }

  /** Lets everybody go on who waits for a subscription: Redis is away. */
  release(): void {
    for (const channel of this.#open) channel.release();
  }

  close(): void {
    this.#cancelRetry?.();
    this.#gaps.close();
    this.release();
    this.#channels.clear();
    this.#open.clear();
  }

  async #add(
    name: string,
    kind: 'sharded-on-cluster' | 'broadcast' | 'pattern',
    listener: Listener,
  ): Promise<() => Promise<void>> {
    const channel = this.#channel(kindOf(kind, this.#options.cluster), name);
    channel.listeners.add(listener);
    if (!channel.isHeld) {
      this.#open.add(channel);
      void this.#place(channel);
      if (!this.#options.isAway()) await this.#settled(channel);
    }
    channel.promised = true;
    return () => this.#remove(channel, listener);
  }

  #channel(kind: SubscribeKind, name: string): Channel {
    const key = keyOf(kind, name);
    const known = this.#channels.get(key);
    if (known !== undefined) return known;
    const channel = new Channel(kind, name, {
      received: () => {
        this.received += 1;
      },
      failed: (error, from) => {
        this.errors += 1;
        this.#complain({ err: error, channel: from }, 'a listener of a Redis channel failed');
      },
    });
    this.#channels.set(key, channel);
    return channel;
  }

  /** Waits for the confirmation, but not for ever. */
  async #settled(channel: Channel): Promise<void> {
    const cancel = this.#options.clock.after(ANSWER_TIMEOUT_MS, () => channel.release());
    await channel.settled();
    cancel();
  }

  async #remove(channel: Channel, listener: Listener): Promise<void> {
    if (!channel.listeners.delete(listener) || channel.listeners.size > 0) return;
    const { holder } = channel;
    channel.promised = false;
    this.#unplace(channel);
    this.#open.delete(channel);
    // When the connection is lost or the slot is elsewhere, there is nothing left to end.
    await holder?.drop(channel).catch(() => undefined);
    const key = keyOf(channel.kind, channel.name);
    if (channel.listeners.size === 0 && this.#channels.get(key) === channel) this.#channels.delete(key);
  }

  #unplace(channel: Channel): void {
    channel.holder = undefined;
    channel.open();
    this.#open.add(channel);
  }

  async #place(channel: Channel): Promise<void> {
    const holder = this.#options.holderOf(channel);
    const old = channel.holder;
    if (holder === old && (holder === undefined || !holder.link.isLost)) return;
    this.#unplace(channel);
    old?.drop(channel).catch(() => undefined);
    if (holder === undefined) return;
    channel.holder = holder;
    try {
      await holder.want(channel);
    } catch (error) {
      if (channel.holder === holder) this.#refused(channel, holder, error);
      return;
    }
    if (channel.holder !== holder) return;
    channel.confirm();
    this.#open.delete(channel);
    if (this.#open.size === 0) this.#options.onAllHeld();
    if (channel.promised) this.#gaps.note(channel.name);
  }

  #refused(channel: Channel, holder: Subscriber, error: unknown): void {
    this.#unplace(channel);
    if (holder.link.isLost) return;
    this.errors += 1;
    this.#refusal = reasonOf(error);
    this.#retrySoon();
    this.#options.onRefused(error, holder);
  }

  #retrySoon(): void {
    this.#cancelRetry ??= this.#options.clock.after(RETRY_MS, () => {
      this.#cancelRetry = undefined;
      this.placeAll();
    });
  }
}

function kindOf(kind: 'sharded-on-cluster' | 'broadcast' | 'pattern', cluster: boolean): SubscribeKind {
  if (kind === 'pattern') return 'pattern';
  return kind === 'sharded-on-cluster' && cluster ? 'sharded' : 'plain';
}

function keyOf(kind: SubscribeKind, name: string): string {
  return `${kind} ${name}`;
}
