import type {
  CurrentShare,
  NewShareLink,
  ShareInput,
  ShareLink,
  ShareTrail,
  Subject,
} from '@waycast/contract';

/** Which links to list. */
export interface ShareQuery {
  readonly vehicleId?: string | undefined;
  readonly state: 'active' | 'all';
  readonly limit: number;
}

/** Share links, as gateways offer them. Every call rejects with a WaycastError of the catalogue. */
export interface Sharing {
  /** `forbidden` for a vehicle that the subject may not share, `conflict` when there are too many links. */
  create(subject: Subject, input: ShareInput): Promise<Omit<NewShareLink, 'url'>>;
  list(subject: Subject, query: ShareQuery): Promise<ShareLink[]>;
  /** Ends the link and closes what came in with it: at once here, within seconds on other servers. */
  revoke(subject: Subject, shareId: string): Promise<void>;
  /** What the link of this secret shows now; also for one that is over. `unauthenticated` for any other text. */
  current(token: string): Promise<CurrentShare>;
  /** `unauthenticated` for a link that is over. */
  trail(token: string): Promise<ShareTrail>;
}
