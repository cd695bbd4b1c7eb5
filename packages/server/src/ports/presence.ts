import type { Subject } from '@waycast/contract';

/** A connected, authenticated socket as presence knows it. */
export interface PresentSession {
  readonly socketId: string;
  readonly subject: Pick<Subject, 'id' | 'tenant' | 'roles'>;
  /** Epoch ms. */
  readonly connectedAt: number;
  readonly userAgent: string | undefined;
}

/** What a client says of itself while connected: that it lives and, where given, where it is (degrees). */
export interface Heartbeat {
  readonly lastLocation?: { readonly latitude: number; readonly longitude: number };
}

/** The members of a region at some moment, over all servers; a later count has a greater `version`. */
export interface RegionCount {
  readonly tenant: string;
  readonly geohash: string;
  readonly members: number;
  readonly version: number;
  /** Sockets of the server that tells it that came and went since it told the count before; absent: it was only asked. */
  readonly joined?: number;
  readonly left?: number;
}

/** Different connected subjects of all tenants; `users` are those who are no drivers, `viewers` those with that role. */
export interface SubjectTotals {
  readonly drivers: number;
  readonly users: number;
  readonly viewers: number;
}

/** One server's totals. `connections` counts sockets; the others different subjects, `users` those who are no drivers. */
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
 *   driver) or `active_users` (any other) as long as one of its sessions of that kind is open, on whichever server.
 * - Q2 What a killed server owned is gone within a minute, removed by any server that lives or starts.
 * - Q3 Answers come from what is stored, never from asking servers.
 * - Q4 While the store cannot be reached, this server's own sessions are known here; on return they are written again.
 *   No method rejects for it.
 * - Q5 A session is a member of at most one region. Counts are of members over all servers.
 * - Q6 What changes a session resolves once it is stored, or is known not to be storable now. Of sockets that are not
 *   open nothing is kept.
 * - Q7 Every change of a region, also by the removal of a dead server's members, is followed by a count for the
 *   listeners of one server at least; changes within a tick share one.
 */
export interface Presence {
  /** Opens a session; opened again under other roles, it counts by those. */
  open(session: PresentSession): Promise<void>;
  /** The client did something: its session lives on. Written with what else is written within a minute. */
  seen(socketId: string): void;
  /** Renews the session and its heartbeat; a location replaces `lastLocation`. */
  beat(socketId: string, heartbeat: Heartbeat): Promise<void>;
  /** Moves the session into a region (6-character geohash) or, with undefined, out of any. */
  move(socketId: string, geohash: string | undefined): Promise<void>;
  close(socketId: string): Promise<void>;
  /** The region's members now. */
  region(tenant: string, geohash: string): Promise<RegionCount>;
  /** Called with regions whose members changed; the returned function ends it. */
  onRegions(listener: (counts: readonly RegionCount[]) => void): () => void;
  /** Ids of a tenant's connected drivers or other users. */
  active(tenant: string, who: 'drivers' | 'users'): Promise<ReadonlySet<string>>;
  /** Makes this server's totals known to the others; called whenever they change, some times a second at most. */
  report(totals: Omit<ServerTotals, 'id'>): void;
  /** The totals of every living server, this one first, which others know some seconds after its start. */
  servers(): Promise<readonly ServerTotals[]>;
  /** Subjects connected to any server, each once; where it is both a driver and another, once in both. */
  subjects(): Promise<SubjectTotals>;
  /** Removes everything that this server owns and ends its timers. Nothing may be called afterwards. */
  end(): Promise<void>;
}
