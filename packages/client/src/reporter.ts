import type { FixInput } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import type { Backoff } from './backoff.ts';
import type { FixQueue } from './fix-queue.ts';
import type { Token } from './token.ts';

export interface ReporterOptions {
  readonly url: string;
  readonly token: Token;
  /** Where fixes wait; default in memory, 10 000 of them. */
  readonly queue?: FixQueue;
  readonly fetch?: typeof globalThis.fetch;
  /** Fixes in a batch at the most, 1–1000; default 500. A batch has at most 1 MB in any case. */
  readonly batchMax?: number;
  /** How long to gather fixes before sending; default 0: as soon as the previous batch is answered. */
  readonly gatherMs?: number;
  /** Bounds of the back-off after a failure; default 500 and 30 000. */
  readonly backoff?: Backoff;
  readonly random?: () => number;
  /** How long a batch may wait for its answer; default 30 000. */
  readonly requestTimeoutMs?: number;
}

/** A fix that the server refused for good. It is no longer queued. */
export interface RejectedFix {
  readonly fix: FixInput;
  readonly code: string;
  readonly message: string;
}

/** Where a reporter stands. Counters run since it was created; times are epoch milliseconds. */
export interface ReporterStatus {
  readonly queued: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Given up because the queue was full. */
  readonly dropped: number;
  readonly sending: boolean;
  readonly lastAcceptedAt: number | null;
  /** When the next attempt is due after a failure. */
  readonly retryAt: number | null;
  /** Why the last attempt failed; null after a success. */
  readonly error: WaycastError | null;
}

/** Sends a device's fixes in batches and keeps what was not acknowledged. */
export interface Reporter {
  readonly status: ReporterStatus;
  onStatus(listener: (status: ReporterStatus) => void): () => void;
  onRejected(listener: (rejected: readonly RejectedFix[]) => void): () => void;
  /** Queues a fix (stamped now if it has no time) and starts sending. Resolves once it is queued. */
  report(fix: FixInput): Promise<void>;
  /** Tries now, whatever the back-off says. Resolves when the queue is empty or the attempt failed. */
  flush(): Promise<void>;
  /** Stops sending. What is queued stays in the queue. */
  close(): void;
}
