import {
  type BoardingReceipt,
  type Passenger,
  type PassengerList,
  type Subject,
  WaycastError,
} from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { BoardingDesk } from '../../../ports/boarding-desk.ts';
import type { Boarding, Boardings, Rider, TapFacts, TripRoster } from '../../../ports/boardings.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { FollowNotes } from '../../../ports/follow-log.ts';
import { isExpected, judgeTaps, type RiderState, statesOf, UNTOUCHED } from './rider-states.ts';
import { isRefused, placeTap, type ReadTap, readTaps, refusalOf } from './tap-reports.ts';

/** A trip before and after some taps. */
export interface Recorded {
  readonly roster: TripRoster;
  readonly before: ReadonlyMap<string, RiderState>;
  /** Without these taps, of which some may have been stored before. */
  readonly without: ReadonlyMap<string, RiderState>;
  readonly after: ReadonlyMap<string, RiderState>;
}

export interface BoardingDeskParts {
  readonly boardings: Boardings;
  readonly notes: FollowNotes;
  readonly clock: Clock;
  /** Called after taps were stored; until it resolves they are not acknowledged, so that they are sent again. */
  readonly recorded: (recorded: Recorded) => Promise<void>;
}

type Result = BoardingReceipt['results'][number];

/** Takes what drivers tap, and says who is on a trip. */
export function createBoardingDesk({ boardings, notes, clock, recorded }: BoardingDeskParts): BoardingDesk {
  return {
    async passengers(subject, tripId) {
      const roster = requireOwn(subject, tripId, await boardings.roster(subject.tenant, tripId));
      const { tenant, id: subjectId, roles } = subject;
      const who = { tenant, subjectId, roles: [...roles], via: 'role' } as const;
      const what = { action: 'read:passengers', vehicleId: roster.vehicleId, tripId, studentId: null };
      notes.read({ ...who, ...what });
      return passengersOf(roster);
    },
    async report(subject, tripId, taps) {
      const read = readTaps(taps, clock.now());
      const batch = new Batch(read, subject);
      const roster = await boardings.record(subject.tenant, tripId, namedBy(read), (facts) => {
        requireOwn(subject, tripId, facts.roster);
        return batch.judge(facts);
      });
      if (roster === undefined) throw absent(tripId);
      const after = statesOf(judged(roster));
      await recorded({ roster, before: batch.before, without: batch.without, after });
      return { ...batch.results(), ...headsOf(roster, after) };
    },
  };
}

/** What of a trip's taps and riders is told; flags are judged anew, for stops may have become known since. */
function passengersOf(roster: TripRoster): PassengerList {
  const states = statesOf(judged(roster));
  const riders = [...roster.riders].sort(inOrderOfStops);
  return {
    tripId: roster.tripId,
    status: roster.status,
    ...headsOf(roster, states),
    students: riders.map((rider) => passengerOf(rider, states.get(rider.studentId) ?? UNTOUCHED)),
  };
}

/** One request's taps while they are judged; a transaction that is tried again judges them anew. */
class Batch {
  readonly #read: readonly ReadTap[];
  readonly #recordedBy: string;
  before: ReadonlyMap<string, RiderState> = new Map();
  without: ReadonlyMap<string, RiderState> = new Map();
  #results: readonly Result[] = [];

  constructor(read: readonly ReadTap[], { id }: Subject) {
    this.#read = read;
    this.#recordedBy = id;
  }

  judge(facts: TapFacts): ReturnType<typeof judgeTaps> {
    const { roster } = facts;
    this.before = statesOf(judged(roster));
    const reported = new Set(namedBy(this.#read).boardingIds);
    const others = roster.boardings.filter(({ boardingId }) => !reported.has(boardingId));
    this.without = statesOf(judged({ ...roster, boardings: others }));
    const taps = new Map<string, Boarding>(roster.boardings.map((tap) => [tap.boardingId, tap]));
    const placed = this.#read.map((tap) => {
      if (isRefused(tap)) return tap;
      const boarding = placeTap(tap, facts, this.#recordedBy);
      // What is stored already stays as it is: the same tap was sent again.
      if (!isRefused(boarding) && !taps.has(boarding.boardingId)) taps.set(boarding.boardingId, boarding);
      return boarding;
    });
    const all = judgeTaps([...taps.values()], roster.riders, roster.visits);
    const byId = new Map(all.map((tap) => [tap.boardingId, tap]));
    this.#results = placed.map((tap, index): Result => {
      if (isRefused(tap)) return refusalOf(tap);
      const stored = byId.get(tap.boardingId);
      const { boardingId } = tap;
      return { index, boardingId, studentId: stored?.studentId ?? null, flag: stored?.flag ?? null };
    });
    return all;
  }

  results(): Pick<BoardingReceipt, 'accepted' | 'results'> {
    const accepted = this.#results.filter(({ code }) => code === undefined).length;
    return { accepted, results: [...this.#results] };
  }
}

function judged({ boardings, riders, visits }: TripRoster): ReturnType<typeof judgeTaps> {
  return judgeTaps(boardings, riders, visits);
}

function namedBy(read: readonly ReadTap[]): Parameters<Boardings['record']>[2] {
  const taps = read.flatMap((one) => (one.kind === 'read' ? [one.tap] : []));
  return {
    ids: taps.flatMap(({ studentId }) => studentId ?? []),
    cardIds: taps.flatMap(({ cardId }) => cardId ?? []),
    boardingIds: taps.map(({ boardingId }) => boardingId),
  };
}

/** Boarded: all who got on so far, whether or not they got off. Expected: without those who were reported absent. */
function headsOf({ riders }: TripRoster, states: ReadonlyMap<string, RiderState>) {
  const isOn = ({ state }: RiderState): boolean => state === 'BOARDED' || state === 'ALIGHTED';
  const isAbsent = ({ studentId }: Rider): boolean => states.get(studentId)?.state === 'ABSENT';
  return {
    studentsBoarded: [...states.values()].filter(isOn).length,
    studentsExpected: riders.filter((rider) => isExpected(rider) && !isAbsent(rider)).length,
  };
}

function passengerOf(
  { cardIds, ...rider }: Rider,
  { state, boardedAt, alightedAt, flags }: RiderState,
): Passenger {
  return {
    ...rider,
    cardIds: [...cardIds],
    state,
    boardedAt: boardedAt === null ? null : isoTime(boardedAt),
    alightedAt: alightedAt === null ? null : isoTime(alightedAt),
    flags: [...flags, ...(state === 'ALIGHTED' && boardedAt === null ? ['boarding_inferred'] : [])],
  };
}

function inOrderOfStops(a: Rider, b: Rider): number {
  const [first, second] = [a.boardSequence ?? Infinity, b.boardSequence ?? Infinity];
  if (first !== second) return first - second;
  return a.name.localeCompare(b.name) || (a.studentId < b.studentId ? -1 : 1);
}

/** Those who see all of the tenant, the trip's driver, and whoever drives its vehicle. */
function requireOwn(subject: Subject, tripId: string, roster: TripRoster | undefined): TripRoster {
  if (roster === undefined) throw absent(tripId);
  const { roles, vehicles, id } = subject;
  const isStaff = roles.has('admin') || roles.has('dispatcher');
  const drives = roster.driverId === id || (roster.vehicleId !== null && vehicles.has(roster.vehicleId));
  if (!isStaff && !drives) throw absent(tripId);
  return roster;
}

function absent(tripId: string): WaycastError {
  return new WaycastError('not_found', `no trip ${tripId} that you may see`);
}
