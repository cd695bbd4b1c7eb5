import { type Connection, type ConnectionOptions, createConnection, type Token } from '@waycast/client';

/** What a connection is made with besides address and token. */
export type PoolOptions = Omit<ConnectionOptions, 'url' | 'token'>;

/** How long a connection outlives its last user: a change of pages must not cost a reconnection. */
const LINGER_MS = 500;
/** Connections that were asked for in a render and not used by a mounted component yet. */
const UNUSED_MAX = 16;

/** A connection and how many mounted components use it. */
export interface Lease {
  readonly connection: Connection;
  readonly url: string;
  readonly token: Token;
  users: number;
  lingering: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Connections by address and token. Rendering asks for a lease, which costs nothing; mounting uses it, which
 * connects; the last unmount closes it. So a render that React throws away, or StrictMode's double mount, opens
 * nothing and closes nothing.
 */
export class ConnectionPool {
  readonly #leases = new Set<Lease>();

  lease(url: string, token: Token, options: PoolOptions): Lease {
    for (const lease of this.#leases) if (lease.url === url && lease.token === token) return lease;
    const connection = createConnection({ ...options, url, token });
    const lease: Lease = { connection, url, token, users: 0, lingering: undefined };
    this.#leases.add(lease);
    this.#forgetUnused();
    return lease;
  }

  /** Uses a lease until the returned function is called. */
  use(lease: Lease): () => void {
    clearTimeout(lease.lingering);
    lease.lingering = undefined;
    // It may have been forgotten between the render and the mount.
    this.#leases.add(lease);
    lease.users += 1;
    if (lease.users === 1) lease.connection.connect();
    return () => this.#leave(lease);
  }

  #leave(lease: Lease): void {
    lease.users -= 1;
    if (lease.users > 0) return;
    lease.lingering = setTimeout(() => {
      this.#leases.delete(lease);
      lease.connection.close();
    }, LINGER_MS);
  }

  #forgetUnused(): void {
    const unused = [...this.#leases].filter((lease) => lease.users === 0 && lease.lingering === undefined);
    for (const lease of unused.slice(0, -UNUSED_MAX)) this.#leases.delete(lease);
  }
}
