import type { RedisNode } from './node.ts';
import type { HostPort } from './redis-connection.ts';
import type { Subscription } from './subscriber.ts';

/** Which servers there are and what belongs to which of them. */
export interface Topology {
  readonly cluster: boolean;
  /** The masters. */
  readonly nodes: readonly RedisNode[];
  /** Why it is not known which they are; undefined when it is, and before the first answer. */
  readonly problem: string | undefined;
  /** The master of a key or sharded channel; undefined: any that answers. */
  nodeOf(key: string | undefined): RedisNode | undefined;
  /** Where a channel or pattern is subscribed. */
  holderOf(subscription: Subscription): RedisNode | undefined;
  /** The node at an address that a server has named; with `slot` it is the slot's master from now on. */
  redirected(to: HostPort, slot?: number): RedisNode | undefined;
  /** Something did not fit: look again soon. */
  refresh(): void;
  close(): Promise<void>;
}
