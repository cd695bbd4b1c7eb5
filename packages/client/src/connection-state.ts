import type { WaycastError } from '@waycast/contract/errors';

/** Where a connection stands. Times are epoch milliseconds by the local clock. */
export type ConnectionState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'connecting'; readonly attempt: number }
  | { readonly phase: 'authenticating'; readonly attempt: number }
  | { readonly phase: 'open'; readonly attempt: number; readonly since: number; readonly movingAt: number | null }
  | { readonly phase: 'waiting'; readonly attempt: number; readonly retryAt: number; readonly reason: WaycastError }
  | { readonly phase: 'closed'; readonly reason: WaycastError | null };

export type ConnectionPhase = ConnectionState['phase'];
