import type { TenantChange, TenantLimits } from '@waycast/contract';

/** What holds for a tenant as a whole. */
export interface TenantSettings extends TenantLimits {
  /** IANA name; days, reports and quiet hours follow it. */
  readonly timeZone: string;
  /** Metres per second, for vehicles without a limit of their own; null: none. */
  readonly speedLimitMps: number | null;
}

/**
 * Settings of tenants. A tenant exists by being named in a token, so that every name has some: until it is changed,
 * UTC, no speed limit, and the limits that the options give. Promises:
 * - T1 What `change` leaves out stays, and the limits, which are the operator's, always do.
 * - T2 Durable once `change` has resolved, and then told by `settings` of the same server; other servers tell it within
 *   10 s.
 * - T3 While the database is away, `settings` tells what it told last, or else rejects with `unavailable`.
 */
export interface Tenants {
  settings(tenant: string): Promise<TenantSettings>;
  /** Resolves to the settings as they are then. */
  change(tenant: string, change: TenantChange): Promise<TenantSettings>;
}
