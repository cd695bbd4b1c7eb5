/** What people have open: orders by drivers, conversations by whoever takes part, companies by their agents. */
export const VIEWED_KINDS = ['order', 'conversation', 'company'] as const;
export type ViewedKind = (typeof VIEWED_KINDS)[number];

export interface Viewed {
  readonly kind: ViewedKind;
  readonly tenant: string;
  readonly id: string;
}

/** How many different people have it open now, and of those who came or left lately which are there. */
export interface ViewersThen extends Viewed {
  readonly count: number;
  readonly online: ReadonlyMap<string, boolean>;
}

export type ViewersListener = (news: readonly ViewersThen[]) => void;

/**
 * Who has what open, over all servers. Promises:
 * - W1 Somebody who views a thing counts once, until they no longer do on any server; a server's views end with it, or
 *   within a minute of its death.
 * - W2 While the store cannot be reached, viewers are those of this process. No method rejects for it.
 * - W3 Every change of a thing's viewers, also by the end of a server, is followed by news for the listeners of one
 *   server at least; changes within a tick share one, and the last that is told is what holds then.
 */
export interface Viewers {
  /** Resolves to the number of viewers. */
  view(what: Viewed, viewerId: string): Promise<number>;
  /** Resolves to how many are left. */
  unview(what: Viewed, viewerId: string): Promise<number>;
  count(what: Viewed): Promise<number>;
  /** Their ids, in no order. */
  who(what: Viewed): Promise<readonly string[]>;
  /** The returned function ends it. */
  onViewers(listener: ViewersListener): () => void;
  /** Ends this server's views and its timers. Nothing may be called afterwards. */
  end(): Promise<void>;
}
