import type { BoardingReport, Passenger, TripStatus } from '@waycast/contract';

/** A report as this page makes it: with its time as ISO 8601. */
export type Tap = Omit<BoardingReport, 'at'> & { readonly at: string };

/** What a driver did, with the time at which it was done: kept on the phone until the server has it. */
export type Act =
  | { readonly kind: 'boarding'; readonly tripId: string; readonly report: Tap }
  | { readonly kind: 'start' | 'complete'; readonly tripId: string; readonly at: string };

export interface QueuedAct {
  readonly key: number;
  readonly act: Act;
}

/** What is sent next: a start or an end by itself, boardings of one trip together. */
export type NextCall =
  | {
      readonly kind: 'start' | 'complete';
      readonly tripId: string;
      readonly keys: readonly number[];
      readonly at: string;
    }
  | {
      readonly kind: 'boardings';
      readonly tripId: string;
      readonly keys: readonly number[];
      readonly reports: readonly Tap[];
    };

/** As many as the server takes in one request. */
const REPORTS_MAX = 500;

/** The next request, in the order in which things were done; undefined while nothing waits. */
export function nextCall(queued: readonly QueuedAct[]): NextCall | undefined {
  const [first] = queued;
  if (first === undefined) return undefined;
  const { act, key } = first;
  if (act.kind !== 'boarding') return { kind: act.kind, tripId: act.tripId, keys: [key], at: act.at };
  const keys: number[] = [];
  const reports: Tap[] = [];
  for (const one of queued) {
    if (one.act.kind !== 'boarding' || one.act.tripId !== act.tripId || keys.length === REPORTS_MAX) break;
    keys.push(one.key);
    reports.push(one.act.report);
  }
  return { kind: 'boardings', tripId: act.tripId, keys, reports };
}

/** The passengers as they are once what waits on this phone counts. */
export function withActs(
  students: readonly Passenger[],
  tripId: string,
  queued: readonly QueuedAct[],
): Passenger[] {
  const latest = new Map<string, Tap>();
  for (const { act } of queued) {
    if (act.kind !== 'boarding' || act.tripId !== tripId) continue;
    const student = studentOf(students, act.report);
    if (student !== undefined) latest.set(student.studentId, act.report);
  }
  return students.map((student) => {
    const report = latest.get(student.studentId);
    return report === undefined ? student : after(student, report);
  });
}

function after(student: Passenger, { action, at }: Tap): Passenger {
  switch (action) {
    case 'BOARDED':
      return { ...student, state: action, boardedAt: at, alightedAt: null };
    case 'ALIGHTED':
      return { ...student, state: action, alightedAt: at };
    case 'ABSENT':
      return { ...student, state: action };
    default:
      return action satisfies never;
  }
}

/** Whose tap it was: by their id, or by a card of theirs. */
export function studentOf(
  students: readonly Passenger[],
  { studentId, cardId }: Pick<BoardingReport, 'studentId' | 'cardId'>,
): Passenger | undefined {
  return students.find((one) =>
    cardId === undefined ? one.studentId === studentId : one.cardIds.includes(cardId),
  );
}

/** How a trip stands once what waits on this phone counts. */
export function statusWith(status: TripStatus, tripId: string, queued: readonly QueuedAct[]): TripStatus {
  const own = queued.filter(({ act }) => act.tripId === tripId).map(({ act }) => act.kind);
  if (own.includes('complete')) return 'COMPLETED';
  return own.includes('start') && status === 'SCHEDULED' ? 'IN_PROGRESS' : status;
}

/** The same card within this time is the same hand at the reader. */
export const SAME_SCAN_MS = 8000;

/** What a card at the reader means: getting on, or for who is on board getting off. */
export function scannedAction(student: Passenger | undefined): 'BOARDED' | 'ALIGHTED' {
  return student?.state === 'BOARDED' ? 'ALIGHTED' : 'BOARDED';
}
