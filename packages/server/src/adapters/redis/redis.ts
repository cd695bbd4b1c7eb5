/**
 * Whether Redis can be relied on. `connecting`: not yet known, at start. `connected`: a probe came back through every
 * subscriber connection within the last 1.5 s. `unproven`: Redis answers, but delivery through it is not proven.
 * `disconnected`: it does not answer; every call rejects at once.
 */
export type RedisState = 'connecting' | 'connected' | 'unproven' | 'disconnected';

/** A Lua script, loaded from a file of `lua/`. */
export interface Script {
  readonly name: string;
  readonly source: string;
  readonly sha1: string;
}

/** A script's reply. `migrating`: it ran on a node that is taking over the key's slot, where nobody subscribes yet. */
export interface ScriptReply {
  readonly value: unknown;
  readonly migrating: boolean;
}

/**
 * Redis as the adapters use it, alone, behind Sentinel or as a Cluster. Replies are RESP2: strings, numbers, null and
 * arrays. Calls made in one turn of the event loop leave in one write per node. A call rejects with WaycastError
 * `unavailable` when Redis is not reachable or has not answered in time; it may have been carried out.
 */
export interface Redis {
  /** Whether ids in names stand in braces and channels are sharded. */
  readonly cluster: boolean;
  readonly state: RedisState;
  /** Called on every change of state; the returned function ends it. */
  onState(listener: (state: RedisState) => void): () => void;
  /** Runs a script on the node of its first key; all keys must share its slot. */
  run(script: Script, keys: readonly string[], args: readonly string[]): Promise<ScriptReply>;
  /** One command, sent to the node of `key`; undefined: any master. */
  command(key: string | undefined, args: readonly (string | Buffer)[]): Promise<unknown>;
  /** One command on every master (one, unless a Cluster). */
  onEveryMaster(args: readonly string[]): Promise<readonly unknown[]>;
  /** Publishes; on a Cluster by SPUBLISH, to the node that owns the channel's slot. */
  publish(channel: string, message: string): Promise<void>;
  /** Identifies the process that now serves the key: another one after a restart, a failover or a migration. */
  generationOf(key: string): string;
  readonly subscriptions: Subscriptions;
  /** Adds messages that a script has published; those of commands are counted already. */
  countPublished(messages: number): void;
  /** Numbers for `/metrics` and `getPubSubStats`. */
  readonly counts: RedisCounts;
  close(): Promise<void>;
}

export interface RedisCounts {
  /** Distinct channels subscribed now. */
  readonly channels: number;
  /** Listeners on them. */
  readonly subscriptions: number;
  readonly published: number;
  readonly received: number;
  readonly errors: number;
}

/** Channels that this process listens to, kept subscribed through every change of connection. */
export interface Subscriptions {
  /**
   * Resolves once Redis has confirmed the subscription; at once while Redis is not reachable, it is then made on
   * return. The returned function ends it; the last listener of a channel unsubscribes it. `broadcast` channels are
   * never sharded, `pattern` takes a glob and is never sharded.
   */
  add(
    channel: string,
    listener: (message: string, channel: string) => void,
    kind?: 'sharded-on-cluster' | 'broadcast' | 'pattern',
  ): Promise<() => Promise<void>>;
  /** The same for messages that are not text, as those of the Socket.IO adapter; never sharded. */
  addBytes(
    channel: string,
    listener: (message: Buffer, channel: string) => void,
    kind: 'broadcast' | 'pattern',
  ): Promise<() => Promise<void>>;
  /** Called after these channels were subscribed again and may have missed messages; the returned function ends it. */
  onGap(listener: (channels: readonly string[]) => void): () => void;
}
