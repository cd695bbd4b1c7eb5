import type {
  GuardianOf,
  ScheduleStops,
  StudentFacts,
  StudentFields,
  StudentRide,
} from '../../../ports/students.ts';

/** A ride as it was written: by sequences, or as a text that names stops. */
export interface RideWish {
  readonly scheduleId: string;
  readonly leg: string | { readonly boardSequence: number; readonly alightSequence: number };
  readonly weekdays: readonly number[] | null;
}

/** What is wanted of a student; what is left out stays as it is. */
export interface StudentWish {
  readonly name?: string | undefined;
  readonly grade?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly cardIds?: readonly string[] | undefined;
  /** A relation that is left out stays. */
  readonly guardians?:
    | readonly { readonly guardianId: string; readonly relation?: string | null }[]
    | undefined;
  readonly rides?: readonly RideWish[] | undefined;
}

/** Why a student cannot be entered as wanted, and what to do about it. */
export interface StudentProblem {
  readonly column: 'name' | 'card_ids' | 'guardian_ids' | 'rides';
  readonly value: string | null;
  readonly reason: string;
  readonly remedy: string;
  /** It is somebody else's. */
  readonly taken?: true;
}

export type StudentVerdict =
  | { readonly kind: 'good'; readonly fields: StudentFields }
  | { readonly kind: 'bad'; readonly problems: readonly StudentProblem[] };

const SEQUENCES = /^(\d{1,4})\s*-\s*(\d{1,4})$/;

/** What becomes of a student who is wanted so. Pure. */
export function judgeStudent(
  wish: StudentWish,
  before: StudentFields | undefined,
  facts: StudentFacts,
): StudentVerdict {
  const problems: StudentProblem[] = [];
  const name = wish.name ?? before?.name;
  if (name === undefined) problems.push(NAMELESS);
  const rides = wish.rides === undefined ? (before?.rides ?? []) : ridesOf(wish.rides, facts, problems);
  const cardIds = wish.cardIds === undefined ? (before?.cardIds ?? []) : sorted(wish.cardIds);
  for (const card of cardIds) {
    const owner = facts.cardOwners.get(card);
    if (owner !== undefined) problems.push(cardTaken(card, owner));
  }
  const guardians =
    wish.guardians === undefined ? (before?.guardians ?? []) : guardiansOf(wish.guardians, before, problems);
  if (problems.length > 0 || name === undefined) return { kind: 'bad', problems };
  const grade = wish.grade === undefined ? (before?.grade ?? null) : wish.grade;
  const note = wish.note === undefined ? (before?.note ?? null) : wish.note;
  return { kind: 'good', fields: { name, grade, note, cardIds, guardians, rides } };
}

function ridesOf(
  wishes: readonly RideWish[],
  { schedules }: StudentFacts,
  problems: StudentProblem[],
): readonly StudentRide[] {
  const rides = new Map<string, StudentRide>();
  for (const { scheduleId, leg, weekdays } of wishes) {
    const stops = schedules.get(scheduleId);
    if (rides.has(scheduleId)) problems.push(twice('rides', scheduleId));
    if (stops === undefined) {
      problems.push(noSchedule(scheduleId));
      continue;
    }
    const read = typeof leg === 'string' ? readLeg(leg, stops) : leg;
    const problem =
      read === undefined ? noSuchStops(scheduleId, leg, stops) : legProblem(scheduleId, read, stops);
    if (problem !== undefined) problems.push(problem);
    else if (read !== undefined) rides.set(scheduleId, { scheduleId, ...read, weekdays: daysOf(weekdays) });
  }
  return [...rides.values()].sort((a, b) => (a.scheduleId < b.scheduleId ? -1 : 1));
}

/** `2-5`, or two ids of stops with `>` or, where it is clear, `-` between them. */
function readLeg(leg: string, stops: ScheduleStops): Exclude<RideWish['leg'], string> | undefined {
  const [, board, alight] = SEQUENCES.exec(leg) ?? [];
  if (board !== undefined && alight !== undefined)
    return { boardSequence: Number(board), alightSequence: Number(alight) };
  const cuts = leg.includes('>') ? [leg.indexOf('>')] : [...leg.matchAll(/-/g)].map(({ index }) => index);
  const found = cuts.flatMap((cut) => {
    const first = stops.find(({ stopId }) => stopId === leg.slice(0, cut).trim());
    const last = stops.findLast(({ stopId }) => stopId === leg.slice(cut + 1).trim());
    return first === undefined || last === undefined
      ? []
      : [{ boardSequence: first.sequence, alightSequence: last.sequence }];
  });
  return found.length === 1 ? found[0] : undefined;
}

function legProblem(
  scheduleId: string,
  { boardSequence, alightSequence }: Exclude<RideWish['leg'], string>,
  stops: ScheduleStops,
): StudentProblem | undefined {
  const value = `${scheduleId}:${boardSequence}-${alightSequence}`;
  const last = stops.length;
  if (boardSequence < 1 || Math.max(boardSequence, alightSequence) > last)
    return {
      column: 'rides',
      value,
      reason: `the route of schedule ${scheduleId} has stops 1 to ${last}`,
      remedy: `Write two of them, such as ${scheduleId}:1-${last}.`,
    };
  if (alightSequence > boardSequence) return undefined;
  return {
    column: 'rides',
    value,
    reason: `stop ${alightSequence}, to get off, does not come after stop ${boardSequence}, to get on`,
    remedy: 'Write first where the student gets on, then a later stop where they get off.',
  };
}

function guardiansOf(
  wishes: NonNullable<StudentWish['guardians']>,
  before: StudentFields | undefined,
  problems: StudentProblem[],
): readonly GuardianOf[] {
  const guardians = new Map<string, GuardianOf>();
  for (const { guardianId, relation } of wishes) {
    if (guardians.has(guardianId)) problems.push(twice('guardian_ids', guardianId));
    const known = before?.guardians.find((one) => one.guardianId === guardianId)?.relation ?? null;
    guardians.set(guardianId, { guardianId, relation: relation === undefined ? known : relation });
  }
  return [...guardians.values()].sort((a, b) => (a.guardianId < b.guardianId ? -1 : 1));
}

function sorted(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].sort();
}

function daysOf(weekdays: readonly number[] | null): readonly number[] | null {
  return weekdays === null ? null : [...new Set(weekdays)].sort((a, b) => a - b);
}

const NAMELESS: StudentProblem = {
  column: 'name',
  value: null,
  reason: 'a new student has no name',
  remedy: 'Write a name in the column name.',
};

function cardTaken(card: string, owner: string): StudentProblem {
  return {
    column: 'card_ids',
    value: card,
    reason: `the card is student ${owner}'s`,
    remedy: `Correct the number, or take the card away from student ${owner} first.`,
    taken: true,
  };
}

function twice(column: 'rides' | 'guardian_ids', value: string): StudentProblem {
  return { column, value, reason: 'is named twice', remedy: 'Name it once.' };
}

function noSchedule(scheduleId: string): StudentProblem {
  return {
    column: 'rides',
    value: scheduleId,
    reason: `there is no schedule ${scheduleId}`,
    remedy:
      'Enter the schedule first, with PUT /api/school/schedules/ID or a GTFS import, or correct its id.',
  };
}

function noSuchStops(scheduleId: string, leg: RideWish['leg'], stops: ScheduleStops): StudentProblem {
  const ids = stops.map(({ stopId }) => stopId);
  const shown = ids.length <= 8 ? ids.join(', ') : `${ids.slice(0, 8).join(', ')}, …`;
  return {
    column: 'rides',
    value: `${scheduleId}:${typeof leg === 'string' ? leg : ''}`,
    reason: `names no two stops of schedule ${scheduleId}`,
    remedy: `Write sequences such as ${scheduleId}:1-${stops.length}, or stops with > between them; there are ${shown}.`,
  };
}
