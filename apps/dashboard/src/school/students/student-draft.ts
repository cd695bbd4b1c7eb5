import type { SchoolRoute, SchoolSchedule, Student, StudentDescription } from '@waycast/contract';

/** A way that a student rides, as the form has it. */
export interface RideDraft {
  readonly key: string;
  readonly scheduleId: string;
  readonly boardSequence: number;
  readonly alightSequence: number;
  readonly weekdays: readonly number[] | null;
}

export interface GuardianDraft {
  readonly key: string;
  readonly guardianId: string;
  readonly relation: string;
}

/** A student as the form has them. */
export interface StudentDraft {
  readonly id: string;
  readonly name: string;
  readonly grade: string;
  readonly note: string;
  readonly cards: string;
  readonly guardians: readonly GuardianDraft[];
  readonly rides: readonly RideDraft[];
}

export const NEW_STUDENT: StudentDraft = {
  id: '',
  name: '',
  grade: '',
  note: '',
  cards: '',
  guardians: [],
  rides: [],
};

export function draftOfStudent({
  studentId,
  name,
  grade,
  note,
  cardIds,
  guardians,
  rides,
}: Student): StudentDraft {
  return {
    id: studentId,
    name,
    grade: grade ?? '',
    note: note ?? '',
    cards: cardIds.join(', '),
    guardians: guardians.map(({ guardianId, relation }, index) => ({
      key: String(index),
      guardianId,
      relation: relation ?? '',
    })),
    rides: rides.map((ride, index) => ({ key: String(index), ...ride })),
  };
}

/** What the server is sent; lines that were left empty are left out. */
export function descriptionOfStudent({
  name,
  grade,
  note,
  cards,
  guardians,
  rides,
}: StudentDraft): StudentDescription {
  return {
    name: name.trim(),
    grade: grade.trim() || null,
    note: note.trim() || null,
    cardIds: cards.split(/[\s,;|]+/).filter((card) => card !== ''),
    guardians: guardians
      .filter(({ guardianId }) => guardianId.trim() !== '')
      .map(({ guardianId, relation }) => ({
        guardianId: guardianId.trim(),
        relation: relation.trim() || null,
      })),
    rides: rides.map(({ scheduleId, boardSequence, alightSequence, weekdays }) => ({
      scheduleId,
      boardSequence,
      alightSequence,
      weekdays: weekdays === null ? null : [...weekdays],
    })),
  };
}

/** A ride by a schedule: from its first stop to its last until something else is chosen. */
export function rideBy(schedule: SchoolSchedule, route: SchoolRoute | undefined): RideDraft {
  return {
    key: crypto.randomUUID(),
    scheduleId: schedule.scheduleId,
    boardSequence: 1,
    alightSequence: route?.stops.length ?? Math.max(2, schedule.times.length),
    weekdays: null,
  };
}
