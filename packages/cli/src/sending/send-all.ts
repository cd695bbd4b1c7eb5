import { type DeliveryOptions, deliverBatch } from './deliver-batch.ts';
import type { Pace } from './pace.ts';

/** Counts of a delivery so far; `rejected` by error code, with one message of each as an example. */
export interface Tally {
  accepted: number;
  readonly rejected: Map<string, { count: number; readonly example: string }>;
}

export interface SendOptions extends DeliveryOptions {
  /** Batches under way at a time. */
  readonly concurrency: number;
  readonly onProgress: (tally: Tally) => void;
  /** Called at the first failure; has to abort `signal`, so that nobody waits on. */
  readonly abort: () => void;
}

/** An empty tally. */
export function createTally(): Tally {
  return { accepted: 0, rejected: new Map() };
}

/** How many fixes have got a final verdict. */
export function settled(tally: Tally): number {
  return tally.accepted + rejectedIn(tally);
}

/** How many fixes were refused. */
export function rejectedIn(tally: Tally): number {
  return [...tally.rejected.values()].reduce((sum, { count }) => sum + count, 0);
}

/**
 * Sends all batches that the pace hands out, several at a time, until each has been answered. Adds to `tally` as
 * answers come. Rejects with the first failure, after the others have ended.
 */
export async function sendAll(pace: Pace, tally: Tally, options: SendOptions): Promise<void> {
  let failure: { readonly reason: unknown } | undefined;
  const work = async (): Promise<void> => {
    for (let batch = await pace(); batch !== undefined; batch = await pace()) {
      const { accepted, rejected } = await deliverBatch(batch, options);
      tally.accepted += accepted;
      for (const { code, message } of rejected) count(tally, code, message);
      options.onProgress(tally);
    }
  };
  const workers = Array.from({ length: options.concurrency }, () =>
    work().catch((reason: unknown) => {
      failure ??= { reason };
      options.abort();
    }),
  );
  await Promise.all(workers);
  if (failure !== undefined) throw failure.reason;
}

function count(tally: Tally, code: string, message: string): void {
  const known = tally.rejected.get(code);
  if (known === undefined) tally.rejected.set(code, { count: 1, example: message });
  else known.count++;
}
