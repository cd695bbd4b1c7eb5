import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import {
  type Connection,
  type ConnectionOptions,
  type ConnectionPhase,
  type ConnectionState,
  createConnection,
} from '../src/index.ts';
import { Peer } from './peer.ts';

/** A peer that ends with the test. */
export async function startPeer(port = 0): Promise<Peer> {
  const peer = await Peer.start(port);
  onTestFinished(() => peer.close());
  return peer;
}

/** A connection with short waits that ends with the test; not connected yet. */
export function connectionTo(url: string, options: Partial<ConnectionOptions> = {}): Connection {
  const connection = createConnection({
    url,
    token: 'a-token',
    webSocket: WebSocket,
    backoff: { baseMs: 5, capMs: 20 },
    ...options,
  });
  onTestFinished(() => connection.close());
  return connection;
}

/** A peer and an open connection to it. */
export async function connected(
  options: Partial<ConnectionOptions> = {},
): Promise<{ peer: Peer; connection: Connection }> {
  const peer = await startPeer();
  const connection = connectionTo(peer.url, options);
  const open = reaches(connection, 'open');
  connection.connect();
  await open;
  return { peer, connection };
}

/** The next state with this phase; the one of now does not count. */
export function reaches<P extends ConnectionPhase>(
  connection: Connection,
  phase: P,
): Promise<Extract<ConnectionState, { phase: P }>> {
  return new Promise((resolve) => {
    const stop = connection.onState((state) => {
      if (!isIn(state, phase)) return;
      stop();
      resolve(state);
    });
  });
}

function isIn<P extends ConnectionPhase>(
  state: ConnectionState,
  phase: P,
): state is Extract<ConnectionState, { phase: P }> {
  return state.phase === phase;
}

/** What a listener was told, with a way to wait for the nth. */
export class Told<T> {
  readonly all: T[] = [];
  #waiters: { count: number; resolve: () => void }[] = [];

  readonly tell = (value: T): void => {
    this.all.push(value);
    this.#waiters = this.#waiters.filter(({ count, resolve }) => {
      if (this.all.length < count) return true;
      resolve();
      return false;
    });
  };

  /** The first `count` values. */
  async first(count: number): Promise<T[]> {
    if (this.all.length < count) await new Promise<void>((resolve) => this.#waiters.push({ count, resolve }));
    return this.all.slice(0, count);
  }
}
