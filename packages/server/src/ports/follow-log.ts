/** By what right somebody may see something. */
export type Via =
  | 'role'
  | 'claim'
  | 'grant'
  | 'guardian'
  | 'order'
  | 'conversation'
  | 'share'
  | 'application';

/** Who followed or read what, and by what right. */
export interface FollowRecord {
  readonly tenant: string;
  /** Epoch ms. */
  readonly at: number;
  readonly subjectId: string;
  readonly roles: readonly string[];
  /** Such as `follow:vehicle` or `read:student`. */
  readonly action: string;
  readonly vehicleId: string | null;
  readonly tripId: string | null;
  readonly studentId: string | null;
  readonly via: Via;
}

export interface StoredFollow extends FollowRecord {
  /** Ascends in the order of writing. */
  readonly id: number;
}

export interface FollowQuery {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly subjectId?: string | undefined;
  readonly vehicleId?: string | undefined;
  readonly studentId?: string | undefined;
  /** Only entries with a smaller id. */
  readonly before?: number | undefined;
}

/** The log of who followed what. Durable; kept for FOLLOW_LOG_RETENTION_DAYS. Rejects with `unavailable`. */
export interface FollowLog {
  /** Keeps the entries of tenants that have students; of the others nothing is kept. */
  add(entries: readonly FollowRecord[]): Promise<void>;
  /** Newest first. */
  page(tenant: string, query: FollowQuery, limit: number): Promise<StoredFollow[]>;
}

/** Where the kernel and the gateways say that somebody follows or reads something: at once, and it never throws. */
export interface FollowNotes {
  /** Somebody began to follow something. */
  followed(entry: Omit<FollowRecord, 'at'>): void;
  /** Somebody read something; the same again within ten minutes is not noted. */
  read(entry: Omit<FollowRecord, 'at'>): void;
}
