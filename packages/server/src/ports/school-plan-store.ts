/** A place where buses stop. */
export interface StopFields {
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Metres: a vehicle this near is at the stop. */
  readonly radiusM: number;
}

/** A stop as a route serves it. */
export interface ServedStop {
  readonly stopId: string;
  /** From 1. */
  readonly sequence: number;
  /** Metres along the route's line. */
  readonly alongM: number;
  /** Metres between the stop and its place on the line. */
  readonly offM: number;
  readonly approachM: number | null;
  readonly approachS: number | null;
}

export type Direction = 'to_school' | 'from_school' | 'other';

export interface RouteFields {
  readonly name: string;
  readonly direction: Direction;
  /** `#0a7d5c`. */
  readonly color: string | null;
  /** Positions [longitude, latitude]; null: straight from stop to stop. */
  readonly line: readonly (readonly [number, number])[] | null;
  /** In order of sequence; at least two. */
  readonly stops: readonly ServedStop[];
}

/** Days of service, as `ServiceCalendar` of the kernel reads them. */
export interface CalendarFields {
  readonly name: string | null;
  /** 1 Monday to 7 Sunday, each once, in order. */
  readonly weekdays: readonly number[];
  /** `2026-05-04`. */
  readonly startsOn: string;
  readonly endsOn: string;
  /** Each once, in order. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface ScheduledStop {
  readonly sequence: number;
  /** Seconds from noon minus 12 hours of the day of service. */
  readonly arrivalS: number;
  readonly departureS: number;
}

export interface ScheduleFields {
  readonly name: string | null;
  readonly routeId: string;
  readonly calendarId: string;
  /** One of each stop of the route, in order. */
  readonly times: readonly ScheduledStop[];
  readonly vehicleId: string | null;
  readonly driverId: string | null;
}

/** What a plan is made of. */
export interface PlanFields {
  readonly stops: StopFields;
  readonly routes: RouteFields;
  readonly calendars: CalendarFields;
  readonly schedules: ScheduleFields;
}

export type PlanKind = keyof PlanFields;

export interface PlanEntry<K extends PlanKind> {
  readonly id: string;
  readonly fields: PlanFields[K];
  /** Epoch ms. */
  readonly updatedAt: number;
}

export interface PlanQueryOf {
  /** Each of these words must occur in the id or the name. */
  readonly words?: readonly string[];
  /** Only ids after this one. */
  readonly after?: string;
  /** Only schedules of this route. */
  readonly routeId?: string;
}

/** Reads a tenant's plan. Lists are in order of ids. */
export interface PlanReading {
  page<K extends PlanKind>(kind: K, query: PlanQueryOf, limit: number): Promise<PlanEntry<K>[]>;
  count(kind: PlanKind, query: PlanQueryOf): Promise<number>;
  /** Those of the ids that are there. */
  find<K extends PlanKind>(kind: K, ids: readonly string[]): Promise<Map<string, PlanEntry<K>>>;
  /** Of the given ids (vehicles or drivers of the registry), those that are unknown. */
  unknown(kind: 'vehicles' | 'drivers', ids: readonly string[]): Promise<string[]>;
  routesServing(stopId: string): Promise<PlanEntry<'routes'>[]>;
  schedulesOf(
    use: { readonly routeId: string } | { readonly calendarIds: readonly string[] },
  ): Promise<PlanEntry<'schedules'>[]>;
  /** How many students ride by a schedule, and the last stop, by its sequence, that one of them needs; 0 for none. */
  riders(scheduleId: string): Promise<{ readonly count: number; readonly lastSequence: number }>;
}

/** What a `put` did. */
export interface PutCounts {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** Reads and changes a tenant's plan within one transaction. */
export interface PlanChange extends PlanReading {
  /** Replaces or creates; each id is to be named once. What is the same already stays as it is, its time too. */
  put<K extends PlanKind>(
    kind: K,
    entries: readonly { readonly id: string; readonly fields: PlanFields[K] }[],
  ): Promise<PutCounts>;
  /** False when there is none. */
  remove(kind: PlanKind, id: string): Promise<boolean>;
}

/**
 * The plans of all tenants. Promises:
 * - SP1 `change` is done wholly or, when `work` rejects, not at all; it is durable once it has resolved.
 * - SP2 Changes of one tenant's plan come one after another, from all servers; what one reads stays so until it ends.
 * - SP3 Tenants never see each other's rows.
 * `work` may ask nothing of the database but by the change it is given.
 */
export interface PlanStore {
  reading(tenant: string): PlanReading;
  change<T>(tenant: string, work: (plan: PlanChange) => Promise<T>): Promise<T>;
}
