import type { Clock } from '../../../ports/clock.ts';
import { Backoff } from './backoff.ts';
import { Link, type LinkOptions } from './link.ts';
import { identityOf } from './node-identity.ts';
import { Prober } from './prober.ts';
import type { Access, HostPort } from './redis-connection.ts';
import { Subscriber, type Subscription } from './subscriber.ts';
import { reasonOf } from './unavailable.ts';

/** A connection that ended is mended so quickly, as a rule, that nobody needs to hear that Redis was away. */
const MEND_WITHIN_MS = 500;
/** Words of a server that connecting anew would not change. */
const WAIT_IT_OUT = /^(OOM|MISCONF|NOREPLICAS|BUSY|LOADING|CLUSTERDOWN)\b/;

/**
 * `proven`: a probe came back within the last 1.5 s. `unproven`: it answers, or was only just lost. `down`: it does
 * not answer, or refuses to serve.
 */
export type NodeStatus = 'proven' | 'unproven' | 'down';

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
  #proven = false;
  #failed = false;
  #refused: string | undefined;
  #reason = 'not connected yet';
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
    return this.#refused ?? this.#reason;
  }

  get status(): NodeStatus {
    if (this.#proven) return 'proven';
    const answers = this.#commands !== undefined && this.#refused === undefined;
    return answers || !(this.#failed || this.#refused !== undefined) ? 'unproven' : 'down';
  }

  /** Goes to this address, at once if it is another one than before. */
  moveTo(address: HostPort): void {
    const { host, port } = this.#address ?? {};
    if (this.#closed || (host === address.host && port === address.port)) return;
    this.#address = address;
    this.#backoff.reset();
    this.#tearDown(new Error('Redis is at another address now'));
    this.#era.abort();
    this.#era = new AbortController();
    this.#mendIn(0);
  }

  /** Says why there is nothing to connect to. */
  unknown(reason: string): void {
    if (this.#address !== undefined) return;
    this.#reason = reason;
    this.#failed = true;
    this.#options.onChange();
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
    this.#tearDown(new Error('closed'));
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
      this.#fail(error);
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
    if (commands === undefined || subscriber === undefined) throw new Error(this.#reason);
    await this.#options.adopt(subscriber);
    signal.throwIfAborted();
    if (this.#commands !== commands || this.#subscriber !== subscriber) throw new Error(this.#reason);
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
    this.#failed = false;
    this.#refused = undefined;
    if (this.#proven) return;
    this.#proven = true;
    this.#options.onChange();
  }

  #onRefused(reason: string): void {
    if (this.#refused === reason) return;
    this.#refused = reason;
    this.#options.onChange();
  }

  #onSilence(commands: Link): void {
    const reason = this.#refused ?? `no probe came back for 1.5 s`;
    this.#prober?.stop();
    this.#prober = undefined;
    this.#reason = reason;
    this.#proven = false;
    const answers = performance.now() - commands.answeredAt < 1000;
    const wait = this.#refused !== undefined && WAIT_IT_OUT.test(this.#refused);
    if (!wait) this.#tearDown(new Error(reason), { keepCommands: answers && this.#refused === undefined });
    if (!answers) this.#failed = true;
    this.#options.onChange();
    this.#mendIn(wait ? this.#backoff.next() : 0);
  }

  /** A connection ended by itself. */
  #lost(cause: unknown): void {
    this.#prober?.stop();
    this.#prober = undefined;
    this.#proven = false;
    this.#reason = reasonOf(cause);
    if (this.#commands?.isLost) this.#commands = undefined;
    if (this.#subscriber?.link.isLost) this.#subscriber = undefined;
    this.#cancelPatience?.();
    this.#cancelPatience = this.#options.clock.after(MEND_WITHIN_MS, () => this.#fail(cause));
    this.#options.onChange();
    this.#mendIn(0);
  }

  #fail(error: unknown): void {
    this.#reason = reasonOf(error);
    this.#failed = this.#commands === undefined;
    this.#options.onChange();
  }

  #tearDown(cause: Error, { keepCommands = false } = {}): void {
    this.#prober?.stop();
    this.#prober = undefined;
    this.#proven = false;
    this.#reason = cause.message;
    this.#subscriber?.link.destroy();
    this.#subscriber = undefined;
    if (keepCommands) return;
    this.#commands?.destroy();
    this.#commands = undefined;
  }
}
