/** A driver's shift. Times are epoch ms. */
export interface Shift {
  readonly tenant: string;
  readonly driverId: string;
  readonly state: 'online' | 'paused' | 'off';
  readonly vehicleId: string | null;
  readonly since: number;
  /** End of the last ride or begin of the shift, whichever is later. */
  readonly idleSince: number;
  /** The order that it has, if any. */
  readonly orderId: string | null;
}

/**
 * Shifts of drivers. Durable. Rejects with `unavailable`. Promises:
 * - S1 A driver who accepts an order is online, whatever was said before (in the transaction of the acceptance).
 * - S2 A driver with an order cannot go `off`: `put` rejects with `conflict` that names it.
 */
export interface TaxiDrivers {
  /** `vehicleId` undefined keeps the last one. */
  put(
    tenant: string,
    driverId: string,
    state: Shift['state'],
    vehicleId: string | null | undefined,
  ): Promise<Shift>;
  get(tenant: string, driverId: string): Promise<Shift | undefined>;
  /** Everyone online or paused. */
  onShift(tenant: string): Promise<Shift[]>;
  /** Those of the drivers who are online and have no order. */
  freeAmong(tenant: string, driverIds: readonly string[]): Promise<Shift[]>;
  /** The shift in which a vehicle is driven now, for each that is. */
  ofVehicles(tenant: string, vehicleIds: readonly string[]): Promise<Shift[]>;
  onChanged(listener: (shift: Shift) => void): () => void;
}
