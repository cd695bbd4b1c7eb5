/** Notes who reports, and keeps tenants within their number of vehicles. */
export interface Newcomers {
  /**
   * Undefined: the vehicle is known and may report. Otherwise resolves once it is, or rejects with WaycastError
   * `conflict` when the tenant has as many vehicles as it may. While the registry cannot be asked, it may.
   */
  admit(tenant: string, vehicleId: string, now: number): Promise<void> | undefined;
}
