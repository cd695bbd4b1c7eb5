import type { BatchReceipt } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import type { QueuedFix } from './fix-queue.ts';
import type { RejectedFix } from './reporter.ts';
import { isRetryable, toWaycastError } from './wire-error.ts';

/** Largest body of a batch in bytes, with room below the server's limit of 1 MB. */
const BATCH_MAX_BYTES = 1_000_000;
/** `{"updates":[` and `]}`. */
const ENVELOPE_BYTES = 14;

/** A body to send and the fixes in it. */
export interface Batch {
  readonly fixes: readonly QueuedFix[];
  readonly body: string;
}

/** The oldest fixes that fit into one body; always at least the first, so that one too large gets its answer. */
export function fillBatch(waiting: readonly QueuedFix[]): Batch {
  const encoder = new TextEncoder();
  const parts: string[] = [];
  let bytes = ENVELOPE_BYTES;
  for (const { fix } of waiting) {
    const part = JSON.stringify(fix);
    bytes += encoder.encode(part).length + 1;
    if (parts.length > 0 && bytes > BATCH_MAX_BYTES) break;
    parts.push(part);
  }
  return { fixes: waiting.slice(0, parts.length), body: `{"updates":[${parts.join(',')}]}` };
}

/** What to do with the fixes of an answered batch. */
export interface BatchOutcome {
  /** Keys of fixes that need no sending any more. */
  readonly done: readonly number[];
  readonly rejected: readonly RejectedFix[];
  /** Why fixes stay queued, when the server could not take some of them now; the longest wait counts. */
  readonly kept: WaycastError | undefined;
}

/** Sorts a batch by the server's verdicts. */
export function settleBatch(fixes: readonly QueuedFix[], { rejected }: BatchReceipt): BatchOutcome {
  const verdicts = new Map(rejected.map((verdict) => [verdict.index, verdict]));
  const done: number[] = [];
  const refused: RejectedFix[] = [];
  let kept: WaycastError | undefined;
  for (const [index, { key, fix }] of fixes.entries()) {
    const verdict = verdicts.get(index);
    const error = verdict === undefined ? undefined : toWaycastError(verdict, 'invalid');
    if (error !== undefined && isRetryable(error)) {
      if (kept === undefined || (error.retryAfterMs ?? 0) > (kept.retryAfterMs ?? 0)) kept = error;
      continue;
    }
    done.push(key);
    if (verdict !== undefined) refused.push({ fix, code: verdict.code, message: verdict.message });
  }
  return { done, rejected: refused, kept };
}
