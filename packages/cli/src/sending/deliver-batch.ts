import { setTimeout as sleep } from 'node:timers/promises';
import { type BatchReceipt, ERROR_CODES, errorEntry, type FixInput, WaycastError } from '@waycast/contract';
import { CommandFailure, messageOf } from '../failure.ts';

/** Posts fixes; resolves with the server's verdict on each, rejects with a WaycastError. */
export type PostBatch = (updates: readonly FixInput[]) => Promise<BatchReceipt>;

/** What became of a batch. */
export interface BatchOutcome {
  readonly accepted: number;
  readonly rejected: readonly { readonly code: string; readonly message: string }[];
}

export interface DeliveryOptions {
  readonly post: PostBatch;
  readonly signal: AbortSignal;
  /** When the server last took something, epoch milliseconds; shared by all that deliver. */
  readonly progress: { lastAt: number };
  /** Gives up when the server took nothing for so long. */
  readonly patienceMs: number;
  /** Called before each wait. */
  readonly onWait: (reason: string, delayMs: number) => void;
}

const BACKOFF_MS = { base: 250, cap: 10_000 };
/** A fix that the server asks to send later is sent so often in all. */
const MAX_TRIES = 5;

/**
 * Sends a batch again and again until the server has answered for it: an answer that was lost is asked for again,
 * and repeated fixes change nothing there. Single fixes that the server puts off are sent later, up to five times.
 * Rejects with CommandFailure when the server refuses the request as such, or took nothing within the patience.
 */
export async function deliverBatch(
  fixes: readonly FixInput[],
  options: DeliveryOptions,
): Promise<BatchOutcome> {
  const rejected: BatchOutcome['rejected'][number][] = [];
  let open = fixes;
  let accepted = 0;
  for (let tries = 1; ; tries++) {
    const receipt = await postUntilAnswered(open, options);
    accepted += receipt.accepted;
    const later = receipt.rejected.filter(({ code }) => tries < MAX_TRIES && mayRetry(code));
    rejected.push(...receipt.rejected.filter((verdict) => !later.includes(verdict)));
    if (later.length === 0) return { accepted, rejected };
    const sent = open;
    open = later.flatMap(({ index }) => sent[index] ?? []);
    const delayMs = Math.max(BACKOFF_MS.base, ...later.map(({ retryAfterMs }) => retryAfterMs ?? 0));
    options.onWait(`${later.length} fixes put off: ${later[0]?.message ?? ''}`, delayMs);
    await sleep(delayMs, undefined, { signal: options.signal });
  }
}

async function postUntilAnswered(
  fixes: readonly FixInput[],
  options: DeliveryOptions,
): Promise<BatchReceipt> {
  const startedAt = Date.now();
  for (let failures = 1; ; failures++) {
    try {
      const receipt = await options.post(fixes);
      options.progress.lastAt = Date.now();
      return receipt;
    } catch (error) {
      options.signal.throwIfAborted();
      const delayMs = delayAfter(error, failures);
      const silentSince = Math.max(startedAt, options.progress.lastAt);
      if (Date.now() + delayMs - silentSince > options.patienceMs) throw gaveUp(error, options.patienceMs);
      options.onWait(messageOf(error), delayMs);
      await sleep(delayMs, undefined, { signal: options.signal });
    }
  }
}

/** How long to wait before trying again; throws CommandFailure when that cannot help. */
function delayAfter(error: unknown, failures: number): number {
  if (!(error instanceof WaycastError)) throw error;
  if (!errorEntry(error.code).retry)
    throw new CommandFailure(`the server refused the fixes: ${error.message} (${error.code})`);
  const backoffMs = Math.min(BACKOFF_MS.cap, BACKOFF_MS.base * 2 ** Math.min(failures - 1, 10));
  return Math.max(error.retryAfterMs ?? 0, backoffMs * (0.5 + Math.random() / 2));
}

function gaveUp(error: unknown, patienceMs: number): CommandFailure {
  return new CommandFailure(
    `gave up: the server took nothing for ${Math.round(patienceMs / 1000)} s (${messageOf(error)}). ` +
      'Run the same command again: what it has already is not stored twice.',
  );
}

function mayRetry(code: string): boolean {
  return ERROR_CODES.some((known) => known === code && errorEntry(known).retry);
}
