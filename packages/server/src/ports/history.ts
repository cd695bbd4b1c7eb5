import type { Fix } from '@waycast/contract';

/** A fix and whose it is. */
export interface TenantFix {
  readonly tenant: string;
  readonly fix: Fix;
}

/** A vehicle, which needs not have reported. */
export interface VehicleOfTenant {
  readonly tenant: string;
  readonly vehicleId: string;
}

/** A span of device time in epoch milliseconds, both ends inclusive. */
export interface HistoryRange extends VehicleOfTenant {
  readonly from: number;
  readonly to: number;
}

/** Hears of fixes that are in the database now. */
export type StoredListener = (fixes: readonly TenantFix[]) => void;

/**
 * The past. Promises:
 * - H1 Durable: `record` resolves once every fix given is committed, and rejects with WaycastError `unavailable`
 *   when that is not certain; what was refused may be given again.
 * - H2 Idempotent by (tenant, vehicle, time): the first stored wins, repeats change nothing, within a call and across.
 * - H3 Ordered: reading returns fixes by ascending device time, whatever order they came in.
 * - H4 Grouped: calls made while a commit is under way share the next one; what waits is bounded, beyond the bound
 *   `record` rejects with Overloaded, which is `unavailable` with a retry delay, at once.
 * - H5 Tenants never see each other's rows.
 * - H6 `last` is the newest fix by device time that is not flagged `future`; `lastOf` and `lastOfAll` tell the same of
 *   many vehicles, each once and in any order, leaving out those that have none.
 * - H7 Told: listeners hear of what this server committed, after each commit, repeats included. A commit whose answer
 *   was lost is not told of; what is derived from fixes has to find them by other means too.
 */
export interface History {
  record(fixes: readonly TenantFix[]): Promise<void>;
  /** Up to `limit` fixes from `range.from` on. To go on, ask again from the last time + 1. */
  page(range: HistoryRange, limit: number): Promise<Fix[]>;
  /** All fixes of the range in bounded chunks; stops reading when the consumer stops. */
  stream(range: HistoryRange): AsyncIterable<Fix[]>;
  last(tenant: string, vehicleId: string): Promise<Fix | undefined>;
  /** In few queries, however many vehicles; each is to be asked for once. */
  lastOf(vehicles: readonly VehicleOfTenant[]): Promise<TenantFix[]>;
  /** Of every vehicle of every tenant, or of one tenant, in bounded chunks. */
  lastOfAll(tenant?: string): AsyncIterable<TenantFix[]>;
  /** Calls `listener` with the fixes of each commit from now on; it must not throw. Returns the call that ends it. */
  onStored(listener: StoredListener): () => void;
  /** Resolves when the database answers; rejects when it does not. */
  ping(): Promise<void>;
}
