import type { ShareDestination, ShareEnd } from '@waycast/contract';

/** A share link as it is stored. Times are epoch milliseconds. */
export interface StoredShare {
  readonly tenant: string;
  /** Unique among all tenants. */
  readonly shareId: string;
  /** Of a link of an order or trip whichever vehicle drives it at the time; empty: none does. */
  readonly vehicleId: string;
  /** Null: a link of a vehicle or trip. */
  readonly orderId: string | null;
  /** Null: a link of a vehicle or order. */
  readonly tripId: string | null;
  readonly label: string | null;
  readonly destination: ShareDestination | null;
  readonly trailFrom: number | null;
  readonly expiresAt: number;
  /** What ends it before. */
  readonly endsOn: ShareEnd | null;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly revokedAt: number | null;
  /** When the event of `endsOn` came, or the order or trip ended. */
  readonly endedAt: number | null;
  readonly lastUsedAt: number | null;
  readonly uses: number;
}

/** How many links that are good at a time. */
export interface ShareRoom {
  readonly perVehicle: number;
  readonly perTenant: number;
}

/** Something that links wait for. */
export interface AwaitedEvent {
  readonly tenant: string;
  readonly vehicleId: string;
  readonly end: ShareEnd;
  /** Device time, epoch milliseconds. */
  readonly at: number;
}

export interface ShareListing {
  /** Only links of these vehicles; undefined: of all. */
  readonly vehicleIds: readonly string[] | undefined;
  /** And, beside those, links of orders and trips that this subject has made. */
  readonly orLinksOfRidesBy?: string;
  /** Only links that are good at this time. */
  readonly goodAt?: number;
  readonly limit: number;
}

/**
 * Share links. Promises:
 * - S1 Durable: what resolved is stored. A link is kept for a month after its end.
 * - S2 A secret is never stored, only its SHA-256; `bySecret` finds the one link with it, whoever's it is.
 * - S3 `add` stores nothing when the vehicle, order or trip, or the tenant has as many good links as there is room for.
 * - S4 `revoke` and `endOn` end a link once; later calls, and calls for a link that is over, change nothing.
 * - S6 A link of an order is over when the order is, and shows the vehicle that drives it: ACCEPTED, ARRIVING or
 *   IN_PROGRESS.
 * - S7 A link of a trip is over while the trip is, and shows its vehicle while it is IN_PROGRESS. A trip that only seemed
 *   over goes on, and its link with it; `revoke` ends that link also meanwhile.
 * - S5 Tenants never see each other's rows; `overOf` takes ids that the caller has from `bySecret`.
 */
export interface ShareStore {
  add(
    share: StoredShare,
    secretHash: string,
    room: ShareRoom,
  ): Promise<'added' | 'vehicle full' | 'tenant full'>;
  bySecret(secretHash: string): Promise<StoredShare | undefined>;
  byId(tenant: string, shareId: string): Promise<StoredShare | undefined>;
  /** Newest first. */
  list(tenant: string, listing: ShareListing): Promise<StoredShare[]>;
  /** Whether it ended the link now. */
  revoke(tenant: string, shareId: string, now: number): Promise<boolean>;
  /**
   * Ends the vehicle's links that wait for this event, which happened at `at`, at `now`; links that were made after it
   * wait for the next. Resolves to their ids.
   */
  endOn(event: AwaitedEvent, now: number): Promise<string[]>;
  /** Which of these links are over at `now`, or gone. */
  overOf(shareIds: readonly string[], now: number): Promise<string[]>;
  /** Which of these links of orders and trips show another vehicle by now than this one, or none. */
  strayed(shown: readonly Pick<StoredShare, 'shareId' | 'vehicleId'>[]): Promise<string[]>;
  /** Notes that a link was used. */
  used(shareId: string, now: number): Promise<void>;
}
