import type { Boarding, BoardingFlag, JudgedBoarding, Rider, RosterVisit } from '../../../ports/boardings.ts';

/*
 *   EXPECTED ──BOARDED──▶ BOARDED ──ALIGHTED──▶ ALIGHTED
 *      │ ABSENT              │ ABSENT: the tap before was a mistake      any of them again: repeated
 *      ▼                     ▼
 *    ABSENT ◀────────────────┘
 *
 * The last word by the clock of the device counts, so that taps that come late, twice or shuffled end in the same
 * state. Who alights without having boarded was on the bus all the same.
 */
export type RiderStateName = 'EXPECTED' | 'BOARDED' | 'ALIGHTED' | 'ABSENT';

/** Where a child is, as far as the taps tell. Times are epoch ms. */
export interface RiderState {
  readonly state: RiderStateName;
  /** First tap of getting on, of the present stay; null: none was made, or it was taken back. */
  readonly boardedAt: number | null;
  readonly alightedAt: number | null;
  /** Some tap was flagged so. */
  readonly flags: readonly string[];
}

/** A bus that has just closed its doors, or is about to open them, is at the stop. */
const AT_STOP_MS = 60_000;
/** After this long on the way a tap belongs to no stop. */
const ON_THE_WAY_MS = 600_000;

export const UNTOUCHED: RiderState = { state: 'EXPECTED', boardedAt: null, alightedAt: null, flags: [] };

/** In event time; what happened at once, by id, so that the order is the same everywhere. */
function byTime(a: Boarding, b: Boarding): number {
  return a.at - b.at || (a.boardingId < b.boardingId ? -1 : 1);
}

/** What is to be said of each tap of a trip; in any order, it answers by time. */
export function judgeTaps(
  taps: readonly Boarding[],
  riders: readonly Rider[],
  visits: readonly RosterVisit[],
): JudgedBoarding[] {
  const expected = new Map(riders.filter(isExpected).map((rider) => [rider.studentId, rider]));
  const last = new Map<string, Boarding['action']>();
  return [...taps].sort(byTime).map((tap) => {
    const rider = tap.studentId === null ? undefined : expected.get(tap.studentId);
    const repeated = tap.studentId !== null && last.get(tap.studentId) === tap.action;
    if (tap.studentId !== null) last.set(tap.studentId, tap.action);
    const { flag: _flag, expected: _expected, ...plain } = { flag: null, expected: false, ...tap };
    return { ...plain, expected: rider !== undefined, flag: flagOf(tap, rider, repeated, visits) };
  });
}

/** Each student's state after all taps, by id; those without taps are missing. */
export function statesOf(judged: readonly JudgedBoarding[]): ReadonlyMap<string, RiderState> {
  const states = new Map<string, RiderState>();
  for (const tap of [...judged].sort(byTime)) {
    if (tap.studentId === null) continue;
    const before = states.get(tap.studentId) ?? UNTOUCHED;
    const after = step(before, tap);
    const flags =
      tap.flag === null || before.flags.includes(tap.flag) ? before.flags : [...before.flags, tap.flag];
    states.set(tap.studentId, { ...after, flags });
  }
  return states;
}

/** The stop that the bus was at, or, between two, that it is nearer to in time; null: none is known. */
export function stopAt(at: number, visits: readonly RosterVisit[]): number | null {
  let nearest: { readonly sequence: number; readonly awayMs: number; readonly arrivedAt: number } | undefined;
  for (const { sequence, arrivedAt, departedAt } of visits) {
    if (arrivedAt === null || arrivedAt - AT_STOP_MS > at) continue;
    if (departedAt !== null && at - departedAt > ON_THE_WAY_MS) continue;
    const awayMs = at < arrivedAt ? arrivedAt - at : Math.max(0, at - (departedAt ?? at));
    const isNearer = nearest === undefined || awayMs < nearest.awayMs;
    if (isNearer || (awayMs === nearest?.awayMs && arrivedAt > nearest.arrivedAt))
      nearest = { sequence, awayMs, arrivedAt };
  }
  return nearest?.sequence ?? null;
}

export function isExpected(rider: Rider): boolean {
  return rider.boardSequence !== null;
}

function step(before: RiderState, { action, at }: Boarding): RiderState {
  switch (action) {
    case 'BOARDED':
      if (before.state === 'BOARDED') return before;
      return { ...before, state: 'BOARDED', boardedAt: at, alightedAt: null };
    case 'ALIGHTED':
      return before.state === 'ALIGHTED' ? before : { ...before, state: 'ALIGHTED', alightedAt: at };
    case 'ABSENT':
      return { ...before, state: 'ABSENT', boardedAt: null, alightedAt: null };
  }
}

function flagOf(
  tap: Boarding,
  rider: Rider | undefined,
  repeated: boolean,
  visits: readonly RosterVisit[],
): BoardingFlag | null {
  if (tap.studentId === null) return 'unknown_card';
  if (repeated) return 'repeated';
  if (tap.action === 'ABSENT') return null;
  if (rider === undefined) return 'unexpected';
  const planned = tap.action === 'BOARDED' ? rider.boardSequence : rider.alightSequence;
  const actual = tap.stopSequence ?? stopAt(tap.at, visits);
  return actual !== null && actual !== planned ? 'wrong_stop' : null;
}
