import type { Log } from '../../../ports/log.ts';
import type { RedisState } from '../redis.ts';
import type { NodeStatus } from './node-health.ts';

/** What the connections say. */
export interface Observation {
  /** Each node that counts; none while it is not known which there are. */
  readonly nodes: readonly { readonly status: NodeStatus; readonly reason: string }[];
  /** Why it is not known which nodes there are. */
  readonly missing: string | undefined;
  /** What keeps delivery from being proven although all nodes are. */
  readonly problem: string | undefined;
}

interface Verdict {
  readonly state: Exclude<RedisState, 'connecting'>;
  readonly reason: string;
}

/** The state that an observation amounts to, and why it is not `connected`. */
export function judge({ nodes, missing, problem }: Observation): Verdict {
  if (nodes.length === 0) {
    return missing === undefined
      ? { state: 'unproven', reason: 'no answer yet' }
      : { state: 'disconnected', reason: missing };
  }
  const down = nodes.filter(({ status }) => status === 'down');
  const bad = down[0] ?? nodes.find(({ status }) => status !== 'proven');
  const reason = bad?.reason ?? problem;
  if (reason === undefined) return { state: 'connected', reason: '' };
  return { state: down.length === nodes.length ? 'disconnected' : 'unproven', reason };
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
