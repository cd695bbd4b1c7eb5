import type {
  CalendarDescription,
  GtfsReport,
  RouteDescription,
  ScheduleDescription,
  SchoolCalendar,
  SchoolRoute,
  SchoolSchedule,
  SchoolStop,
  StopDescription,
} from '@waycast/contract';
import type { z } from 'zod';

export interface PlanListQuery {
  /** Words that must all occur. */
  readonly q?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Only schedules of this route. */
  readonly routeId?: string | undefined;
}

export interface PlanList<A> {
  readonly items: A[];
  readonly nextCursor: string | null;
  /** How many match, on the first page. */
  readonly total?: number;
}

/** What a plan has of one kind, as people edit it, with errors of the catalogue that say what to do. */
export interface PlanKindDesk<D, A> {
  list(tenant: string, query: PlanListQuery): Promise<PlanList<A>>;
  /** Rejects with `not_found`. */
  get(tenant: string, id: string): Promise<A>;
  /** What is left out becomes as the description's schema says. Rejects with `invalid` and `conflict`. */
  put(tenant: string, id: string, description: D): Promise<A>;
  /** Rejects with `not_found`, and with `conflict` while something uses it. */
  remove(tenant: string, id: string): Promise<void>;
}

/** Plans of all tenants as people edit them. */
export interface SchoolPlanDesk {
  readonly stops: PlanKindDesk<z.output<typeof StopDescription>, SchoolStop>;
  readonly routes: PlanKindDesk<z.output<typeof RouteDescription>, SchoolRoute>;
  readonly calendars: PlanKindDesk<z.output<typeof CalendarDescription>, SchoolCalendar>;
  readonly schedules: PlanKindDesk<z.output<typeof ScheduleDescription>, SchoolSchedule>;
  /** Enters the files of a GTFS zip, all or none. */
  importGtfs(tenant: string, zip: Uint8Array, dryRun: boolean): Promise<GtfsReport>;
  /** The plan as a GTFS zip. */
  exportGtfs(tenant: string): Promise<AsyncIterable<Uint8Array>>;
}
