/** A request to somebody else's server. */
export interface OutboundPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/**
 * What came of it. `refused`: the address is none that may be asked, now or later. `failed`: there was no answer.
 * `retryAfterMs` is what the answer asks for.
 */
export type OutboundAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Posts to addresses that tenants gave. Never connects to private, loopback, link-local or otherwise special addresses
 * unless the operator allows them, whatever a name resolves to at that moment; follows no redirects; reads none of the
 * answer's body; ends within its time limit. Never rejects.
 */
export interface Outbound {
  post(request: OutboundPost): Promise<OutboundAnswer>;
  /** The reason why this address can never be posted to, as far as it shows without asking for its name. */
  refusal(url: string): string | undefined;
}
