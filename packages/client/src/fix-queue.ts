import type { FixInput } from '@waycast/contract';

/** A fix that waits to be sent. */
export interface QueuedFix {
  /** What `remove` takes; greater means queued later. */
  readonly key: number;
  readonly fix: FixInput;
}

/**
 * Where a reporter keeps what is not acknowledged yet. Promises: `push` is kept (as durably as the queue is) before
 * it resolves; `peek` is oldest first and removes nothing; when full, the oldest give way and are counted.
 */
export interface FixQueue {
  /** Adds a fix and resolves with how many old ones were dropped to make room. */
  push(fix: FixInput): Promise<number>;
  /** The oldest fixes, up to `limit`. */
  peek(limit: number): Promise<readonly QueuedFix[]>;
  /** Removes by key; keys that are gone already do not matter. */
  remove(keys: readonly number[]): Promise<void>;
  /** How many wait. */
  size(): Promise<number>;
}
