import type { WaycastError } from '@waycast/contract/errors';
import { isRetryable, toWaycastError } from './wire-error.ts';

/** Largest body of a batch in bytes, with room below the server's limit of 1 MB. */
const BATCH_MAX_BYTES = 1_000_000;
/** `{"observations":[` and `]}`. */
const ENVELOPE_BYTES = 19;

/** What waits to be sent; greater keys mean queued later. */
export interface Queued<T> {
  readonly key: number;
  readonly item: T;
}

/**
 * Where a sender keeps what is not acknowledged yet. Promises: `push` is kept (as durably as the queue is) before it
 * resolves, to how many old ones were dropped to make room; `peek` is oldest first and removes nothing.
 */
export interface Queue<T> {
  push(item: T): Promise<number>;
  peek(limit: number): Promise<readonly Queued<T>[]>;
  /** Removes by key; keys that are gone already do not matter. */
  remove(keys: readonly number[]): Promise<void>;
  size(): Promise<number>;
}

/** What the server says of a batch: those that it did not take. */
export interface Receipt {
  readonly rejected: readonly { readonly index: number; readonly code: string; readonly message: string }[];
}

/** What the server refused for good. */
export interface Rejected<T> {
  readonly item: T;
  readonly code: string;
  readonly message: string;
}

/** A body to send and what is in it. */
export interface Batch<T> {
  readonly items: readonly Queued<T>[];
  readonly body: string;
}

/** The oldest that fit into one body; always at least the first, so that one too large gets its answer. */
export function fillBatch<T>(waiting: readonly Queued<T>[], field: string): Batch<T> {
  const encoder = new TextEncoder();
  const parts: string[] = [];
  let bytes = ENVELOPE_BYTES;
  for (const { item } of waiting) {
    const part = JSON.stringify(item);
    bytes += encoder.encode(part).length + 1;
    if (parts.length > 0 && bytes > BATCH_MAX_BYTES) break;
    parts.push(part);
  }
  return { items: waiting.slice(0, parts.length), body: `{"${field}":[${parts.join(',')}]}` };
}

/** What to do with what is in an answered batch. */
export interface BatchOutcome<T> {
  /** Keys of those that need no sending any more. */
  readonly done: readonly number[];
  readonly rejected: readonly Rejected<T>[];
  /** Why some stay queued, when the server could not take some of them now; the longest wait counts. */
  readonly kept: WaycastError | undefined;
}

/** Sorts a batch by the server's verdicts. */
export function settleBatch<T>(items: readonly Queued<T>[], { rejected }: Receipt): BatchOutcome<T> {
  const verdicts = new Map(rejected.map((verdict) => [verdict.index, verdict]));
  const done: number[] = [];
  const refused: Rejected<T>[] = [];
  let kept: WaycastError | undefined;
  for (const [index, { key, item }] of items.entries()) {
    const verdict = verdicts.get(index);
    const error = verdict === undefined ? undefined : toWaycastError(verdict, 'invalid');
    if (error !== undefined && isRetryable(error)) {
      if (kept === undefined || (error.retryAfterMs ?? 0) > (kept.retryAfterMs ?? 0)) kept = error;
      continue;
    }
    done.push(key);
    if (verdict !== undefined) refused.push({ item, code: verdict.code, message: verdict.message });
  }
  return { done, rejected: refused, kept };
}
