import { ErrorReply } from '@redis/client';
import { WaycastError } from '@waycast/contract';

const RETRY_AFTER_MS = 1000;

/** Redis cannot be reached or relied on now; whether the call was carried out is unknown. */
export function unavailable(cause?: unknown): WaycastError {
  return new WaycastError('unavailable', 'Redis does not answer now. Try again.', {
    retryAfterMs: RETRY_AFTER_MS,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Answers by which a living server says that it does not serve now, or not us. */
const NOT_SERVING =
  /^(READONLY|LOADING|MASTERDOWN|MISCONF|OOM|NOREPLICAS|CLUSTERDOWN|BUSY|TRYAGAIN|NOAUTH|NOPERM|MOVED|ASK|UNKILLABLE)\b/;

/** What a caller gets: the server's word about one command as it is, everything else as `unavailable`. */
export function asCallError(error: unknown): unknown {
  if (error instanceof WaycastError) return error;
  if (error instanceof ErrorReply && !NOT_SERVING.test(error.message)) return error;
  return unavailable(error);
}

/** Why something failed, in one line for the log. */
export function reasonOf(error: unknown): string {
  if (error instanceof WaycastError && error.cause !== undefined) return reasonOf(error.cause);
  // Both addresses of a name failed: the first says enough.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replace(/\.$/, '');
}
