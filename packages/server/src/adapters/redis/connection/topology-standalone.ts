import { type NodeOptions, RedisNode } from './node.ts';
import type { HostPort } from './redis-connection.ts';
import type { Topology } from './topology.ts';

/** One server at a fixed address. */
export function standaloneTopology(at: HostPort, options: NodeOptions): Topology {
  const node = new RedisNode(options);
  node.moveTo(at);
  return {
    cluster: false,
    nodes: [node],
    problem: undefined,
    nodeOf: () => node,
    holderOf: () => node,
    redirected: () => undefined,
    refresh: () => undefined,
    close: () => node.close(),
  };
}
