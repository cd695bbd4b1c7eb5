import type {
  FixVerdict,
  Odometer,
  ReportedEvent,
  ReportedStop,
  ReportedTrip,
  VehicleDay,
} from '@waycast/contract';
import type { EventCursor } from './finding-archive.ts';
import type { HistoryRange, VehicleOfTenant } from './history.ts';

/** What a report is about. */
export interface ReportScope {
  readonly tenant: string;
  /** Undefined: every vehicle of the tenant. */
  readonly vehicles: readonly string[] | undefined;
  /** Epoch ms; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
}

/** Where the next page begins. */
export interface ReportCursor {
  readonly vehicleId: string;
  /** Epoch ms of the last item's start; undefined: the vehicle is done. */
  readonly startsAt?: number;
}

export interface ReportPage<Item> {
  readonly items: readonly Item[];
  readonly next: ReportCursor | undefined;
}

export interface EventPage {
  readonly items: readonly ReportedEvent[];
  readonly next: EventCursor | undefined;
}

/** What the fixes mean, as the HTTP interface answers it. Whether the asker may see the vehicles is asked before. */
export interface Reports {
  trips(scope: ReportScope, limit: number, after?: ReportCursor): Promise<ReportPage<ReportedTrip>>;
  stops(scope: ReportScope, limit: number, after?: ReportCursor): Promise<ReportPage<ReportedStop>>;
  /** Days of the span in the time zone. A page holds whole vehicles, one at least, so that it may exceed `limit`. */
  summary(
    scope: ReportScope,
    timeZone: string,
    limit: number,
    after?: ReportCursor,
  ): Promise<ReportPage<VehicleDay>>;
  /** What happened to a vehicle, by start. */
  events(range: HistoryRange, limit: number, after?: EventCursor): Promise<EventPage>;
  /** Undefined for a vehicle that was never judged. */
  odometer(vehicle: VehicleOfTenant): Promise<Odometer | undefined>;
  /** Undefined when no fix of that time is stored. */
  verdict(vehicle: VehicleOfTenant, time: number): Promise<FixVerdict | undefined>;
  /** Flags of the fixes of a range that are not believed, by their device time. */
  flags(range: HistoryRange): Promise<ReadonlyMap<number, 'outlier' | 'inaccurate'>>;
}
