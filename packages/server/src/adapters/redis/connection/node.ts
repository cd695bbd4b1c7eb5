import type { Clock } from '../../../ports/clock.ts';
import { Backoff } from './backoff.ts';
import { Link, type LinkOptions, SilenceError } from './link.ts';
import { NodeHealth, type NodeStatus } from './node-health.ts';
import { identityOf } from './node-identity.ts';
import { Prober } from './prober.ts';
import { type Access, addressText, type HostPort } from './redis-connection.ts';
import { Subscriber, type Subscription } from './subscriber.ts';
import { reasonOf } from './unavailable.ts';

/** A connection that ended is mended so quickly, as a rule, that nobody needs to hear that Redis was away. */
const MEND_WITHIN_MS = 500;
/** A connection that answered so lately is alive. */
const ANSWERED_LATELY_MS = 1000;
/** A first connection may take longer before it counts as failed. */
const MEET_WITHIN_MS = 2500;

/** What a node needs of its surroundings. */
export interface NodeOptions {
  readonly access: Access;
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly retryMinDelayMs: number;
  readonly retryMaxDelayMs: number;
  /** On a Cluster, something to put in braces whose slot this node owns. */
  readonly probeTag?: ((node: RedisNode) => string | undefined) | undefined;
  /** A new subscriber connection: resolves when everything that belongs there is subscribed again. */
  readonly adopt: (subscriber: Subscriber) => Promise<void>;
  /** The server ended a subscription by itself. */
  readonly onMoved: (subscription: Subscription, subscriber: Subscriber) => void;
  readonly onChange: () => void;
}

/** One Redis server: a connection for commands, one for subscriptions, both mended and proven without end. */
export class RedisNode {
  readonly #options: NodeOptions;
  readonly #backoff: Backoff;
  #address: HostPort | undefined;
  #commands: Link | undefined;
  #subscriber: Subscriber | undefined;
  #prober: Prober | undefined;
  #generation = '';
  readonly #health = new NodeHealth();
  /** Ends what belongs to the present address. */
  #era = new AbortController();
  #mending: Promise<void> | undefined;
  #cancelRetry: (() => void) | undefined;
  #cancelPatience: (() => void) | undefined;
  readonly #waiting = new Set<(link: Link | undefined) => void>();
  #closed = false;

  constructor(options: NodeOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.retryMinDelayMs, options.retryMaxDelayMs);
  }

  get address(): HostPort | undefined {
    return this.#address;
  }

  get commands(): Link | undefined {
    return this.#commands;
  }

  get subscriber(): Subscriber | undefined {
    return this.#subscriber;
  }

  /** Names the server's process; '' before the first connection. */
  get generation(): string {
    return this.#generation;
  }

  /** Why it is not proven. */
  get reason(): string {
    return this.#health.reason;
  }

  get status(): NodeStatus {
    return this.#health.status(this.#commands !== undefined);
  }

  /** Goes to this address, at once if it is another one than before. */
  moveTo(address: HostPort): void {
    const before = this.#address;
    if (this.#closed || (before?.host === address.host && before.port === address.port)) return;
    this.#address = address;
    this.#backoff.reset();
    this.#tearDown();
    this.#health.forget();
    this.#era.abort();
    this.#era = new AbortController();
    this.#expectWithin(MEET_WITHIN_MS, `no answer from ${addressText(address)} yet`);
    if (before !== undefined) this.#options.onChange();
    this.#mendIn(0);
  }

  /** Says why there is nothing to connect to. */
  unknown(reason: string): void {
    if (this.#address !== undefined) return;
    this.#fail(reason);
  }

  /** The command connection, as soon as there is one; undefined after `timeoutMs`. */
  commandsWithin(timeoutMs: number): Promise<Link | undefined> {
    if (this.#commands !== undefined || this.#closed) return Promise.resolve(this.#commands);
    return new Promise((resolve) => {
      const done = (link: Link | undefined): void => {
        cancel();
        this.#waiting.delete(done);
        resolve(link);
      };
      const cancel = this.#options.clock.after(timeoutMs, () => done(undefined));
      this.#waiting.add(done);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#tearDown();
    this.#cancelPatience?.();
    this.#era.abort();
    for (const done of this.#waiting) done(undefined);
    await this.#mending;
  }

  #mendIn(delayMs: number): void {
    if (this.#closed) return;
    this.#cancelRetry?.();
    this.#cancelRetry = this.#options.clock.after(delayMs, () => {
      this.#cancelRetry = undefined;
      this.#mending = this.#mend(this.#mending);
    });
  }

  async #mend(before: Promise<void> | undefined): Promise<void> {
    // One attempt at a time; the one before was aborted if it went to another address.
    await before;
    const address = this.#address;
    if (this.#closed || address === undefined || this.#prober !== undefined) return;
    const startedAt = performance.now();
    const era = this.#era;
    try {
      await this.#connect(address, era.signal);
    } catch (error) {
      if (era.signal.aborted) return;
      this.#fail(reasonOf(error));
      // Time that the attempt itself has taken counts, or a network that mends would be waited for twice.
      this.#mendIn(Math.max(0, this.#backoff.next() - (performance.now() - startedAt)));
    }
  }

  async #connect(address: HostPort, signal: AbortSignal): Promise<void> {
    const opened = await Promise.allSettled([
      this.#commands ?? this.#openCommands(address, signal),
      this.#subscriber ?? this.#openSubscriber(address, signal),
    ]);
    for (const attempt of opened) if (attempt.status === 'rejected') throw attempt.reason;
    const [commands, subscriber] = [this.#commands, this.#subscriber];
    if (commands === undefined || subscriber === undefined) throw new Error(this.reason);
    await this.#options.adopt(subscriber);
    signal.throwIfAborted();
    if (this.#commands !== commands || this.#subscriber !== subscriber) throw new Error(this.reason);
    await this.#prove(commands, subscriber);
  }

  async #openCommands(address: HostPort, signal: AbortSignal): Promise<void> {
    const link = await Link.open(address, this.#linkOptions(signal, 'waycast-commands'));
    try {
      this.#generation = await identityOf(link, this.#options.probeTag !== undefined);
      signal.throwIfAborted();
    } catch (error) {
      link.destroy();
      throw error;
    }
    this.#commands = link;
    link.onLost((cause) => this.#lost(cause));
    for (const done of this.#waiting) done(link);
    this.#options.onChange();
  }

  async #openSubscriber(address: HostPort, signal: AbortSignal): Promise<void> {
    const link = await Link.open(address, this.#linkOptions(signal, 'waycast-subscriber'));
    if (signal.aborted) {
      link.destroy();
      throw signal.reason;
    }
    const subscriber = new Subscriber(link, (subscription) => {
      if (this.#prober?.owns(subscription)) this.#prober.moved(subscription);
      else this.#options.onMoved(subscription, subscriber);
    });
    this.#subscriber = subscriber;
    link.onLost((cause) => this.#lost(cause));
  }

  #linkOptions(signal: AbortSignal, name: string): LinkOptions {
    const { access, clock, connectTimeoutMs } = this.#options;
    return { access, clock, connectTimeoutMs, signal, name };
  }

  async #prove(commands: Link, subscriber: Subscriber): Promise<void> {
    const { clock, probeTag } = this.#options;
    const prober = new Prober({
      commands,
      subscriber,
      clock,
      tag: probeTag && (() => probeTag(this)),
      onProof: () => this.#onProof(),
      onRefused: (reason) => this.#onRefused(reason),
      onSilence: () => this.#onSilence(commands),
    });
    this.#prober = prober;
    try {
      await prober.start();
    } catch (error) {
      if (this.#prober === prober) this.#prober = undefined;
      throw error;
    }
  }

  #onProof(): void {
    this.#backoff.reset();
    this.#cancelPatience?.();
    if (this.#health.proven()) this.#options.onChange();
  }

  #onRefused(reason: string): void {
    if (this.#health.refused(reason)) this.#options.onChange();
  }

  #onSilence(commands: Link): void {
    const { isRefusing, hasToBeWaitedFor, reason } = this.#health;
    const answers = performance.now() - commands.answeredAt < ANSWERED_LATELY_MS;
    if (hasToBeWaitedFor) this.#stopProbing();
    else this.#tearDown({ keepCommands: answers && !isRefusing });
    this.#health.lost(isRefusing ? reason : 'no probe came back for 1.5 s', { failed: !answers });
    this.#options.onChange();
    this.#mendIn(hasToBeWaitedFor ? this.#backoff.next() : 0);
  }

  /** A connection ended by itself. */
  #lost(cause: unknown): void {
    const silent = cause instanceof SilenceError;
    if (silent) this.#tearDown();
    this.#stopProbing();
    this.#health.lost(reasonOf(cause), { failed: silent });
    if (this.#commands?.isLost) this.#commands = undefined;
    if (this.#subscriber?.link.isLost) this.#subscriber = undefined;
    this.#expectWithin(MEND_WITHIN_MS, reasonOf(cause));
    this.#options.onChange();
    this.#mendIn(0);
  }

  /** Lets it count as failed when it is not proven by then. */
  #expectWithin(ms: number, reason: string): void {
    this.#cancelPatience?.();
    this.#cancelPatience = this.#options.clock.after(ms, () => this.#fail(reason));
  }

  #fail(reason: string): void {
    this.#health.failed(reason);
    this.#options.onChange();
  }

  #stopProbing(): void {
    this.#prober?.stop();
    this.#prober = undefined;
  }

  #tearDown({ keepCommands = false } = {}): void {
    this.#stopProbing();
    this.#subscriber?.link.destroy();
    this.#subscriber = undefined;
    if (keepCommands) return;
    this.#commands?.destroy();
    this.#commands = undefined;
  }
}
