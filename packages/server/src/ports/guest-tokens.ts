/** Tokens of people who come without an account. Rejects with `unavailable` where the server cannot sign any. */
export interface GuestTokens {
  /** A token of the role `customer` for this guest alone. */
  token(tenant: string, guestId: string, ttlS: number): Promise<string>;
  /** What the guest keeps, to be known at the next visit; it opens nothing by itself. */
  keepsake(tenant: string, guestId: string, ttlS: number): Promise<string>;
  /** The guest of a keepsake; undefined where it is none of this tenant, or too old. */
  guestOf(tenant: string, keepsake: string): Promise<string | undefined>;
}
