/** The hash of all servers: when each was heard last, by Redis's clock, and its totals. */
export const SERVERS_KEY = 'waycast:servers';

/** Keys that say what one server owns, so that another can remove it. On a Cluster they share a slot. */
export interface ServerNames {
  /** Hash: socket id → what is stored of the session elsewhere. */
  readonly sessions: string;
  /** Hash: of each view the kind, unless it is an order, the tenant, the thing and the viewer. */
  readonly views: string;
  /** Held by the server that removes what this one left. */
  readonly sweeper: string;
}

export function serverNames(serverId: string, cluster: boolean): ServerNames {
  const prefix = `waycast:server:${cluster ? `{${serverId}}` : serverId}`;
  return { sessions: `${prefix}:sessions`, views: `${prefix}:views`, sweeper: `${prefix}:sweeper` };
}
