/** A vehicle as people describe it. Null: unknown or none. */
export interface VehicleFields {
  readonly name: string | null;
  readonly plate: string | null;
  readonly kind: string | null;
  /** Ids of groups, each once, in order. */
  readonly groups: readonly string[];
  /** Metres per second, in place of the tenant's. */
  readonly speedLimitMps: number | null;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** Out of use since then, epoch ms. */
  readonly archivedAt: number | null;
}

export interface DriverFields {
  readonly name: string | null;
  readonly phone: string | null;
  /** The vehicle that the driver usually drives. */
  readonly vehicleId: string | null;
}

export interface GroupFields {
  readonly name: string | null;
}

/** Something of the registry. */
export interface Entry<F> {
  readonly id: string;
  readonly fields: F;
  /** When it was first heard of, epoch ms; null: described, but not heard of yet. */
  readonly firstSeenAt: number | null;
  readonly updatedAt: number;
}

export interface EntryQuery {
  /** Every one of these words must occur in the id or a text of the entry; see `toSearchText`. */
  readonly words?: readonly string[];
  /** Only ids after this one. */
  readonly after?: string;
  /** Vehicles only. */
  readonly group?: string;
  /** Vehicles only; absent: both. */
  readonly archived?: boolean;
}

export type WriteVerdict = 'created' | 'changed' | 'unchanged';

/** What became of a write; it is done wholly or not at all. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly verdicts: readonly WriteVerdict[] }
  /** `count` there are, and `created` more would be beyond the bound. */
  | { readonly kind: 'full'; readonly count: number; readonly created: number }
  /** Vehicles name groups that do not exist: for each such id its place among those given. */
  | { readonly kind: 'groups missing'; readonly missing: readonly MissingGroup[] };

export interface MissingGroup {
  readonly index: number;
  readonly group: string;
}

export interface WriteOptions {
  /** How many entries there may be afterwards, when some are created. */
  readonly max: number;
  /** Tell what would become of it, and change nothing. */
  readonly dryRun?: boolean;
}

/** The entries of one kind. */
export interface Entries<F> {
  /** In order of ids. */
  page(tenant: string, query: EntryQuery, limit: number): Promise<Entry<F>[]>;
  count(tenant: string, query: EntryQuery): Promise<number>;
  get(tenant: string, id: string): Promise<Entry<F> | undefined>;
  /**
   * Gives each id (each is to be named once) the fields that `fieldsOf` makes of what it has, undefined for one that
   * is not there. No other write of the tenant comes in between. What `fieldsOf` throws is rejected with, and nothing is
   * changed.
   */
  write(
    tenant: string,
    ids: readonly string[],
    fieldsOf: (id: string, before: F | undefined, index: number) => F,
    options: WriteOptions,
  ): Promise<WriteOutcome>;
  /** False when there was none. */
  remove(tenant: string, id: string): Promise<boolean>;
}

/** Entries that come into being by being heard of. */
export interface SeenEntries<F> extends Entries<F> {
  /**
   * Enters those of `ids` that are not there, as long as there are fewer than `max`; notes of the others that they were
   * heard of. Resolves to those that were left out, and how many there are.
   */
  enter(tenant: string, ids: readonly string[], max: number): Promise<Entered>;
}

export interface Entered {
  readonly refused: readonly string[];
  readonly count: number;
}

/** What a live list shows of a vehicle beside its position. */
export interface VehicleLabel {
  readonly name: string | null;
  readonly groups: readonly string[];
}

/**
 * The vehicles, drivers and groups of all tenants. Promises:
 * - R1 Durable: what has resolved is committed; `unavailable` says that it is not certain.
 * - R2 A write is done wholly or not at all, and writes of one tenant come one after another, from all servers.
 * - R3 Bounds hold whoever writes or enters at the same time.
 * - R4 A group that is removed is no vehicle's any more.
 * - R5 Tenants never see each other's rows.
 */
export interface Registry {
  readonly vehicles: SeenEntries<VehicleFields>;
  readonly drivers: SeenEntries<DriverFields>;
  readonly groups: Entries<GroupFields>;
  /** Of the vehicles that have a name or are in groups, by id. */
  labels(tenant: string): Promise<ReadonlyMap<string, VehicleLabel>>;
}

/** As searches compare: small letters, without accents. */
export function toSearchText(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
