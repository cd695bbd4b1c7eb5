import type { Redis, RedisCounts, RedisState, Script, ScriptReply } from '../redis.ts';
import { Channels } from './channels.ts';
import { CommandRouter } from './command-router.ts';
import type { NodeOptions } from './node.ts';
import { redirectOf } from './redirect.ts';
import type { Access, Place, RedisConnection } from './redis-connection.ts';
import { runScript, sendAsking } from './script-call.ts';
import { judge, StateTeller } from './state.ts';
import type { Subscriber, Subscription } from './subscriber.ts';
import type { Topology } from './topology.ts';
import { ClusterTopology } from './topology-cluster.ts';
import { sentinelTopology } from './topology-sentinel.ts';
import { standaloneTopology } from './topology-standalone.ts';
import { asCallError, unavailable } from './unavailable.ts';

const FIRST_OUTCOME_MS = 3000;
/** A Redis that was away and answers again has so long to prove delivery before that is worth a word. */
const GRACE_MS = 1500;
const LOOK_EVERY_MS = 500;
/** So long a channel may be on its way to another node before delivery counts as unproven. */
const OPEN_LIMIT_MS = 1500;

/** Redis over the connections of a topology. */
export class ConnectedRedis implements Redis {
  readonly subscriptions: Channels;
  readonly #options: RedisConnection;
  readonly #topology: Topology;
  readonly #router: CommandRouter;
  readonly #teller: StateTeller;
  #answersSince: number | undefined;
  #published = 0;
  #errors = 0;
  #cancelLook: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(place: Place, access: Access, options: RedisConnection) {
    const { log, clock } = options;
    this.#options = options;
    this.#teller = new StateTeller(log);
    this.subscriptions = new Channels({
      cluster: place.kind === 'cluster',
      log,
      clock,
      holderOf: (channel) => this.#topology.holderOf(channel)?.subscriber,
      isAway: () => this.state === 'disconnected',
      onAllHeld: () => {
        if (this.state !== 'connected') this.#judge();
      },
      onRefused: (error, holder) => this.#onRefused(error, holder),
    });
    this.#topology = this.#topologyOf(place, this.#nodeOptions(access));
    this.#router = new CommandRouter(this.#topology, clock);
    this.#look();
  }

  get cluster(): boolean {
    return this.#topology.cluster;
  }

  get state(): RedisState {
    return this.#teller.state;
  }

  get counts(): RedisCounts {
    const { channels, listeners, received, errors } = this.subscriptions;
    const all = this.#errors + errors;
    return { channels, subscriptions: listeners, published: this.#published, received, errors: all };
  }

  onState(listener: (state: RedisState) => void): () => void {
    return this.#teller.listen(listener);
  }

  run(script: Script, keys: readonly string[], args: readonly string[]): Promise<ScriptReply> {
    const sent = this.#router.send(keys[0], (link, asking) => runScript(link, script, keys, args, asking));
    return this.#counted(sent);
  }

  async command(key: string | undefined, args: readonly (string | Buffer)[]): Promise<unknown> {
    const sent = this.#router.send(key, (link, asking) => sendAsking(link, args, asking));
    const { value } = await this.#counted(sent);
    if (args[0] === 'PUBLISH' || args[0] === 'SPUBLISH') this.#published += 1;
    return value;
  }

  onEveryMaster(args: readonly string[]): Promise<readonly unknown[]> {
    const { nodes } = this.#topology;
    if (nodes.length === 0) return Promise.reject(unavailable());
    const sent = nodes.map(
      (node) => node.commands?.send(args) ?? Promise.reject(unavailable(new Error(node.reason))),
    );
    return this.#counted(Promise.all(sent));
  }

  async publish(channel: string, message: string): Promise<void> {
    await this.command(channel, [this.cluster ? 'SPUBLISH' : 'PUBLISH', channel, message]);
  }

  countPublished(messages: number): void {
    this.#published += messages;
  }

  generationOf(key: string): string {
    return this.#topology.nodeOf(key)?.generation ?? '';
  }

  /** Resolves when Redis was reached or not for the first time, after 3 s at the latest. */
  firstOutcome(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        end();
        resolve();
      };
      const end = this.onState(done);
      const cancel = this.#options.clock.after(FIRST_OUTCOME_MS, done);
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#cancelLook?.();
    this.#teller.close();
    this.subscriptions.close();
    await this.#topology.close();
  }

  #nodeOptions(access: Access): NodeOptions {
    const { clock, connectTimeoutMs, retryMinDelayMs, retryMaxDelayMs } = this.#options;
    return {
      access,
      clock,
      connectTimeoutMs,
      retryMinDelayMs,
      retryMaxDelayMs,
      adopt: (subscriber: Subscriber) => this.subscriptions.adopt(subscriber),
      onMoved: (channel: Subscription, from: Subscriber) => {
        this.#topology.refresh();
        this.subscriptions.moved(channel, from);
      },
      onChange: () => this.#judge(),
    };
  }

  /** A server did not take a subscription: perhaps it knows who does. */
  #onRefused(error: unknown, { link }: Subscriber): void {
    const redirect = redirectOf(error, link.to);
    if (redirect?.kind === 'moved') this.#topology.redirected(redirect.to, redirect.slot);
    else this.#topology.refresh();
  }

  #topologyOf(place: Place, nodes: NodeOptions): Topology {
    switch (place.kind) {
      case 'standalone':
        return standaloneTopology(place.at, nodes);
      case 'sentinel':
        return sentinelTopology({ ...place, password: this.#options.sentinelPassword }, nodes);
      case 'cluster':
        return new ClusterTopology(place.seeds, nodes, {
          onPlacement: () => this.subscriptions.placeAll(),
          onChange: () => this.#judge(),
        });
    }
  }

  /** Nothing tells that time has passed: that a channel is still open, or that an answer was not followed by proof. */
  #look(): void {
    this.#cancelLook = this.#options.clock.after(LOOK_EVERY_MS, () => {
      this.#judge();
      this.#look();
    });
  }

  #judge(): void {
    if (this.#closing !== undefined) return;
    const { state, reason } = judge({
      nodes: this.#topology.nodes,
      missing: this.#topology.problem,
      problem: this.subscriptions.problem(this.state === 'connected' ? OPEN_LIMIT_MS : 0),
    });
    if (state !== 'unproven') this.#answersSince = undefined;
    else if (this.state !== 'connected') {
      this.#answersSince ??= performance.now();
      const graceMs = this.state === 'connecting' ? FIRST_OUTCOME_MS : GRACE_MS;
      if (performance.now() - this.#answersSince < graceMs) return;
    }
    this.#teller.become(state, reason);
    if (state === 'disconnected') this.subscriptions.release();
  }

  async #counted<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      this.#errors += 1;
      throw asCallError(error);
    }
  }
}
