import type { PassengerList } from '@waycast/contract';
import { type Rows, readRows } from '../read-rows.ts';
import type { Shown } from './guardians.ts';
import { isTold, judgePushes } from './judge-pushes.ts';
import type { ToldVisit } from './log-follower.ts';
import type { Ride } from './school-day.ts';

/** What is wrong, by kind; all of it should be 0. `examples` has the first of them in words. */
export interface SchoolVerdict {
  readonly visits: number;
  readonly wrongVisits: number;
  readonly foreignVisits: number;
  readonly missingEvents: number;
  readonly doubledEvents: number;
  readonly openTrips: number;
  readonly wrongBoardings: number;
  readonly wrongNotices: number;
  /** Told, and no phone has it; and what a phone has shown twice. */
  readonly lostPushes: number;
  readonly doubledPushes: number;
  readonly worstTimeS: number;
  readonly examples: readonly string[];
}

export interface Outcome {
  readonly rides: readonly Ride[];
  readonly trips: ReadonlyMap<string, string>;
  /** Of all vehicles: as a follower was told, and as the log stands. */
  readonly followed: readonly ToldVisit[];
  /** Vehicles whose followers were told that they know everything. */
  readonly followers: readonly string[];
  readonly logged: readonly ToldVisit[];
  readonly shown: readonly Shown[];
  /** Of each trip, as the server answers. */
  readonly passengers: readonly PassengerList[];
}

type Complain = (
  kind: Exclude<keyof SchoolVerdict, 'visits' | 'worstTimeS' | 'examples'>,
  what: string,
) => void;

const EXAMPLES_A_KIND = 4;
/** Between the stop itself and the border of its circle, and half a gap of the fixes. */
const OFF_BY_MS = 15_000;

export async function judgeSchool(databaseUrl: string, outcome: Outcome): Promise<SchoolVerdict> {
  const counts = {
    ...{ wrongVisits: 0, foreignVisits: 0, missingEvents: 0, doubledEvents: 0, openTrips: 0 },
    ...{ wrongBoardings: 0, wrongNotices: 0, lostPushes: 0, doubledPushes: 0 },
  };
  const examples: string[] = [];
  const complain: Complain = (kind, what) => {
    counts[kind] += 1;
    if (counts[kind] <= EXAMPLES_A_KIND) examples.push(`${kind}: ${what}`);
  };
  const read = (query: string): Promise<Rows> => readRows(databaseUrl, query);
  const figures = judgeVisits(outcome, await read('select * from trip_visits'), complain);
  judgeEvents(outcome, 'follower', complain);
  judgeEvents(outcome, 'log', complain);
  for (const { trip_id, status } of await read(`select * from trips where service_date <= now()`))
    if (status !== 'COMPLETED' && [...outcome.trips.values()].includes(String(trip_id)))
      complain('openTrips', `${trip_id} is ${status}`);
  for (const list of outcome.passengers) judgeBoardings(outcome, list, complain);
  judgeNotices(outcome, await read('select * from guardian_notices'), complain);
  return { ...figures, ...counts, examples };
}

function judgeVisits({ rides, trips }: Outcome, rows: Rows, complain: Complain) {
  const stored = new Map(rows.map((row) => [`${row.trip_id} ${row.stop_sequence}`, row]));
  let visits = 0;
  let worstMs = 0;
  for (const { scheduleId, calls } of rides)
    for (const [index, { at, until }] of calls.entries()) {
      const key = `${trips.get(scheduleId)} ${index + 1}`;
      const { arrived_at, departed_at, skipped } = stored.get(key) ?? {};
      stored.delete(key);
      visits += 1;
      if (typeof arrived_at !== 'string' || typeof departed_at !== 'string' || skipped === true) {
        complain('wrongVisits', `${key} has no arrival or no departure`);
        continue;
      }
      const offMs = Math.max(
        Math.abs(Date.parse(arrived_at) - at),
        Math.abs(Date.parse(departed_at) - until),
      );
      worstMs = Math.max(worstMs, offMs);
      if (offMs > OFF_BY_MS) complain('wrongVisits', `${key} is off by ${offMs} ms`);
    }
  for (const key of stored.keys()) complain('foreignVisits', key);
  return { visits, worstTimeS: worstMs / 1000 };
}

function judgeEvents(
  { rides, trips, ...outcome }: Outcome,
  where: 'follower' | 'log',
  complain: Complain,
): void {
  const told = where === 'log' ? outcome.logged : outcome.followed;
  const vehicles = new Set(where === 'log' ? rides.map(({ bus }) => bus.vehicleId) : outcome.followers);
  const counts = new Map<string, number>();
  for (const { tripId, stopSequence, action } of told) {
    const key = `${tripId} ${stopSequence} ${action}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [key, count] of counts)
    if (count > 1) complain('doubledEvents', `${where}: ${key} ${count} times`);
  for (const { scheduleId, calls } of rides.filter(({ bus }) => vehicles.has(bus.vehicleId)))
    for (const index of calls.keys())
      for (const action of ['ARRIVED', 'DEPARTED']) {
        const key = `${trips.get(scheduleId)} ${index + 1} ${action}`;
        if (!counts.has(key)) complain('missingEvents', `${where}: ${key}`);
      }
}

function judgeBoardings(
  { rides, trips }: Outcome,
  { tripId, studentsBoarded, students }: PassengerList,
  complain: Complain,
): void {
  const ride = rides.find(({ scheduleId }) => trips.get(scheduleId) === tripId);
  const taps = new Map(ride?.taps.map(({ studentId, action, at }) => [`${studentId} ${action}`, at]));
  const rode = ride?.bus.pupils.filter(({ staysAtHome }) => !staysAtHome).length ?? 0;
  if (studentsBoarded !== rode)
    complain('wrongBoardings', `${tripId}: ${studentsBoarded} instead of ${rode}`);
  for (const { studentId, state, boardedAt, alightedAt, flags } of students) {
    const tappedAt = (action: string): number | undefined => taps.get(`${studentId} ${action}`);
    const isAbsent = tappedAt('ABSENT') !== undefined;
    const isAt = (time: string | null, action: string): boolean =>
      (time === null ? undefined : Date.parse(time)) === tappedAt(action);
    const isRight = isAt(boardedAt, 'BOARDED') && isAt(alightedAt, 'ALIGHTED') && flags.length === 0;
    if (!isRight || state !== (isAbsent ? 'ABSENT' : 'ALIGHTED'))
      complain('wrongBoardings', `${tripId} ${studentId}: ${state} ${flags.join()}`);
  }
}

/** Of a child that rode, that it got on and off; of every child, one decision whether to tell that the bus comes. */
function judgeNotices({ rides, trips, shown }: Outcome, rows: Rows, complain: Complain): void {
  const stored = new Map(rows.map((row) => [`${row.trip_id} ${row.guardian_id} ${row.kind}`, row]));
  for (const { scheduleId, bus } of rides)
    for (const { guardianId, staysAtHome } of bus.pupils) {
      const about = `${trips.get(scheduleId)} ${guardianId}`;
      const reasons = { approaching: undefined, boarded: undefined, alighted: undefined } as Reasons;
      for (const kind of KINDS) {
        reasons[kind] = stored.get(`${about} ${kind}`)?.reason;
        stored.delete(`${about} ${kind}`);
      }
      for (const kind of KINDS)
        if (!isRight(kind, reasons, staysAtHome))
          complain('wrongNotices', `${about} ${kind}: ${reasons[kind] ?? 'no decision'}`);
    }
  // Taps that come late may leave a child missing, or on the bus, until they are there.
  for (const [key, { kind, reason }] of stored)
    if (kind !== 'missing' && kind !== 'left_on_bus')
      complain('wrongNotices', `${key}: ${reason}, which did not happen`);
  judgePushes(rows, shown, complain);
}

const KINDS = ['approaching', 'boarded', 'alighted'] as const;

type Reasons = Record<(typeof KINDS)[number], unknown>;

function isRight(kind: (typeof KINDS)[number], reasons: Reasons, staysAtHome: boolean): boolean {
  const reason = reasons[kind];
  if (kind === 'approaching') return reason !== undefined;
  if (staysAtHome) return reason === undefined;
  // Whose tap of getting on comes after that of getting off is told of the latter alone.
  return isTold(reason) || (kind === 'boarded' && reason === 'already_alighted');
}
