import type { WaycastError } from '@waycast/contract/errors';

/** Something followed until `close()`; it survives reconnections. */
export interface Subscription {
  /** Stops following. Calling it again does nothing. */
  close(): void;
  /** True after `close()`, and after the server refused it for good. */
  readonly closed: boolean;
}

/** Told once when the server refuses a subscription for good (`not_found`, `forbidden`, …); it is then closed. */
export interface SubscriptionOptions {
  readonly onError?: (error: WaycastError) => void;
}
