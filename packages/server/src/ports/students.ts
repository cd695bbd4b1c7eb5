import type { FollowRecord } from './follow-log.ts';
import type { WriteVerdict } from './registry.ts';

/** A trip of the plan that a student takes, from stop to stop. */
export interface StudentRide {
  readonly scheduleId: string;
  readonly boardSequence: number;
  readonly alightSequence: number;
  /** 1 Monday to 7 Sunday, ascending; null: every day of service. */
  readonly weekdays: readonly number[] | null;
}

export interface GuardianOf {
  /** The subject of the guardian's token. */
  readonly guardianId: string;
  readonly relation: string | null;
}

/** A student as people describe one. */
export interface StudentFields {
  readonly name: string;
  readonly grade: string | null;
  readonly note: string | null;
  readonly cardIds: readonly string[];
  /** By id, each once. */
  readonly guardians: readonly GuardianOf[];
  /** By schedule, each once. */
  readonly rides: readonly StudentRide[];
}

export interface StoredStudent {
  readonly studentId: string;
  readonly fields: StudentFields;
  /** Schedules of rides whose schedule is gone, or whose route has no such stop any more. */
  readonly brokenRides: readonly string[];
  readonly updatedAt: number;
}

/** What the plan says of a schedule's stops, in order. */
export type ScheduleStops = readonly { readonly sequence: number; readonly stopId: string }[];

/** What a change of students is judged by. */
export interface StudentFacts {
  /** As they are now, by id; those that are not there are missing. */
  readonly before: ReadonlyMap<string, StudentFields>;
  /** Of the schedules that were named; those that do not exist are missing. */
  readonly schedules: ReadonlyMap<string, ScheduleStops>;
  /** Which other students have the cards that were named. */
  readonly cardOwners: ReadonlyMap<string, string>;
  /** How many students the tenant has. */
  readonly count: number;
}

/** What is about to be written. */
export interface StudentWrite {
  readonly ids: readonly string[];
  readonly scheduleIds: readonly string[];
  readonly cardIds: readonly string[];
}

export interface StudentQuery {
  /** Every one of these must occur in id, name or grade. */
  readonly words: readonly string[];
  readonly scheduleId?: string | undefined;
  /** Only ids after this one. */
  readonly after?: string | undefined;
}

/** How much of a child was removed. */
export interface Erased {
  readonly boardings: number;
  readonly notices: number;
  readonly alerts: number;
}

/**
 * The students of all tenants. Durable. Rejects with `unavailable`. Promises:
 * - P1 A write is done wholly or not at all, and writes of one tenant come one after another, from all servers.
 * - P2 A guardian whose link stays keeps what they chose to be told.
 * - P3 After `erase` no row of the tenant has the student's id, name or cards.
 * - P4 Tenants never see each other's rows.
 */
export interface Students {
  /** In order of ids. */
  page(tenant: string, query: StudentQuery, limit: number): Promise<StoredStudent[]>;
  count(tenant: string, query: StudentQuery): Promise<number>;
  get(tenant: string, studentId: string): Promise<StoredStudent | undefined>;
  /**
   * Gives each id what `decide` makes of the facts, in the order of `ids`; undefined: nothing is changed, and what would
   * have been done is nobody's to know. What `decide` throws is rejected with. With `dryRun` nothing is written either.
   */
  write(
    tenant: string,
    write: StudentWrite,
    decide: (facts: StudentFacts) => readonly StudentFields[] | undefined,
    dryRun: boolean,
  ): Promise<readonly WriteVerdict[] | undefined>;
  /** Removes everything that names the student, and notes in the same transaction who did; undefined: there was none. */
  erase(tenant: string, studentId: string, note: FollowRecord): Promise<Erased | undefined>;
  /** Everything that is stored on the student, table by table; undefined: there is none. */
  dossier(tenant: string, studentId: string): Promise<Readonly<Record<string, unknown>> | undefined>;
}
