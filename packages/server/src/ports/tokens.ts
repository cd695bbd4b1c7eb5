import type { Subject } from '@waycast/contract';

/**
 * Turns a token into who is asking. Rejects with WaycastError `unauthenticated` for a token that is malformed,
 * expired (30 s of clock difference are forgiven), signed with another key, or by an algorithm that is not pinned;
 * `unavailable` when the keys cannot be fetched.
 */
export interface Tokens {
  verify(token: string): Promise<Subject>;
  /** The same at once, for a token that was verified before and still counts; undefined: `verify` has to be asked. */
  known?(token: string): Subject | undefined;
}
