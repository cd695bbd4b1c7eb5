import { type NodeOptions, RedisNode } from './node.ts';
import { addressText, type HostPort } from './redis-connection.ts';
import type { SlotMap } from './slot-map.ts';
import { SlotMapSource } from './slot-map-source.ts';
import type { Subscription } from './subscriber.ts';
import type { Topology } from './topology.ts';
import { reasonOf } from './unavailable.ts';

const LOOK_EVERY_MS = 1000;
/** While a master is missing, its successor may be known any moment. */
const LOOK_OFTEN_MS = 250;
const LOOK_SOON_MS = 30;
/** So long a node is kept that serves no slots, but was asked for one that it is taking over. */
const STRANGER_LIFE_MS = 30_000;

export interface ClusterHooks {
  /** Slots went elsewhere: channels have to follow. */
  readonly onPlacement: () => void;
  readonly onChange: () => void;
}

/** The masters of a Cluster and their slots, by the word of the masters themselves. */
export class ClusterTopology implements Topology {
  readonly cluster = true;
  readonly #options: NodeOptions;
  readonly #hooks: ClusterHooks;
  readonly #source: SlotMapSource;
  readonly #life = new AbortController();
  readonly #nodes = new Map<string, RedisNode>();
  /** When a node without slots was last asked for something. */
  readonly #strangers = new Map<string, number>();
  readonly #closing = new Set<Promise<void>>();
  #map: SlotMap | undefined;
  #home: RedisNode | undefined;
  #problem: string | undefined;
  #cancelLook: (() => void) | undefined;
  #lookDueAt = Number.POSITIVE_INFINITY;
  #looking: Promise<void> | undefined;

  constructor(seeds: readonly HostPort[], options: NodeOptions, hooks: ClusterHooks) {
    const { access, connectTimeoutMs, clock } = options;
    this.#options = { ...options, probeTag: (node) => this.#tagOf(node), onChange: () => this.#onChange() };
    this.#hooks = hooks;
    this.#source = new SlotMapSource(seeds, { access, connectTimeoutMs, clock, signal: this.#life.signal });
    this.#lookIn(0);
  }

  get nodes(): readonly RedisNode[] {
    return [...(this.#map?.masters.keys() ?? [])].flatMap((address) => this.#nodes.get(address) ?? []);
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  nodeOf(key: string | undefined): RedisNode | undefined {
    if (key === undefined) return this.nodes.find(({ commands }) => commands !== undefined);
    return this.#nodes.get(this.#map?.ownerOfKey(key) ?? '');
  }

  holderOf({ kind, name }: Subscription): RedisNode | undefined {
    return kind === 'sharded' ? this.nodeOf(name) : this.#home;
  }

  redirected(to: HostPort, slot?: number): RedisNode | undefined {
    if (this.#life.signal.aborted || to.host === '') return undefined;
    const node = this.#nodeAt(to);
    const address = addressText(to);
    if (slot === undefined) this.#strangers.set(address, performance.now());
    else if (this.#map !== undefined && this.#map.ownerOf(slot) !== address) {
      this.#map.assign(slot, slot, to);
      this.#hooks.onPlacement();
      this.refresh();
    }
    return node;
  }

  refresh(): void {
    this.#lookIn(LOOK_SOON_MS);
  }

  async close(): Promise<void> {
    this.#life.abort();
    this.#cancelLook?.();
    for (const node of this.#nodes.values()) this.#dismiss(node);
    this.#nodes.clear();
    await this.#looking;
    await Promise.all(this.#closing);
  }

  #tagOf(node: RedisNode): string | undefined {
    return node.address && this.#map?.tagOf(addressText(node.address));
  }

  #lookIn(delayMs: number): void {
    if (this.#life.signal.aborted || this.#looking !== undefined) return;
    const dueAt = performance.now() + delayMs;
    if (dueAt >= this.#lookDueAt) return;
    this.#lookDueAt = dueAt;
    this.#cancelLook?.();
    this.#cancelLook = this.#options.clock.after(delayMs, () => {
      this.#lookDueAt = Number.POSITIVE_INFINITY;
      this.#looking = this.#look().finally(() => {
        this.#looking = undefined;
        const whole = this.nodes.length > 0 && this.nodes.every(({ status }) => status === 'proven');
        this.#lookIn(whole ? LOOK_EVERY_MS : LOOK_OFTEN_MS);
      });
    });
  }

  async #look(): Promise<void> {
    const known = this.#known();
    try {
      const map = await this.#source.ask(known);
      if (this.#life.signal.aborted) return;
      this.#problem = undefined;
      // With nobody left of those we knew, whoever answers now is right: it may be a new Cluster.
      const cutOff = known.every(({ link }) => link === undefined);
      if (cutOff || this.#isNews(map)) this.#apply(map);
    } catch (error) {
      if (this.#life.signal.aborted) return;
      this.#problem = reasonOf(error);
      this.#hooks.onChange();
    }
  }

  /** Whom to ask: one that is about to fall silent would only be waited for. */
  #known() {
    const nodes = [...this.#nodes.values()];
    const proven = nodes.some(({ status }) => status === 'proven');
    return nodes.flatMap(({ address, commands, status }) => {
      const link = proven && status !== 'proven' ? undefined : commands;
      return address === undefined ? [] : [{ at: address, link }];
    });
  }

  /** A node that was cut off still believes in an older order. */
  #isNews(map: SlotMap): boolean {
    if (this.#map === undefined || map.epoch > this.#map.epoch) return true;
    return map.epoch === this.#map.epoch && !map.failing && !map.equals(this.#map);
  }

  #apply(map: SlotMap): void {
    this.#map = map;
    for (const master of map.masters.values()) this.#nodeAt(master);
    for (const [address, node] of this.#nodes) {
      const usedAt = this.#strangers.get(address) ?? Number.NEGATIVE_INFINITY;
      if (map.masters.has(address) || performance.now() - usedAt < STRANGER_LIFE_MS) continue;
      this.#nodes.delete(address);
      this.#strangers.delete(address);
      this.#dismiss(node);
    }
    this.#settleDown();
    this.#hooks.onPlacement();
    this.#hooks.onChange();
  }

  #nodeAt(at: HostPort): RedisNode {
    const address = addressText(at);
    const known = this.#nodes.get(address);
    if (known !== undefined) return known;
    const node = new RedisNode(this.#options);
    this.#nodes.set(address, node);
    node.moveTo(at);
    return node;
  }

  #dismiss(node: RedisNode): void {
    const closing = node.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  #onChange(): void {
    const before = this.#home;
    this.#settleDown();
    if (this.#home !== before) this.#hooks.onPlacement();
    if (this.nodes.some(({ status }) => status === 'down')) this.#lookIn(LOOK_OFTEN_MS);
    this.#hooks.onChange();
  }

  /** Chooses the node for what is not sharded; it stays while it lives. */
  #settleDown(): void {
    const { nodes } = this;
    if (this.#home !== undefined && nodes.includes(this.#home) && this.#home.status !== 'down') return;
    this.#home = nodes.find(({ status }) => status === 'proven') ?? nodes[0];
  }
}
