import type { Subject, Topic, TripEtas } from '@waycast/contract';
import type { Closers } from './closers.ts';
import type { Right } from './kernel/access.ts';
import type { Sessions } from './kernel/sessions.ts';
import { createBoardingDesk, type Recorded } from './modules/school/boarding/boarding-desk.ts';
import { TroubleWatch } from './modules/school/boarding/watch-troubles.ts';
import { watchApproaches } from './modules/school/people/approach-watch.ts';
import { createFollowLogDesk } from './modules/school/people/follow-log-desk.ts';
import { createFollowNotes } from './modules/school/people/follow-notes.ts';
import { createGuardianDesk, type ForecastOf } from './modules/school/people/guardian-desk.ts';
import { createGuardianRights } from './modules/school/people/guardian-rights.ts';
import { boardedNow, troubledNow } from './modules/school/people/happenings.ts';
import { createNotices, type Happening } from './modules/school/people/notices.ts';
import { createStudentDesk } from './modules/school/people/student-desk.ts';
import { takeUpNotices } from './modules/school/people/take-up-notices.ts';
import { GuardianWatch } from './modules/school/people/watch-guardians.ts';
import { createWorkQueue } from './modules/school/people/work-queue.ts';
import type { Alarms } from './ports/alarms.ts';
import type { BoardingCounts } from './ports/boarding-counts.ts';
import type { Boardings } from './ports/boardings.ts';
import type { Clock } from './ports/clock.ts';
import type { FollowLog, FollowNotes } from './ports/follow-log.ts';
import type { GuardianRights } from './ports/guardian-rights.ts';
import type { Guardians } from './ports/guardians.ts';
import type { Log } from './ports/log.ts';
import type { People } from './ports/people-desk.ts';
import type { PersonalPush } from './ports/personal-push.ts';
import type { Students } from './ports/students.ts';
import type { Tenants } from './ports/tenants.ts';
import type { TripProgressListener } from './ports/trip-progress.ts';
import type { Trips } from './ports/trips.ts';

export interface SchoolPeopleParts {
  readonly store: {
    readonly students: Students;
    readonly boardings: Boardings;
    readonly guardians: Guardians;
    readonly followLog: FollowLog;
  };
  readonly trips: Pick<Trips, 'onChanged'>;
  readonly tenants: Pick<Tenants, 'settings'>;
  readonly alarms: Alarms;
  readonly personalPush: PersonalPush;
  /** Predictions of a trip's arrivals; absent: guardians see none. */
  readonly etasOf?: (tenant: string, tripId: string) => Promise<TripEtas | undefined>;
  /** ALERT_FRESHNESS in ms. */
  readonly freshnessMs: number;
  /** FOLLOW_LOG_RETENTION_DAYS is not 0. */
  readonly keepsFollowLog: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** Students, who boards, and their guardians, until the closers run. */
export interface SchoolPeople {
  readonly people: People;
  /** What trips tell of the children on them. */
  readonly boardingCounts: BoardingCounts;
  /** Is to be told of the fixes of running trips. */
  readonly tripProgress: TripProgressListener;
  /** What the kernel asks and tells. */
  readonly guardianRights: GuardianRights;
  readonly followed: (subject: Subject, topic: Topic, right: Right) => void;
  readonly allowed: (subject: Subject, topic: Topic, right: Right) => void;
  /** From now on what guardians follow ends when it no longer concerns a child of theirs. */
  start(sessions: Pick<Sessions, 'all' | 'recheck'>): void;
}

/** Notices that are decided or sent at a time, and that may wait. */
const NOTICES = { atOnce: 16, waiting: 20_000 } as const;

export function openSchoolPeople(parts: SchoolPeopleParts, closers: Closers): SchoolPeople {
  const { store, trips, clock, log } = parts;
  const notes = createFollowNotes({ ...store, clock, log });
  const noted: FollowNotes = parts.keepsFollowLog ? notes : NOTHING_NOTED;
  const rights = createGuardianRights(store.guardians, clock);
  const telling = openTelling(parts);
  const boarded = new Set<(tenant: string, tripId: string) => void>();
  let watch: GuardianWatch | undefined;

  function changed(tenant: string): void {
    telling.approaches.forget(tenant);
    watch?.look(tenant);
  }

  async function recorded(taps: Recorded): Promise<void> {
    const { tenant, tripId } = taps.roster;
    for (const listener of boarded) listener(tenant, tripId);
    watch?.look(tenant);
    await telling.recorded(taps);
  }

  const endListening = trips.onChanged((trip) => {
    const { tenant, tripId } = trip;
    telling.troubles.changed(tenant, tripId);
    if (trip.status === 'COMPLETED') telling.approaches.ended(trip);
    watch?.look(tenant);
  });
  closers.push(async () => {
    endListening();
    await Promise.all([watch?.close(), telling.close()]);
    await notes.close();
  });
  return {
    people: { ...desksOf(parts, noted, { changed, recorded }, notes.flush), rights, notes: noted },
    boardingCounts: countsBy(store.boardings, boarded),
    tripProgress: telling.approaches,
    guardianRights: rights,
    followed(subject, topic, right) {
      noteFollow(noted, subject, topic, right);
      if (right.via === 'guardian') watch?.began(subject.tenant, subject.id, nameOf(topic));
    },
    allowed(subject, topic, right) {
      if (right.via === 'guardian') watch?.holds(subject.tenant, subject.id, nameOf(topic));
    },
    start(sessions) {
      watch = new GuardianWatch({ concerned: rights.concerned, sessions, clock, log });
    },
  };
}

const NOTHING_NOTED: FollowNotes = { followed: () => undefined, read: () => undefined };

/** What tells of children: alerts to the school, notices to guardians. */
function openTelling({ store, personalPush: push, freshnessMs, ...parts }: SchoolPeopleParts) {
  const queue = createWorkQueue(NOTICES.atOnce, NOTICES.waiting, 'telling guardians', parts.log);
  const sending = createWorkQueue(NOTICES.atOnce, NOTICES.waiting, 'sending to guardians', parts.log);
  const notices = createNotices({ ...store, push, sending, clock: parts.clock, freshnessMs });
  const tellAll = (happenings: readonly Happening[]): void => {
    for (const happening of happenings) queue.add(() => notices.all(happening));
  };
  const troubles = new TroubleWatch({
    ...parts,
    ...store,
    found: (roster, some) => tellAll(troubledNow(roster, some)),
  });
  const endTakingUp = takeUpNotices({ ...parts, notices });
  return {
    approaches: watchApproaches({ ...parts, ...store, notices, queue }),
    troubles,
    async recorded(taps: Recorded): Promise<void> {
      troubles.recorded(taps);
      await Promise.all(boardedNow(taps).map((happening) => notices.all(happening)));
    },
    async close(): Promise<void> {
      await Promise.all([troubles.close(), endTakingUp()]);
      await queue.close();
      await sending.close();
    },
  };
}

interface Called {
  readonly changed: (tenant: string) => void;
  readonly recorded: (taps: Recorded) => Promise<void>;
}

function desksOf(
  { store, clock, etasOf }: SchoolPeopleParts,
  notes: FollowNotes,
  called: Called,
  flush: () => Promise<void>,
): Omit<People, 'rights' | 'notes'> {
  const common = { ...store, ...called, notes, clock };
  return {
    students: createStudentDesk(common),
    boarding: createBoardingDesk(common),
    guardians: createGuardianDesk({ ...common, forecastOf: forecastBy(etasOf) }),
    followLog: createFollowLogDesk(store.followLog, flush),
  };
}

/** As `GuardianWatch` names what is followed. */
function nameOf({ family, id }: Topic): string {
  return `${family === 'trip' ? 'trip' : 'vehicle'} ${id}`;
}

function countsBy(
  boardings: Boardings,
  listeners: Set<(tenant: string, tripId: string) => void>,
): BoardingCounts {
  return {
    countsOf: async (tenant, tripIds) =>
      tripIds.length === 0 ? new Map() : boardings.countsOf(tenant, tripIds),
    stopsOf: (...asked) => boardings.stopsOf(...asked),
    onBoarded(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function noteFollow(notes: FollowNotes, { tenant, id, roles }: Subject, topic: Topic, right: Right): void {
  const { via, studentId = null } = right;
  if (topic.family !== 'vehicle' && topic.family !== 'trip' && topic.family !== 'fleet') return;
  const vehicleId = topic.family === 'vehicle' ? topic.id : null;
  const tripId = topic.family === 'trip' ? topic.id : null;
  const who = { tenant, subjectId: id, roles: [...roles] };
  notes.followed({ ...who, action: `follow:${topic.family}`, vehicleId, tripId, studentId, via });
}

function forecastBy(etasOf: SchoolPeopleParts['etasOf']): ForecastOf {
  return async (tenant, tripId, sequence) => {
    const etas = (await etasOf?.(tenant, tripId))?.etas ?? [];
    const found = etas.find(({ stopSequence }) => stopSequence === sequence);
    if (found === undefined) return undefined;
    return { eta: Date.parse(found.eta), p10: Date.parse(found.p10), p90: Date.parse(found.p90) };
  };
}
