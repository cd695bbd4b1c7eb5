import type {
  DriverDescription,
  GroupDescription,
  ImportReport,
  RegistryKind,
  VehicleDescription,
} from '@waycast/contract';
import type { DriverFields, Entry, GroupFields, VehicleFields, VehicleLabel } from './registry.ts';

/** What of a list is asked for. */
export interface ListQuery {
  /** Words that must all occur. */
  readonly q?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly group?: string | undefined;
  /** Absent: both. */
  readonly archived?: boolean | undefined;
}

export interface ListPage<F> {
  readonly items: readonly Entry<F>[];
  readonly nextCursor: string | null;
  /** How many match, on the first page. */
  readonly total?: number;
}

/** The entries of one kind, as people manage them: with the tenant's limits, and errors of the catalogue. */
export interface EntryDesk<F, D> {
  list(tenant: string, query: ListQuery): Promise<ListPage<F>>;
  /** Rejects with `not_found`. */
  get(tenant: string, id: string): Promise<Entry<F>>;
  /** What is left out becomes empty. Rejects with `conflict` beyond the tenant's limit. */
  put(tenant: string, id: string, description: D): Promise<Entry<F>>;
  /** What is left out stays. Rejects with `not_found`. */
  change(tenant: string, id: string, description: D): Promise<Entry<F>>;
  /** Rejects with `not_found`. */
  remove(tenant: string, id: string): Promise<void>;
}

/** The registry of all tenants, as people manage it. */
export interface RegistryDesk {
  readonly vehicles: EntryDesk<VehicleFields, VehicleDescription>;
  readonly drivers: EntryDesk<DriverFields, DriverDescription>;
  readonly groups: EntryDesk<GroupFields, GroupDescription>;
  /** Enters the rows of a CSV file, all or none. Columns that the file has not are left as they are. */
  import(tenant: string, kind: RegistryKind, csv: string, dryRun: boolean): Promise<ImportReport>;
  /** All entries of a kind as a CSV file that the import takes. */
  export(tenant: string, kind: RegistryKind): AsyncGenerator<string>;
  /** What live lists show of the tenant's vehicles, some seconds old at the most. Never rejects. */
  labels(tenant: string): Promise<ReadonlyMap<string, VehicleLabel>>;
}
