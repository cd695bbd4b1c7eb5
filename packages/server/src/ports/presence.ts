import type { Subject } from '@waycast/contract';

/** A connected, authenticated socket as presence knows it. */
export interface PresentSession {
  readonly socketId: string;
  readonly subject: Pick<Subject, 'id' | 'tenant' | 'roles'>;
  /** Epoch ms. */
  readonly connectedAt: number;
  readonly userAgent: string | undefined;
}

/** What a client says of itself while connected. */
export interface Heartbeat {
  readonly lastLocation?: { readonly latitude: number; readonly longitude: number };
}

/** Members of a region after a change; `version` rises with every change of the region. */
export interface RegionCount {
  readonly geohash: string;
  readonly members: number;
  readonly version: number;
}

/** One server's totals, as every server can read them. */
export interface ServerTotals {
  readonly id: string;
  readonly connections: number;
  readonly drivers: number;
  readonly users: number;
  readonly viewers: number;
}

/**
 * Who is connected, over all servers. Promises:
 * - Q1 A session that was opened is in the documented keys until it is closed; its user is in `active_drivers` (role
 *   driver) or `active_users` (any other) as long as one of its sessions is open, on whichever server.
 * - Q2 What a killed server owned is gone within a minute, removed by any server that lives.
 * - Q3 Answers come from what is stored, never from asking servers.
 * - Q4 While the store cannot be reached, this server's own sessions are known here; on return they are written again.
 *   No method rejects for it.
 * - Q5 A session is a member of at most one region. Counts are of members over all servers.
 */
export interface Presence {
  open(session: PresentSession): void;
  /** Any sign of life: renews the session's keys; a location replaces `lastLocation`. */
  touch(socketId: string, heartbeat: Heartbeat): void;
  /** Moves the session into a region (6-character geohash) or, with undefined, out of any. Resolves to the counts that changed. */
  move(socketId: string, geohash: string | undefined): Promise<readonly RegionCount[]>;
  /** Ends the session; resolves to the count of the region it left. */
  close(socketId: string): Promise<readonly RegionCount[]>;
  regionMembers(tenant: string, geohash: string): Promise<number>;
  /** Ids of a tenant's connected drivers or other users. */
  active(tenant: string, who: 'drivers' | 'users'): Promise<ReadonlySet<string>>;
  /** Makes this server's totals known to the others; called every few seconds. */
  report(totals: ServerTotals): void;
  /** The totals of every living server, this one included. */
  servers(): Promise<readonly ServerTotals[]>;
  /** Removes everything that this server owns. */
  end(): Promise<void>;
}
