import type { Log } from '../../../ports/log.ts';
import type { RedisState } from '../redis.ts';
import type { NodeStatus } from './node.ts';

/** What the connections say: each node that counts, and what keeps delivery from being proven although all do. */
export interface Observation {
  readonly nodes: readonly { readonly status: NodeStatus; readonly reason: string }[];
  readonly problem: string | undefined;
}

/** The state that an observation amounts to, and why it is not `connected`. */
export function judge({ nodes, problem }: Observation): { state: RedisState; reason: string } {
  const bad = nodes.find(({ status }) => status !== 'proven');
  const reason = bad?.reason ?? problem ?? 'nothing is known of it yet';
  if (nodes.length > 0 && bad === undefined && problem === undefined)
    return { state: 'connected', reason: '' };
  if (nodes.every(({ status }) => status === 'down')) return { state: 'disconnected', reason };
  return { state: 'unproven', reason };
}

/**
 * The state as it is told to the rest: one log line per change. Whoever was away is back only when delivery is
 * proven; that it merely answers is told when it lasts.
 */
export class StateTeller {
  readonly #log: Log;
  readonly #listeners = new Set<(state: RedisState) => void>();
  #state: RedisState = 'connecting';

  constructor(log: Log) {
    this.#log = log;
  }

  get state(): RedisState {
    return this.#state;
  }

  listen(listener: (state: RedisState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  become(state: RedisState, reason: string): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#write(state, reason);
    for (const listener of this.#listeners) {
      try {
        listener(state);
      } catch (error) {
        this.#log.error({ err: error }, `what follows Redis being ${state} failed`);
      }
    }
  }

  /** Says for the last time that it is gone, without a line: it was closed on purpose. */
  close(): void {
    this.#listeners.clear();
    this.#state = 'disconnected';
  }

  #write(state: RedisState, reason: string): void {
    if (state === 'connected') this.#log.info({}, 'Redis connected successfully');
    if (state === 'unproven') this.#log.warn({}, `Redis delivery is not proven: ${reason}`);
    if (state !== 'disconnected') return;
    const line = `Redis connection failed: ${reason}. Running in standalone mode. Server will continue without Redis`;
    this.#log.warn({}, line);
  }
}
