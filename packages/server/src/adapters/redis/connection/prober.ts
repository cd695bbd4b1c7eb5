import { randomUUID } from 'node:crypto';
import { ErrorReply } from '@redis/client';
import type { Clock } from '../../../ports/clock.ts';
import { loadScript } from '../scripts.ts';
import type { Link } from './link.ts';
import { runScript } from './script-call.ts';
import type { Subscriber, Subscription } from './subscriber.ts';
import { reasonOf } from './unavailable.ts';

const PROBE = loadScript('probe');
const PROBE_EVERY_MS = 500;
const LOOK_EVERY_MS = 250;
/** Without a probe that came back for so long, delivery is not proven. */
const PROOF_LIMIT_MS = 1500;

export interface ProberOptions {
  readonly commands: Link;
  readonly subscriber: Subscriber;
  readonly clock: Clock;
  /** On a Cluster, something to put in braces whose slot the node owns; undefined when it owns none. */
  readonly tag: (() => string | undefined) | undefined;
  /** A probe came back. */
  readonly onProof: () => void;
  /** The server does not take the probe: its reason. */
  readonly onRefused: (reason: string) => void;
  /** No probe came back for 1.5 s. */
  readonly onSilence: () => void;
}

/**
 * Sends a probe through the real publish path every 500 ms: a script on the command connection publishes to a channel
 * of the subscriber connection.
 */
export class Prober {
  readonly #options: ProberOptions;
  readonly #id = randomUUID();
  #channel: Subscription | undefined;
  #provenAt = performance.now();
  #lookedAt = performance.now();
  #sentAt = 0;
  #cancelLook: (() => void) | undefined;
  #stopped = false;

  constructor(options: ProberOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#choose();
    if (this.#stopped) return;
    this.#provenAt = performance.now();
    this.#lookedAt = this.#provenAt;
    this.#look();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelLook?.();
    this.#leave();
  }

  /** The server ended the probe's own channel: its slot went elsewhere. */
  moved(subscription: Subscription): void {
    if (subscription !== this.#channel) return;
    this.#channel = undefined;
    this.#choose().catch(() => undefined);
  }

  owns(subscription: Subscription): boolean {
    return subscription === this.#channel;
  }

  async #choose(): Promise<void> {
    const { tag, subscriber } = this.#options;
    const owned = tag?.();
    this.#leave();
    if (tag !== undefined && owned === undefined) return;
    const name = owned === undefined ? `waycast:probe:${this.#id}` : `waycast:probe:{${owned}}:${this.#id}`;
    const channel: Subscription = {
      kind: tag === undefined ? 'plain' : 'sharded',
      name,
      listener: () => this.#cameBack(channel),
    };
    this.#channel = channel;
    await subscriber.want(channel);
  }

  /** Where the connection is gone or the slot is elsewhere, there is nothing to end. */
  #leave(): void {
    if (this.#channel !== undefined) this.#options.subscriber.drop(this.#channel).catch(() => undefined);
    this.#channel = undefined;
  }

  #cameBack(channel: Subscription): void {
    if (this.#stopped || channel !== this.#channel) return;
    this.#provenAt = performance.now();
    this.#options.onProof();
  }

  #look(): void {
    if (this.#stopped) return;
    const now = performance.now();
    const late = now - this.#lookedAt - LOOK_EVERY_MS;
    this.#lookedAt = now;
    // This process stood still; what came back meanwhile lies unread in the socket.
    if (late > LOOK_EVERY_MS) this.#provenAt += late;
    if (now - this.#provenAt > PROOF_LIMIT_MS) return this.#options.onSilence();
    if (now - this.#sentAt > PROBE_EVERY_MS - LOOK_EVERY_MS / 2) void this.#probe(now);
    this.#cancelLook = this.#options.clock.after(LOOK_EVERY_MS, () => this.#look());
  }

  async #probe(now: number): Promise<void> {
    const { commands, tag, onRefused } = this.#options;
    const channel = this.#channel;
    this.#sentAt = now;
    if (channel === undefined) return this.#probeNothing();
    const keys = tag === undefined ? [channel.name] : [];
    const verb = tag === undefined ? 'PUBLISH' : 'SPUBLISH';
    try {
      await runScript(commands, PROBE, keys, [verb, channel.name, this.#id]);
    } catch (error) {
      if (this.#stopped || !(error instanceof ErrorReply)) return;
      onRefused(reasonOf(error));
      if (tag !== undefined) await this.#choose().catch(() => undefined);
    }
  }

  /** A node without slots has nothing to deliver; as soon as it has some, it has to prove it. */
  async #probeNothing(): Promise<void> {
    this.#provenAt = performance.now();
    await this.#choose().catch(() => undefined);
  }
}
