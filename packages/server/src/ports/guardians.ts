import type { NoticeKind, TripStatus } from '@waycast/contract';
import type { BoardingAction } from './boardings.ts';
import type { TripPlan } from './trip-plan.ts';

/** A child of a guardian, and when the guardian wants to be told that the bus comes. */
export interface ChildLink {
  readonly studentId: string;
  readonly name: string;
  /** The bus is this near; both null: the guardian is not told. */
  readonly approachS: number | null;
  readonly approachM: number | null;
}

/** A trip of a child, as far as it decides what their guardian may see. Times are epoch ms. */
export interface ChildTrip {
  readonly guardianId: string;
  readonly studentId: string;
  readonly tripId: string;
  readonly status: TripStatus;
  readonly vehicleId: string | null;
  /** Another trip is run with the same vehicle at present. */
  readonly vehicleBusy: boolean;
  readonly scheduledStart: number;
  readonly scheduledEnd: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly plan: Pick<TripPlan, 'name' | 'direction' | 'stops'>;
  /** Null: not expected on it, but tapped in. */
  readonly boardSequence: number | null;
  readonly alightSequence: number | null;
  readonly visits: readonly {
    readonly sequence: number;
    readonly arrivedAt: number | null;
    readonly departedAt: number | null;
  }[];
  readonly taps: readonly {
    readonly boardingId: string;
    readonly action: BoardingAction;
    readonly at: number;
  }[];
}

/** What a guardian was told of, or not. */
export interface Notice {
  readonly tenant: string;
  readonly tripId: string;
  readonly studentId: string;
  readonly guardianId: string;
  readonly kind: NoticeKind;
  /** Epoch ms. */
  readonly decidedAt: number;
  readonly sent: boolean;
  /** One of NOTICE_REASONS, or what a newer server has stored. */
  readonly reason: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** What a guardian's devices are to show; it waits in the notice until it is settled. Times are epoch ms. */
export interface NoticeMessage {
  readonly title: string;
  readonly body: string;
  readonly vehicleId: string;
  /** When it happened. */
  readonly at: number;
  /** It is of no use later than this. */
  readonly until: number;
}

export interface UnsettledNotice extends Notice {
  readonly message: NoticeMessage;
}

export interface NoticeQuery {
  readonly studentId?: string | undefined;
  readonly guardianId?: string | undefined;
  readonly tripId?: string | undefined;
  readonly before?: { readonly decidedAt: number; readonly key: string } | undefined;
}

/** A child of a trip whose guardian may be told that the bus comes. */
export interface AwaitedApproach {
  readonly studentId: string;
  readonly name: string;
  readonly guardianId: string;
  /** The stop where the guardian waits. */
  readonly sequence: number;
  readonly approachS: number | null;
  readonly approachM: number | null;
}

/**
 * Guardians of children, and what they were told. Durable. Rejects with `unavailable`. Promises:
 * - G1 Of each trip, child, guardian and kind there is one notice: `decide` stores it for one caller only.
 * - G2 Tenants never see each other's rows.
 * - G3 What was decided with a message and not settled is taken up by one caller at a time, and only for who is still a
 *   guardian of the child.
 * - G4 Of several who settle one, being held up or not knowing of each other, the first counts, and `sent` before all.
 */
export interface Guardians {
  children(tenant: string, guardianId: string): Promise<ChildLink[]>;
  /** Trips of these guardians' children that are planned or run between two moments, in order of their start. */
  trips(
    tenant: string,
    guardianIds: readonly string[],
    span: { readonly from: number; readonly until: number },
  ): Promise<ChildTrip[]>;
  /** False: the child is not theirs. */
  setApproach(
    tenant: string,
    guardianId: string,
    studentId: string,
    approach: { readonly seconds: number | null; readonly metres: number | null },
  ): Promise<boolean>;
  /** Guardians of a trip's children who have no notice `approaching` of it yet. */
  awaited(tenant: string, tripId: string): Promise<AwaitedApproach[]>;
  /** Guardians of a student. */
  guardiansOf(tenant: string, studentId: string): Promise<string[]>;
  /** Stores a decision, with a message one that is to be sent and settled; false: it was made before. */
  decide(notice: Notice, message?: NoticeMessage): Promise<boolean>;
  /** What came of sending one. */
  settle(notice: Notice): Promise<void>;
  /** Takes up, at `now`, at most so many that were taken before `takenBefore` and not settled since; epoch ms. */
  takeUp(takenBefore: number, now: number, limit: number): Promise<UnsettledNotice[]>;
  /** Newest first. */
  notices(tenant: string, query: NoticeQuery, limit: number): Promise<Notice[]>;
}
