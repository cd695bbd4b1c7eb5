/** What the campaign tells a server: to announce, or to stop announcing. */
export type ServerOrder = 'announce' | 'quiet';

/** What a server tells the campaign. */
export type ServerReport =
  | { readonly kind: 'serving'; readonly url: string }
  | { readonly kind: 'acknowledged'; readonly n: number }
  | { readonly kind: 'quiet' }
  | { readonly kind: 'failed'; readonly reason: string };

/** How a crowd is set up; given as JSON in its argument. */
export interface CrowdPlan {
  readonly url: string;
  readonly token: string;
  readonly clients: number;
  /** Vehicles that each client follows, taken in turn from `vehicles`. */
  readonly follows: number;
  readonly vehicles: readonly string[];
}

/** What the campaign asks of a crowd: to wait until everyone has these, or to report what everyone saw. */
export type CrowdOrder =
  | {
      readonly kind: 'await';
      /** Last announcement of each publisher. */
      readonly last: Readonly<Record<string, number>>;
      /** Time of each vehicle's last fix. */
      readonly fixes: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'verdict';
      readonly acknowledged: Readonly<Record<string, readonly number[]>>;
      readonly fixes: Readonly<Record<string, string>>;
    };

export type CrowdReport =
  | { readonly kind: 'joined' }
  | { readonly kind: 'complete' }
  | { readonly kind: 'verdict'; readonly verdict: CrowdVerdict };

/** What all clients of a crowd saw. */
export interface CrowdVerdict {
  readonly clients: number;
  readonly events: number;
  readonly positions: number;
  readonly reconnects: number;
  /** Acknowledged announcements that some client never got. */
  readonly missing: number;
  readonly doubled: number;
  /** Announcements of one publisher that came after a later one. */
  readonly disordered: number;
  /** Times a client was told that what it missed cannot be recovered. */
  readonly notRecovered: number;
  /** Followed vehicles whose last position at a client is not the last fix sent. */
  readonly notNewest: number;
  /** Positions older than what the client had. */
  readonly olderPositions: number;
  /** Longest time in ms that a client went without an announcement. */
  readonly longestSilenceMs: number;
  readonly examples: readonly string[];
}
