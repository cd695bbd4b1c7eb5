import type { Finding, FindingKind } from './findings.ts';
import type { HistoryRange, VehicleOfTenant } from './history.ts';

export interface FindingOfVehicle {
  readonly vehicleId: string;
  readonly finding: Finding;
}

/** Findings of some vehicles of a tenant that touch a span of device time; `to` is exclusive. */
export interface FindingRange {
  readonly tenant: string;
  /** In the order of the answer. */
  readonly vehicles: readonly string[];
  readonly kinds: readonly FindingKind[];
  readonly from: number;
  readonly to: number;
  /** Only what comes after this one, which is of the first vehicle. */
  readonly after?: number | undefined;
}

/** The last event of a page. */
export type EventCursor = Pick<Finding, 'startsAt' | 'key'>;

/** How many fixes of a vehicle were ignored in a quarter of an hour. */
export interface IgnoredQuarter {
  readonly vehicleId: string;
  /** Epoch ms. */
  readonly quarter: number;
  readonly fixes: number;
}

/** What was found, for reports. Tenants never see each other's. Rejects with `unavailable`. */
export interface FindingArchive {
  /** Vehicles that were ever judged, by id, after `after`. */
  vehicles(tenant: string, after: string, limit: number): Promise<string[]>;
  /** By vehicle and start. Findings of one kind of one vehicle do not overlap. */
  list(range: FindingRange, limit: number): Promise<FindingOfVehicle[]>;
  ignored(range: Omit<FindingRange, 'kinds' | 'after'>): Promise<IgnoredQuarter[]>;
  /** Of one vehicle: the fixes of a range, both ends inclusive, that are not believed. */
  ignoredIn(range: HistoryRange, limit: number): Promise<Finding[]>;
  /** Of one vehicle and range: overspeeds and visits to fences that touch it, by start and key, after `after`. */
  events(range: HistoryRange, limit: number, after?: EventCursor): Promise<Finding[]>;
  /** How far the vehicle is judged, and the state of the rules then; undefined: not at all. */
  judgedTo(vehicle: VehicleOfTenant): Promise<{ readonly time: number; readonly state: unknown } | undefined>;
  /** Metres driven in all. */
  odometerM(vehicle: VehicleOfTenant): Promise<number>;
}
