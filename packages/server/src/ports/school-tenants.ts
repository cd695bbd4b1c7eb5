/** Tenants that have a plan. Rejects with `unavailable` while the database is away. */
export interface SchoolTenants {
  /** In order of names, from after `after` on. */
  withSchedules(limit: number, after?: string): Promise<string[]>;
}
